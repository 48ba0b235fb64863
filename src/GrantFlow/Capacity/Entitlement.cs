using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Capacity;

/// <summary>Whether an entitlement holds.</summary>
public enum EntitlementState
{
    /// <summary>Holds within its days; once they are over it holds no more, without anybody doing anything.</summary>
    Granted,

    /// <summary>Taken back, with a reason.</summary>
    Revoked,
}

/// <summary>What an entitlement rests on.</summary>
public enum EntitlementBasis
{
    /// <summary>Profile submitted, then assessed, in that order (K-10).</summary>
    Assessment,

    /// <summary>A person waived the order, with a reason (K10.3).</summary>
    Waiver,
}

/// <summary>An organisation's right to apply for grants and to take part in trainings (K-10).</summary>
public sealed class Entitlement
{
    /// <summary>Sorts by time of birth.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The organisation.</summary>
    public Guid OrganisationId { get; init; }

    /// <summary>First instant, UTC.</summary>
    public DateTimeOffset ValidFrom { get; init; }

    /// <summary>Last instant, UTC.</summary>
    public DateTimeOffset ValidTo { get; init; }

    /// <summary>Whether it holds.</summary>
    public EntitlementState State { get; internal set; }

    /// <summary>What it rests on.</summary>
    public EntitlementBasis Basis { get; init; }

    /// <summary>The assessment it rests on, or null for a waiver.</summary>
    public Guid? AssessmentId { get; init; }

    /// <summary>Why the order was waived; null otherwise.</summary>
    public string? WaiverReason { get; init; }

    /// <summary>Why it was taken back; null otherwise.</summary>
    public string? RevokedReason { get; internal set; }

    /// <summary>True when it lets the organisation apply at that instant.</summary>
    public bool HoldsAt(DateTimeOffset at) => State == EntitlementState.Granted && ValidFrom <= at && at <= ValidTo;
}

sealed class EntitlementMap : IEntityTypeConfiguration<Entitlement>
{
    public void Configure(EntityTypeBuilder<Entitlement> builder)
    {
        builder.ToTable("entitlements");
        builder.HasRowVersion();
    }
}
