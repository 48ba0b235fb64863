using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Privacy;

/// <summary>What is kept for a time and then forgotten.</summary>
public enum RetentionKind
{
    /// <summary>What letters said, and to which address; that one was sent stays.</summary>
    Letters,

    /// <summary>Applications that were begun and never sent in.</summary>
    Drafts,

    /// <summary>Names and addresses of organisations that were never given anything, after their last application.</summary>
    Contacts,

    /// <summary>Names on lists of participants; that somebody was there stays.</summary>
    Participants,

    /// <summary>What the checks before an agreement noted about people.</summary>
    CheckNotes,

    /// <summary>Network addresses on the record.</summary>
    RecordAddresses,

    /// <summary>Sign-ins that are over.</summary>
    Sessions,

    /// <summary>Tries to sign in.</summary>
    SignInAttempts,

    /// <summary>Links that were sent by mail.</summary>
    MailLinks,
}

/// <summary>How long a programme keeps something; where it set nothing, what ships holds.</summary>
public sealed class RetentionRule
{
    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>What.</summary>
    public RetentionKind Kind { get; init; }

    /// <summary>How many days.</summary>
    public int Days { get; internal set; }
}

/// <summary>One kind was gone through, and so much removed.</summary>
[NotRecorded]
public sealed class RetentionRun
{
    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The programme; null for what belongs to the service as a whole.</summary>
    public Guid? ProgrammeId { get; init; }

    /// <summary>What.</summary>
    public RetentionKind Kind { get; init; }

    /// <summary>The days that held then.</summary>
    public int Days { get; init; }

    /// <summary>How many rows were forgotten or emptied.</summary>
    public int Removed { get; init; }
}

sealed class RetentionRuleTable : IEntityTypeConfiguration<RetentionRule>
{
    public void Configure(EntityTypeBuilder<RetentionRule> builder)
    {
        builder.ToTable("retention_rules");
        builder.HasKey(r => new { r.ProgrammeId, r.Kind });
    }
}

sealed class RetentionRunTable : IEntityTypeConfiguration<RetentionRun>
{
    public void Configure(EntityTypeBuilder<RetentionRun> builder) => builder.ToTable("retention_runs");
}
