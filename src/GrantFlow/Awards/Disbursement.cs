using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Awards;

/// <summary>Where a disbursement stands.</summary>
public enum DisbursementState
{
    /// <summary>Scheduled.</summary>
    Planned,

    /// <summary>Its day has come; it waits for Finance.</summary>
    Due,

    /// <summary>Finance holds it back, with a reason.</summary>
    Held,

    /// <summary>Finance let it go; the bank has the order.</summary>
    Released,

    /// <summary>The bank confirmed it.</summary>
    Paid,

    /// <summary>Never to be paid.</summary>
    Cancelled,
}

/// <summary>One tranche of an award.</summary>
public sealed class Disbursement
{
    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The award; its currency is the disbursement's.</summary>
    public Guid AwardId { get; init; }

    /// <summary>Counts from 1 within the award.</summary>
    public int Number { get; init; }

    /// <summary>How much.</summary>
    public decimal Amount { get; init; }

    /// <summary>The day it is planned for.</summary>
    public DateOnly DueOn { get; internal set; }

    /// <summary>Where it stands.</summary>
    public DisbursementState State { get; private set; }

    /// <summary>The number of the report that must be accepted or waived first, or null for none.</summary>
    public int? RequiresReport { get; init; }

    /// <summary>Why it is held, or null.</summary>
    public string? HoldReason { get; private set; }

    /// <summary>When it was released, UTC, or null.</summary>
    public DateTimeOffset? ReleasedAt { get; private set; }

    /// <summary>Who released it, or null.</summary>
    public Guid? ReleasedBy { get; private set; }

    /// <summary>The bank's day, or null.</summary>
    public DateOnly? PaidOn { get; private set; }

    /// <summary>The bank's reference, or null.</summary>
    public string? Reference { get; private set; }

    /// <summary>What the record calls it.</summary>
    public string Subject => $"disbursement:{Id:D}";

    /// <summary>True while it may still be released.</summary>
    public bool IsOpen => State is DisbursementState.Planned or DisbursementState.Due or DisbursementState.Held;

    internal void FallDue() => State = DisbursementState.Due;

    internal void Hold(string reason) => (State, HoldReason) = (DisbursementState.Held, reason);

    internal void Release(Guid by, DateTimeOffset at) =>
        (State, ReleasedBy, ReleasedAt, HoldReason) = (DisbursementState.Released, by, at, null);

    internal void Pay(DateOnly on, string reference) => (State, PaidOn, Reference) = (DisbursementState.Paid, on, reference);

    internal void Cancel() => State = DisbursementState.Cancelled;
}

/// <summary>Where a condition stands.</summary>
public enum ConditionState
{
    /// <summary>Not yet met.</summary>
    Open,

    /// <summary>Met, with evidence.</summary>
    Met,

    /// <summary>Waived, with a reason.</summary>
    Waived,
}

/// <summary>Something an organisation must do before a disbursement, or before any.</summary>
public sealed class Condition
{
    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The award.</summary>
    public Guid AwardId { get; init; }

    /// <summary>The disbursement it holds back; null holds back every one.</summary>
    public Guid? DisbursementId { get; internal set; }

    /// <summary>Counts from 1 within the award.</summary>
    public int Number { get; init; }

    /// <summary>What must be done.</summary>
    public LocalText Text { get; init; } = LocalText.Empty;

    /// <summary>Where it stands.</summary>
    public ConditionState State { get; private set; }

    /// <summary>When it was met or waived, UTC, or null.</summary>
    public DateTimeOffset? SettledAt { get; private set; }

    /// <summary>Who said so, or null.</summary>
    public Guid? SettledBy { get; private set; }

    /// <summary>The evidence, or the reason of the waiver; null while open.</summary>
    public string? Evidence { get; private set; }

    /// <summary>What the record calls it.</summary>
    public string Subject => $"condition:{Id:D}";

    internal void Settle(ConditionState state, Guid by, string evidence, DateTimeOffset at) =>
        (State, SettledBy, Evidence, SettledAt) = (state, by, evidence, at);
}

/// <summary>What a variation changes.</summary>
public enum VariationKind
{
    /// <summary>The amount.</summary>
    Amount,

    /// <summary>First or last day.</summary>
    Dates,

    /// <summary>A suspension or its end.</summary>
    Suspension,
}

/// <summary>One agreed change of a signed award.</summary>
public sealed class Variation
{
    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The award.</summary>
    public Guid AwardId { get; init; }

    /// <summary>Counts from 1 within the award.</summary>
    public int Number { get; init; }

    /// <summary>What it changes.</summary>
    public VariationKind Kind { get; init; }

    /// <summary>Why.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What stood before, as text.</summary>
    public string Before { get; init; } = "";

    /// <summary>What stands now, as text.</summary>
    public string After { get; init; } = "";

    /// <summary>Who agreed to it.</summary>
    public Guid ApprovedBy { get; init; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset ApprovedAt { get; init; }
}

sealed class DisbursementTable : IEntityTypeConfiguration<Disbursement>
{
    public void Configure(EntityTypeBuilder<Disbursement> builder)
    {
        builder.ToTable("disbursements");
        builder.HasRowVersion();
    }
}

sealed class ConditionTable : IEntityTypeConfiguration<Condition>
{
    public void Configure(EntityTypeBuilder<Condition> builder) => builder.ToTable("conditions");
}

sealed class VariationTable : IEntityTypeConfiguration<Variation>
{
    public void Configure(EntityTypeBuilder<Variation> builder) => builder.ToTable("variations");
}
