using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Programmes;

/// <summary>Where a cohort is.</summary>
public enum CohortState
{
    /// <summary>Entered, not begun.</summary>
    Planned,

    /// <summary>Its competition is on.</summary>
    Open,

    /// <summary>Its members are chosen.</summary>
    Selected,

    /// <summary>Its members are worked with.</summary>
    Running,

    /// <summary>The programme is over for it.</summary>
    Closed,
}

/// <summary>The organisations chosen together, worked with to the programme's end .</summary>
public sealed class Cohort
{
    /// <summary>Sorts by time of birth.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>1, 2 …</summary>
    public int Number { get; init; }

    /// <summary>The name.</summary>
    public LocalText Name { get; internal set; } = LocalText.Empty;

    /// <summary>The year it begins.</summary>
    public int Year { get; init; }

    /// <summary>How many organisations it holds at once; never more (A8.3).</summary>
    public int Places { get; init; }

    /// <summary>Where it is.</summary>
    public CohortState State { get; internal set; }

    /// <summary>The set of workflow versions that the cohort and all it starts keep; null before it begins.</summary>
    public Guid? Binding { get; internal set; }

    /// <summary>The instance of the <c>cohort</c> workflow, or null before it begins.</summary>
    public Guid? WorkflowInstanceId { get; internal set; }

    /// <summary>When it was entered, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was closed, UTC.</summary>
    public DateTimeOffset? ClosedAt { get; internal set; }

    /// <summary><c>cohort:id</c>.</summary>
    public string Subject => $"cohort:{Id}";
}

sealed class CohortMap : IEntityTypeConfiguration<Cohort>
{
    public void Configure(EntityTypeBuilder<Cohort> builder)
    {
        builder.ToTable("cohorts");
        builder.Ignore(c => c.Subject);
        builder.HasRowVersion();
    }
}
