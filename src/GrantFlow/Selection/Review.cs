using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Selection;

/// <summary>Where a review is.</summary>
public enum ReviewState
{
    /// <summary>Given to the reviewer.</summary>
    Assigned,

    /// <summary>Given up because of a conflict of interest.</summary>
    Declined,

    /// <summary>Scored.</summary>
    Scored,
}

/// <summary>One reviewer's judgement of one application.</summary>
public sealed class Review
{
    /// <summary>Sorts by time of birth.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The competition.</summary>
    public Guid CompetitionId { get; init; }

    /// <summary>The application.</summary>
    public Guid ApplicationId { get; init; }

    /// <summary>The reviewer.</summary>
    public Guid ReviewerId { get; internal set; }

    /// <summary>Where it is.</summary>
    public ReviewState State { get; internal set; }

    /// <summary>Points by criterion code; empty before it is scored.</summary>
    public Dictionary<string, int> Scores { get; internal set; } = [];

    /// <summary>The weighted total, 0 to 100; null before it is scored.</summary>
    public decimal? Total { get; internal set; }

    /// <summary>What the reviewer writes to the panel.</summary>
    public string Comment { get; internal set; } = "";

    /// <summary>Until when, UTC.</summary>
    public DateTimeOffset DueAt { get; internal set; }

    /// <summary>When it was given, UTC.</summary>
    public DateTimeOffset AssignedAt { get; init; }

    /// <summary>When it was scored, UTC.</summary>
    public DateTimeOffset? ScoredAt { get; internal set; }

    /// <summary><c>review:id</c>.</summary>
    public string Subject => $"review:{Id}";
}

sealed class ReviewMap : IEntityTypeConfiguration<Review>
{
    public void Configure(EntityTypeBuilder<Review> builder)
    {
        builder.ToTable("reviews");
        builder.Ignore(r => r.Subject);
        builder.Property(r => r.Scores).IsJson();
        builder.Property(r => r.Total).HasPrecision(9, 4);
        builder.HasRowVersion();
    }
}
