using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Notifications;

/// <summary>Where a mail stands.</summary>
public enum MailState
{
    /// <summary>Waits for its next attempt.</summary>
    Queued,

    /// <summary>A host has it in hand until its lease ends.</summary>
    Sending,

    /// <summary>The server took it.</summary>
    Sent,

    /// <summary>No mail server is configured: it is kept here to be read.</summary>
    Kept,

    /// <summary>Refused for good, or tried in vain for too long.</summary>
    Failed,

    /// <summary>Its reason ended before it was sent.</summary>
    Silenced,
}

/// <summary>One mail to one receiver, as it was written: the outbox and the proof of it.</summary>
/// <remarks>Concurrency: claimed by <c>DrainOutbox</c> with row locks and a lease; nobody else changes a row but the trigger that silences it.</remarks>
[NotRecorded]
public sealed class Mail : IKeptOnce
{
    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme concerned, or null for the service as a whole.</summary>
    public Guid? ProgrammeId { get; init; }

    /// <summary>The template: <c>report-requested</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>hy, ky, ru or en.</summary>
    public required string Language { get; init; }

    /// <summary>The address.</summary>
    public required string ReceiverEmail { get; init; }

    /// <summary>The name as the person writes it.</summary>
    public required string ReceiverName { get; init; }

    /// <summary>The receiver's account, or null.</summary>
    public Guid? ReceiverPersonId { get; init; }

    /// <summary>What it is about, as <c>kind:id</c>.</summary>
    public required string SubjectRef { get; init; }

    /// <summary>The same key is the same mail, however often it is queued.</summary>
    public required string Key { get; init; }

    /// <summary>The Message-ID without its brackets; the same in every attempt.</summary>
    public required string MessageId { get; init; }

    /// <summary>The subject line.</summary>
    public required string Title { get; init; }

    /// <summary>The plain part.</summary>
    public required string TextBody { get; init; }

    /// <summary>The HTML part.</summary>
    public required string HtmlBody { get; init; }

    /// <summary>
    /// What only the receiver may read, sealed: the end of a one-time link, in place of <see cref="SecretMark"/>. It is opened on
    /// the way out and forgotten once the mail has left; null for all other mails.
    /// </summary>
    public string? Secret { get; init; }

    /// <summary>Stands in the two parts where the secret will be.</summary>
    public const string SecretMark = "__secret__";

    /// <summary>Where it stands.</summary>
    public MailState State { get; init; }

    /// <summary>How often it was handed to a server.</summary>
    public int Attempts { get; init; }

    /// <summary>When it is tried next, or when the lease of the host that has it ends; null when it is over.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>The server's last answer, with its code: <c>250 2.0.0 Ok: queued</c>.</summary>
    public string? LastAnswer { get; init; }

    /// <summary>When it was written, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the server took it.</summary>
    public DateTimeOffset? SentAt { get; init; }

    string? IKeptOnce.Key => Key;

    internal sealed class Mapping : IEntityTypeConfiguration<Mail>
    {
        public void Configure(EntityTypeBuilder<Mail> builder)
        {
            builder.ToTable("mails");
            builder.Property(m => m.Id).ValueGeneratedNever();
        }
    }
}
