using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Selection;

/// <summary>Where a decision is.</summary>
public enum DecisionState
{
    /// <summary>Ranked and proposed.</summary>
    Proposed,

    /// <summary>Given back to be ranked again.</summary>
    SentBack,

    /// <summary>Holds.</summary>
    Approved,
}

/// <summary>What a decision says of an application.</summary>
public enum RankingOutcome
{
    /// <summary>Gets a place.</summary>
    Selected,

    /// <summary>Next in line.</summary>
    Reserved,

    /// <summary>Gets none.</summary>
    Refused,
}

/// <summary>The panel's decision on a competition: proposed by one person, approved by another.</summary>
public sealed class Decision
{
    /// <summary>Sorts by time of birth.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The competition.</summary>
    public Guid CompetitionId { get; init; }

    /// <summary>Where it is.</summary>
    public DecisionState State { get; internal set; }

    /// <summary>Who prepared it; the empty id is the service, acting by the rules of the competition.</summary>
    public Guid ProposedBy { get; init; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset ProposedAt { get; init; }

    /// <summary>Who approved it or sent it back, or null.</summary>
    public Guid? JudgedBy { get; internal set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset? JudgedAt { get; internal set; }

    /// <summary>The panel's minutes: who sat, what was weighed, why.</summary>
    public string Minutes { get; internal set; } = "";
}

/// <summary>One line of a decision's ranking.</summary>
public sealed class Ranking
{
    /// <summary>The decision.</summary>
    public Guid DecisionId { get; init; }

    /// <summary>The application.</summary>
    public Guid ApplicationId { get; init; }

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>1 is best; no two share one.</summary>
    public int Rank { get; init; }

    /// <summary>The mean of the reviewers' weighted totals, 0 to 100.</summary>
    public decimal MeanScore { get; init; }

    /// <summary>What is proposed.</summary>
    public RankingOutcome Outcome { get; init; }

    /// <summary>Why: <c>within-places</c>, <c>region-cap</c>, <c>reserve</c>, <c>budget</c>, <c>ranked-lower</c>.</summary>
    public string Reason { get; init; } = "";
}

sealed class DecisionMap : IEntityTypeConfiguration<Decision>
{
    public void Configure(EntityTypeBuilder<Decision> builder)
    {
        builder.ToTable("decisions");
        builder.HasRowVersion();
    }
}

sealed class RankingMap : IEntityTypeConfiguration<Ranking>
{
    public void Configure(EntityTypeBuilder<Ranking> builder)
    {
        builder.ToTable("rankings");
        builder.HasKey(r => new { r.DecisionId, r.ApplicationId });
        builder.Property(r => r.MeanScore).HasPrecision(9, 4);
    }
}
