using GrantFlow.Awards;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Monitoring;

/// <summary>How much a finding matters.</summary>
public enum FindingSeverity
{
    /// <summary>To be put right in passing.</summary>
    Low,

    /// <summary>To be put right by a date.</summary>
    Medium,

    /// <summary>Puts the grant at risk.</summary>
    High,
}

/// <summary>Where a finding stands.</summary>
public enum FindingState
{
    /// <summary>Not yet put right.</summary>
    Open,

    /// <summary>Put right.</summary>
    Resolved,
}

/// <summary>Something seen that must be put right.</summary>
public sealed class Finding
{
    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The award.</summary>
    public Guid AwardId { get; init; }

    /// <summary>The visit that found it, or null.</summary>
    public Guid? VisitId { get; init; }

    /// <summary>Counts from 1 within the award.</summary>
    public int Number { get; init; }

    /// <summary>What was found.</summary>
    public string Text { get; init; } = "";

    /// <summary>How much it matters.</summary>
    public FindingSeverity Severity { get; init; }

    /// <summary>What the organisation is to do; may be empty.</summary>
    public string Action { get; init; } = "";

    /// <summary>By when, or null when there is nothing to do.</summary>
    public DateOnly? DueOn { get; internal set; }

    /// <summary>Where it stands.</summary>
    public FindingState State { get; private set; }

    /// <summary>When it was raised, UTC.</summary>
    public DateTimeOffset RaisedAt { get; init; }

    /// <summary>When it was put right, UTC, or null.</summary>
    public DateTimeOffset? ResolvedAt { get; private set; }

    /// <summary>How it was put right, or null.</summary>
    public string? Resolution { get; private set; }

    /// <summary>What the record calls it.</summary>
    public string Subject => $"finding:{Id:D}";

    internal void Resolve(string resolution, DateTimeOffset at) =>
        (State, Resolution, ResolvedAt) = (FindingState.Resolved, resolution, at);
}

/// <summary>One change of an award's traffic light.</summary>
public sealed class RiskChange
{
    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The award.</summary>
    public Guid AwardId { get; init; }

    /// <summary>The light before.</summary>
    public Risk Before { get; init; }

    /// <summary>The light now.</summary>
    public Risk After { get; init; }

    /// <summary>Why.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Who changed it; the empty id is the service.</summary>
    public Guid ById { get; init; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; init; }
}

sealed class FindingTable : IEntityTypeConfiguration<Finding>
{
    public void Configure(EntityTypeBuilder<Finding> builder)
    {
        builder.ToTable("findings");
        builder.HasRowVersion();
    }
}

sealed class RiskChangeTable : IEntityTypeConfiguration<RiskChange>
{
    public void Configure(EntityTypeBuilder<RiskChange> builder) => builder.ToTable("risk_changes");
}
