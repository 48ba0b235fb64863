using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Notifications;

/// <summary>Where a deadline stands.</summary>
public enum DeadlineState
{
    /// <summary>Not over.</summary>
    Open,

    /// <summary>Over without what it waited for; what is late may still come, and is asked for until it does.</summary>
    Missed,

    /// <summary>What it waited for came.</summary>
    Met,

    /// <summary>Its reason fell away.</summary>
    Cancelled,
}

/// <summary>A date that somebody has to keep: instant, zone, holders and what ends it.</summary>
/// <remarks>
/// One live deadline for each subject and kind. Concurrency: the sweep holds the row while it prompts; a trigger silences
/// the prompts of a deadline that ends or moves.
/// </remarks>
public sealed class Deadline
{
    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>What is due: <c>report</c>, <c>signature</c>, <c>application-closing</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Of what, as <c>kind:id</c>.</summary>
    public required string SubjectRef { get; init; }

    /// <summary>The name of its <see cref="ReminderLadder"/>.</summary>
    public string Ladder { get; internal set; } = "";

    /// <summary>The day, in the zone.</summary>
    public DateOnly LocalDate { get; internal set; }

    /// <summary>The hour, in the zone.</summary>
    public TimeOnly LocalTime { get; internal set; }

    /// <summary>The IANA zone: <c>Asia/Yerevan</c>.</summary>
    public string Zone { get; internal set; } = "";

    /// <summary>The instant that day and hour are, UTC.</summary>
    public DateTimeOffset DueAt { get; internal set; }

    /// <summary>How long after the instant it isn't yet called missed.</summary>
    public TimeSpan Grace { get; internal set; }

    /// <summary>Who has to keep it.</summary>
    [Personal]
    public IReadOnlyList<Receiver> Holders { get; internal set; } = [];

    /// <summary>Who is told when it isn't kept.</summary>
    [Personal]
    public IReadOnlyList<Receiver> EscalateTo { get; internal set; } = [];

    /// <summary>The placeholders of its prompts.</summary>
    [OffRecord]
    public IReadOnlyDictionary<string, string> Values { get; internal set; } = new Dictionary<string, string>();

    /// <summary>Where it stands.</summary>
    public DeadlineState State { get; internal set; }

    /// <summary>When it was met or cancelled.</summary>
    public DateTimeOffset? EndedAt { get; internal set; }

    /// <summary>The next instant at which the sweep has to look at it; null when it needn't.</summary>
    [OffRecord]
    public DateTimeOffset? NextAt { get; internal set; }

    /// <summary>When it was set, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>True while somebody still has to keep it.</summary>
    public bool IsLive => State is DeadlineState.Open or DeadlineState.Missed;

    /// <summary>Ends it; the database silences its prompts.</summary>
    internal void End(DeadlineEnd end, DateTimeOffset now)
    {
        State = end == DeadlineEnd.Met ? DeadlineState.Met : DeadlineState.Cancelled;
        EndedAt = now;
        NextAt = null;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Deadline>
    {
        public void Configure(EntityTypeBuilder<Deadline> builder)
        {
            builder.ToTable("deadlines");
            builder.Property(d => d.Id).ValueGeneratedNever();
            builder.Ignore(d => d.IsLive);
            builder.Property(d => d.Holders).IsJson();
            builder.Property(d => d.EscalateTo).IsJson();
            builder.Property(d => d.Values).IsJson();
        }
    }
}

/// <summary>The deadlines of a database.</summary>
public static class DeadlineTables
{
    extension(GrantFlowDb db)
    {
        /// <summary>Every dated thing.</summary>
        public DbSet<Deadline> Deadlines => db.Set<Deadline>();

        /// <summary>Every prompt, sent or to be sent.</summary>
        public DbSet<ReminderRung> ReminderRungs => db.Set<ReminderRung>();
    }
}
