namespace GrantFlow.Accounts;

/// <summary>One act on the record: who, when, what, on what.</summary>
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

    /// <summary>The name at that time.</summary>
    public string ActorName { get; init; } = "";

    /// <summary>What happened, in the past tense: <c>ApplicationSubmitted</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>On what, as <c>kind:id</c>: <c>application:0198…</c>.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The fact's own members as JSON.</summary>
    public string Data { get; init; } = "{}";
}
