using GrantFlow.Persistence;

namespace GrantFlow.Accounts;

/// <summary>One act on the record: who, when, what, on what.</summary>
[NotRecorded]
public sealed class AuditFact
{
    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme concerned, or null for the service as a whole.</summary>
    public Guid? ProgrammeId { get; init; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Who; the empty id is the service.</summary>
    public Guid ActorId { get; init; }

    /// <summary>The name at that time; the one part of a fact, with the address, that may be forgotten later.</summary>
    public string ActorName { get; init; } = "";

    /// <summary>What happened, in the past tense: <c>ApplicationSubmitted</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>On what, as <c>kind:id</c>: <c>application:0198…</c>.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The fact's own members as JSON.</summary>
    public string Data { get; init; } = "{}";

    /// <summary>From where: <c>page /awards/{id}</c>, <c>api POST /api/…</c>, <c>job …</c>, <c>workflow …</c>, <c>cli …</c>; empty where nobody said.</summary>
    public string Origin { get; init; } = "";

    /// <summary>The network address of a person's request, or empty.</summary>
    public string Address { get; init; } = "";

    /// <summary>Before and after of what was saved with it, as JSON: <c>[{"of":"Award","id":…,"was":{…},"now":{…},"masked":[…]}]</c>; null when nothing was.</summary>
    public string? Changes { get; internal set; }
}
