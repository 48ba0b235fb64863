using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Monitoring;

/// <summary>How a grant is looked at.</summary>
public enum VisitKind
{
    /// <summary>On the spot.</summary>
    Visit,

    /// <summary>By telephone or video.</summary>
    Call,

    /// <summary>On the papers.</summary>
    DeskCheck,
}

/// <summary>Where a visit stands.</summary>
public enum VisitState
{
    /// <summary>In the plan.</summary>
    Planned,

    /// <summary>The organisation agreed to the day.</summary>
    Confirmed,

    /// <summary>It took place.</summary>
    Held,

    /// <summary>Its day and the grace passed without it.</summary>
    Missed,

    /// <summary>Struck from the plan.</summary>
    Cancelled,
}

/// <summary>One entry of an award's monitoring plan: a visit, call or desk check.</summary>
public sealed class Visit
{
    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The award.</summary>
    public Guid AwardId { get; init; }

    /// <summary>Counts from 1 within the award.</summary>
    public int Number { get; init; }

    /// <summary>How.</summary>
    public VisitKind Kind { get; init; }

    /// <summary>The day agreed or planned.</summary>
    public DateOnly PlannedOn { get; internal set; }

    /// <summary>Where it stands.</summary>
    public VisitState State { get; private set; }

    /// <summary>When the organisation was told of the day, UTC, or null.</summary>
    public DateTimeOffset? AnnouncedAt { get; internal set; }

    /// <summary>Who confirmed the day for the organisation, or null.</summary>
    public Guid? ConfirmedBy { get; private set; }

    /// <summary>The day it took place, or null.</summary>
    public DateOnly? HeldOn { get; private set; }

    /// <summary>Who held it, or null.</summary>
    public Guid? HeldBy { get; private set; }

    /// <summary>What was seen, or null.</summary>
    public string? Notes { get; private set; }

    /// <summary>What the record calls it.</summary>
    public string Subject => $"visit:{Id:D}";

    /// <summary>True while it may still take place.</summary>
    public bool IsOpen => State is VisitState.Planned or VisitState.Confirmed;

    internal void Confirm(Guid by, DateOnly on) => (State, ConfirmedBy, PlannedOn) = (VisitState.Confirmed, by, on);

    internal void Hold(Guid by, DateOnly on, string notes) =>
        (State, HeldBy, HeldOn, Notes) = (VisitState.Held, by, on, notes);

    internal void Miss() => State = VisitState.Missed;

    internal void Cancel() => State = VisitState.Cancelled;
}

sealed class VisitTable : IEntityTypeConfiguration<Visit>
{
    public void Configure(EntityTypeBuilder<Visit> builder)
    {
        builder.ToTable("visits");
        builder.HasRowVersion();
    }
}
