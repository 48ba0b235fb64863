using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Capacity;

/// <summary>The kind of a capacity event (A4.1, A7.1).</summary>
public enum CapacityEventKind
{
    /// <summary>A training.</summary>
    Training,

    /// <summary>A seminar.</summary>
    Seminar,

    /// <summary>A workshop.</summary>
    Workshop,

    /// <summary>A training of trainers.</summary>
    TrainingOfTrainers,

    /// <summary>A round table.</summary>
    RoundTable,

    /// <summary>A brainstorming session.</summary>
    Brainstorm,

    /// <summary>A visit of organisations to one another .</summary>
    ExchangeVisit,

    /// <summary>An individual consultation.</summary>
    Consultation,

    /// <summary>Any other meeting.</summary>
    Meeting,
}

/// <summary>Whether the programme carries an event out or helps another to (A3.2).</summary>
public enum EventPart
{
    /// <summary>Carries it out.</summary>
    Implementer,

    /// <summary>Helps another to.</summary>
    Facilitator,
}

/// <summary>Where an event is.</summary>
public enum CapacityEventState
{
    /// <summary>Has a day.</summary>
    Planned,

    /// <summary>Took place.</summary>
    Held,

    /// <summary>Won't take place.</summary>
    Cancelled,
}

/// <summary>A theme of trainings; a programme keeps a short list (K-11).</summary>
public sealed class Topic
{
    /// <summary>Sorts by time of birth.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>Unique in the programme.</summary>
    public string Code { get; init; } = "";

    /// <summary>The name.</summary>
    public LocalText Name { get; internal set; } = LocalText.Empty;
}

/// <summary>A training, round table, exchange visit or the like.</summary>
public sealed class CapacityEvent
{
    /// <summary>Sorts by time of birth.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The kind.</summary>
    public CapacityEventKind Kind { get; init; }

    /// <summary>The topic, or null for a meeting without one.</summary>
    public Guid? TopicId { get; init; }

    /// <summary>The title.</summary>
    public LocalText Title { get; internal set; } = LocalText.Empty;

    /// <summary>The day, in the programme's zone.</summary>
    public DateOnly HeldOn { get; internal set; }

    /// <summary>A region's code.</summary>
    public string Region { get; internal set; } = "";

    /// <summary>Carried out or facilitated.</summary>
    public EventPart Part { get; init; }

    /// <summary>True when only entitled organisations may take part (K10.2).</summary>
    public bool EntitlementRequired { get; init; }

    /// <summary>Where it is.</summary>
    public CapacityEventState State { get; internal set; }
}

/// <summary>One person's attendance of one event.</summary>
public sealed class Attendance
{
    /// <summary>Sorts by time of birth.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The event.</summary>
    public Guid EventId { get; init; }

    /// <summary>The organisation the person came for on that day, or null.</summary>
    public Guid? OrganisationId { get; init; }

    /// <summary>As written on the sheet.</summary>
    [Personal]
    public string ParticipantName { get; init; } = "";

    /// <summary>The same for the same person, whatever the spelling on the sheet: counts people, not attendances (K11.3).</summary>
    [OffRecord]
    public string PersonKey { get; init; } = "";

    /// <summary><c>f</c>, <c>m</c>, or null when not told.</summary>
    [Personal]
    public string? Sex { get; init; }

    /// <summary>The person's role in the organisation, or empty.</summary>
    public string Role { get; init; } = "";
}

sealed class TopicMap : IEntityTypeConfiguration<Topic>
{
    public void Configure(EntityTypeBuilder<Topic> builder) => builder.ToTable("topics");
}

sealed class CapacityEventMap : IEntityTypeConfiguration<CapacityEvent>
{
    public void Configure(EntityTypeBuilder<CapacityEvent> builder)
    {
        builder.ToTable("capacity_events");
        builder.HasRowVersion();
    }
}

sealed class AttendanceMap : IEntityTypeConfiguration<Attendance>
{
    public void Configure(EntityTypeBuilder<Attendance> builder) => builder.ToTable("attendances");
}
