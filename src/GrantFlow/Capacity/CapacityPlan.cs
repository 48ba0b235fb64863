using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Capacity;

/// <summary>What an organisation and the programme agreed to strengthen (K9.2).</summary>
public sealed class CapacityPlan
{
    /// <summary>Sorts by time of birth.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The organisation.</summary>
    public Guid OrganisationId { get; init; }

    /// <summary>The assessment it answers.</summary>
    public Guid AssessmentId { get; init; }

    /// <summary>When both sides agreed, UTC.</summary>
    public DateTimeOffset AgreedAt { get; init; }
}

/// <summary>Where an action of a plan is.</summary>
public enum PlanActionState
{
    /// <summary>Not begun.</summary>
    Open,

    /// <summary>Under way.</summary>
    Begun,

    /// <summary>Done, with evidence.</summary>
    Done,
}

/// <summary>One action of a plan, with a day and somebody responsible (A5.2).</summary>
public sealed class PlanAction
{
    /// <summary>Sorts by time of birth.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The plan.</summary>
    public Guid PlanId { get; init; }

    /// <summary>The organisation.</summary>
    public Guid OrganisationId { get; init; }

    /// <summary>The parameter it strengthens.</summary>
    public string Parameter { get; init; } = "";

    /// <summary>What will be done.</summary>
    public string Action { get; init; } = "";

    /// <summary>Who sees to it, by name.</summary>
    [Personal]
    public string Owner { get; init; } = "";

    /// <summary>By which day, in the programme's zone.</summary>
    public DateOnly DueOn { get; init; }

    /// <summary>Where it is.</summary>
    public PlanActionState State { get; internal set; }

    /// <summary>What shows that it is done; empty before.</summary>
    public string Evidence { get; internal set; } = "";

    /// <summary>When it was done, UTC.</summary>
    public DateTimeOffset? DoneAt { get; internal set; }

    /// <summary><c>plan-action:id</c>.</summary>
    public string Subject => $"plan-action:{Id}";
}

sealed class CapacityPlanMap : IEntityTypeConfiguration<CapacityPlan>
{
    public void Configure(EntityTypeBuilder<CapacityPlan> builder) => builder.ToTable("capacity_plans");
}

sealed class PlanActionMap : IEntityTypeConfiguration<PlanAction>
{
    public void Configure(EntityTypeBuilder<PlanAction> builder)
    {
        builder.ToTable("plan_actions");
        builder.Ignore(a => a.Subject);
        builder.HasRowVersion();
    }
}
