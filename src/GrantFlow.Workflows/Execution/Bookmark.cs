namespace GrantFlow.Workflows.Execution;

/// <summary>One open wait of an instance.</summary>
/// <param name="Number">Counts within the instance and is never used again.</param>
/// <param name="Kind">What ends it.</param>
/// <param name="Node">Who waits: the activity's place in the graph.</param>
/// <param name="Visit">The visit that waits.</param>
/// <param name="Name">The signal's name; for a timer or child the activity's type.</param>
/// <param name="CorrelationId">Whom the signal must be addressed to: the wait's own, else the instance's at the burst's end.</param>
/// <param name="DueAt">A timer's instant, UTC; null otherwise.</param>
/// <param name="OwnCorrelation">True when the wait itself names the correlation, so that <c>Correlate</c> doesn't change it.</param>
public sealed record Bookmark(
    int Number,
    BookmarkKind Kind,
    int Node,
    int Visit,
    string Name,
    string? CorrelationId,
    DateTimeOffset? DueAt,
    bool OwnCorrelation = false)
{
    /// <summary>What a host activity's wait does when it ends; null for the engine's own.</summary>
    internal HostWait? Wait { get; init; }
}

/// <summary>What ends a bookmark.</summary>
public enum BookmarkKind
{
    /// <summary>A signal of its name.</summary>
    Event,

    /// <summary>Its instant.</summary>
    Timer,

    /// <summary>The end of a child workflow; stays open until the last of several has ended.</summary>
    Child,
}

/// <summary>How a host activity goes on when this wait ends.</summary>
/// <param name="Port">The outcome to follow; null takes the payload's <c>outcome</c> member.</param>
/// <param name="RunAgain">Runs the activity again.</param>
/// <param name="Tag">The wait's name for the activity.</param>
/// <param name="Retry">True for the wait between two attempts.</param>
sealed record HostWait(string? Port, bool RunAgain, string Tag, bool Retry = false);
