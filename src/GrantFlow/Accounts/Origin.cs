namespace GrantFlow.Accounts;

/// <summary>Where an act comes from: set once by whatever lets work in, and taken up by every fact that is recorded within.</summary>
/// <param name="Place"><c>page /awards/{id}</c>, <c>api POST /api/…</c>, <c>job sweep-deadlines</c>, <c>workflow …</c>, <c>cli import</c>.</param>
/// <param name="Address">The network address of a person's request; empty for the service's own work.</param>
public sealed record Origin(string Place, string Address = "")
{
    static readonly AsyncLocal<Origin?> Ambient = new();

    /// <summary>How long the chain of work is that a workflow's activity goes on with, if it leaves a signal or a start; 0 for everybody else.</summary>
    public int Hops { get; init; }

    /// <summary>What it leaves isn't done before this instant; null for at once.</summary>
    public DateTimeOffset? Rest { get; init; }

    /// <summary>Nothing said where.</summary>
    public static Origin Unknown { get; } = new("");

    /// <summary>The origin of the work at hand.</summary>
    /// <remarks>It holds for the rest of the asynchronous method that sets it and for all that this calls, and for nobody else.</remarks>
    public static Origin Current
    {
        get => Ambient.Value ?? Unknown;
        set => Ambient.Value = value;
    }
}
