namespace GrantFlow.Persistence;

/// <summary>What a use case leaves for the workflows in its own transaction: a signal, or a start.</summary>
/// <remarks>The engine's PostgreSQL store claims these rows; an adapter for another engine would pump them into its port.</remarks>
[NotRecorded]
public sealed class QueuedSignal : IKeptOnce
{
    /// <summary>Given by the database; the order of delivery.</summary>
    public long Id { get; init; }

    /// <summary><c>signal</c> or <c>start</c>.</summary>
    public string Kind { get; init; } = "signal";

    /// <summary>The event's name, or the definition id of a start.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whom it is addressed to, or what the started instance is about: <c>kind:id</c>.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The payload, or a start's inputs, as JSON.</summary>
    public string? Payload { get; init; }

    /// <summary>The id a started instance takes.</summary>
    public Guid? InstanceId { get; init; }

    /// <summary>The set of versions that a started instance keeps.</summary>
    public Guid? Binding { get; init; }

    /// <summary>The programme whose things alone a started instance may touch, and beyond which a signal reaches nobody; null for any.</summary>
    public Guid? Within { get; internal set; }

    /// <summary>How many pieces of work followed from one another until this one; 0 where no workflow's activity left it.</summary>
    public int Hops { get; init; }

    /// <summary>Not done before this instant, UTC; null for at once.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The same key twice is one signal.</summary>
    public string? Key { get; init; }

    /// <summary>When it was left, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it stops waiting for somebody to wait for it; null is never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
