using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Capacity;

/// <summary>Where an assessment is.</summary>
public enum AssessmentState
{
    /// <summary>The organisation was asked whether it wants one.</summary>
    Offered,

    /// <summary>It wants one.</summary>
    Accepted,

    /// <summary>It doesn't; that is its right.</summary>
    Declined,

    /// <summary>A day and an assessor are set.</summary>
    Scheduled,

    /// <summary>Scored.</summary>
    Done,
}

/// <summary>The score of one of the ten parameters.</summary>
/// <param name="Parameter">A code of <see cref="CapacityParameters"/>.</param>
/// <param name="Score">1 (not there yet) to 4 (strong).</param>
/// <param name="Justification">What was seen.</param>
public sealed record ParameterScore(string Parameter, int Score, string Justification);

/// <summary>A voluntary assessment of an organisation's capacity on ten parameters.</summary>
public sealed class Assessment
{
    /// <summary>Sorts by time of birth.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The organisation.</summary>
    public Guid OrganisationId { get; init; }

    /// <summary>1 is the first, 2 shows the change (A5.5).</summary>
    public int Round { get; init; }

    /// <summary>Where it is.</summary>
    public AssessmentState State { get; internal set; }

    /// <summary>True when the organisation agreed to it and to the report being kept.</summary>
    public bool Consent { get; internal set; }

    /// <summary>Who assesses, or null before it is scheduled.</summary>
    public Guid? AssessorId { get; internal set; }

    /// <summary>The day set, or null.</summary>
    public DateOnly? ScheduledOn { get; internal set; }

    /// <summary>Ten scores once done; empty before.</summary>
    public List<ParameterScore> Scores { get; internal set; } = [];

    /// <summary>When it was offered, UTC.</summary>
    public DateTimeOffset OfferedAt { get; init; }

    /// <summary>When the organisation answered, UTC.</summary>
    public DateTimeOffset? AnsweredAt { get; internal set; }

    /// <summary>When it was scored, UTC.</summary>
    public DateTimeOffset? DoneAt { get; internal set; }
}

sealed class AssessmentMap : IEntityTypeConfiguration<Assessment>
{
    public void Configure(EntityTypeBuilder<Assessment> builder)
    {
        builder.ToTable("assessments");
        builder.Property(a => a.Scores).IsJson();
        builder.HasRowVersion();
    }
}
