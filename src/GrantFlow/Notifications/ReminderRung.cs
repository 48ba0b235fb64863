using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Notifications;

/// <summary>Where a prompt stands.</summary>
public enum RungState
{
    /// <summary>Its time hasn't come.</summary>
    Pending,

    /// <summary>Its mail is in the outbox.</summary>
    Sent,

    /// <summary>The deadline ended before its time came.</summary>
    Silenced,

    /// <summary>The date moved, or a later prompt took its place after an outage.</summary>
    Superseded,

    /// <summary>Its mail couldn't be written: a fault in its template or values, for an operator to see.</summary>
    Faulty,
}

/// <summary>One prompt of a deadline to one receiver.</summary>
/// <remarks>Unique by deadline, rung, receiver and due instant: each is sent once, and a moved date is prompted for anew.</remarks>
[NotRecorded]
public sealed class ReminderRung
{
    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The deadline.</summary>
    public Guid DeadlineId { get; init; }

    /// <summary>Which step of the ladder: <c>before-14d</c>, <c>due</c>, <c>after-1d</c>, <c>escalate-7d</c>.</summary>
    public required string Rung { get; init; }

    /// <summary>The due instant it was computed from.</summary>
    public DateTimeOffset DueAt { get; init; }

    /// <summary>The address.</summary>
    public required string ReceiverEmail { get; init; }

    /// <summary>The name.</summary>
    public required string ReceiverName { get; init; }

    /// <summary>hy, ky, ru or en.</summary>
    public required string ReceiverLanguage { get; init; }

    /// <summary>The account, or null.</summary>
    public Guid? ReceiverPersonId { get; init; }

    /// <summary>When it is sent, UTC.</summary>
    public DateTimeOffset SendAt { get; init; }

    /// <summary>The mail's template.</summary>
    public required string Template { get; init; }

    /// <summary>Where it stands.</summary>
    public RungState State { get; internal set; }

    /// <summary>The key of its mail, once sent.</summary>
    public string? MailKey { get; internal set; }

    /// <summary>Why its mail couldn't be written, or null.</summary>
    public string? Fault { get; internal set; }

    /// <summary>When it was sent, silenced or superseded.</summary>
    public DateTimeOffset? EndedAt { get; internal set; }

    /// <summary>Makes it due again.</summary>
    internal void Wake() => (State, EndedAt) = (RungState.Pending, null);

    /// <summary>Puts it aside.</summary>
    internal void Supersede(DateTimeOffset now) => (State, EndedAt) = (RungState.Superseded, now);

    internal sealed class Mapping : IEntityTypeConfiguration<ReminderRung>
    {
        public void Configure(EntityTypeBuilder<ReminderRung> builder)
        {
            builder.ToTable("reminder_rungs");
            builder.Property(r => r.Id).ValueGeneratedNever();
            builder.HasOne<Deadline>().WithMany().HasForeignKey(r => r.DeadlineId);
        }
    }
}
