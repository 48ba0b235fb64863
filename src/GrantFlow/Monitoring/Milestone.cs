using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Monitoring;

/// <summary>Where a milestone stands.</summary>
public enum MilestoneState
{
    /// <summary>Ahead.</summary>
    Planned,

    /// <summary>Its day passed without it.</summary>
    Overdue,

    /// <summary>Reached, with evidence.</summary>
    Reached,
}

/// <summary>Something a grant promised to have done by a day.</summary>
public sealed class Milestone
{
    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The award.</summary>
    public Guid AwardId { get; init; }

    /// <summary>Counts from 1 within the award.</summary>
    public int Number { get; init; }

    /// <summary>What.</summary>
    public LocalText Title { get; init; } = LocalText.Empty;

    /// <summary>By when.</summary>
    public DateOnly DueOn { get; internal set; }

    /// <summary>Where it stands.</summary>
    public MilestoneState State { get; private set; }

    /// <summary>The day it was reached, or null.</summary>
    public DateOnly? ReachedOn { get; private set; }

    /// <summary>How one can tell, or null.</summary>
    public string? Evidence { get; private set; }

    internal void FallBehind() => State = MilestoneState.Overdue;

    internal void Reach(DateOnly on, string evidence) =>
        (State, ReachedOn, Evidence) = (MilestoneState.Reached, on, evidence);
}

/// <summary>Something a grant measures itself by.</summary>
public sealed class AwardIndicator
{
    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The award.</summary>
    public Guid AwardId { get; init; }

    /// <summary>Counts from 1 within the award.</summary>
    public int Number { get; init; }

    /// <summary>What is counted.</summary>
    public LocalText Title { get; init; } = LocalText.Empty;

    /// <summary>In what: people, per cent, meetings.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Where it began, or null when unknown.</summary>
    public decimal? Baseline { get; init; }

    /// <summary>Where it is to go, or null when not set.</summary>
    public decimal? Target { get; init; }
}

/// <summary>One measurement of an indicator.</summary>
public sealed class IndicatorActual
{
    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The indicator.</summary>
    public Guid IndicatorId { get; init; }

    /// <summary>The day it holds for.</summary>
    public DateOnly MeasuredOn { get; init; }

    /// <summary>In the indicator's unit.</summary>
    public decimal Value { get; init; }

    /// <summary>How one can tell, or null.</summary>
    public string? Evidence { get; init; }

    /// <summary>Who reported it.</summary>
    public Guid ById { get; init; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; init; }
}

sealed class MilestoneTable : IEntityTypeConfiguration<Milestone>
{
    public void Configure(EntityTypeBuilder<Milestone> builder) => builder.ToTable("milestones");
}

sealed class AwardIndicatorTable : IEntityTypeConfiguration<AwardIndicator>
{
    public void Configure(EntityTypeBuilder<AwardIndicator> builder) => builder.ToTable("award_indicators");
}

sealed class IndicatorActualTable : IEntityTypeConfiguration<IndicatorActual>
{
    public void Configure(EntityTypeBuilder<IndicatorActual> builder) => builder.ToTable("indicator_actuals");
}
