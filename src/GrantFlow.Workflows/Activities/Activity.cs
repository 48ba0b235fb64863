using System.Text.Json;

namespace GrantFlow.Workflows.Activities;

/// <summary>One activity of the palette that the host brings along: it may read and write through the burst's session.</summary>
/// <remarks>
/// Flow, variable, event and timer activities are built into the engine and pure. A host activity runs inside the
/// transaction that stores the burst, so what it writes and the new state commit together or not at all. The runtime may
/// still run it again after a crash or a conflict: what it does outside the transaction must be guarded by
/// <see cref="ActivityRun.Key"/>.
/// </remarks>
public interface IActivity
{
    /// <summary>Runs the activity once.</summary>
    /// <param name="run">The inputs by name, the instance's ids and the time.</param>
    /// <param name="ct">Ends the work when the host drains.</param>
    /// <returns>How it ended: an outcome to follow, or what it waits for.</returns>
    ValueTask<Outcome> RunAsync(ActivityRun run, CancellationToken ct);
}

/// <summary>What a host activity is given for one run.</summary>
/// <param name="InstanceId">The workflow instance.</param>
/// <param name="CorrelationId">What the instance is about, as <c>kind:id</c>, or null.</param>
/// <param name="ActivityId">The activity's id in the definition.</param>
/// <param name="Key">The same for every repetition of this run, different for every other run: guards work done twice.</param>
/// <param name="Inputs">Evaluated inputs by descriptor name, compared without case; defaults filled in.</param>
/// <param name="Now">The burst's time, UTC.</param>
/// <param name="Resumption">The wait that ended with <see cref="Wait.RunAgain"/>; null on the first run.</param>
public sealed record ActivityRun(
    Guid InstanceId,
    string? CorrelationId,
    string ActivityId,
    string Key,
    IReadOnlyDictionary<string, object?> Inputs,
    DateTimeOffset Now,
    Resumption? Resumption)
{
    /// <summary>Whose things alone the instance may touch, as the host knows them; null for anybody's.</summary>
    public Guid? Within { get; init; }

    /// <summary>How many pieces of work followed from one another until what the activity leaves as a signal or a start.</summary>
    public int Hops { get; init; }

    /// <summary>What it leaves isn't done before this instant, UTC, since that chain is very long; null for at once.</summary>
    public DateTimeOffset? Rest { get; init; }
}

/// <summary>A fault that doing it again can't mend: the activity's incident is opened at once, whatever its policy of retries.</summary>
/// <param name="message">What is wrong, as a sentence.</param>
public sealed class LastingFaultException(string message) : Exception(message);

/// <summary>The wait that brought an activity back.</summary>
/// <param name="Tag">The wait's tag.</param>
/// <param name="Payload">What the signal carried; null for a timer.</param>
public sealed record Resumption(string Tag, JsonElement? Payload);

/// <summary>How a run of an activity ended.</summary>
/// <param name="Ports">Outcomes to follow; empty means the plain <c>Done</c>. Ignored when <paramref name="Waits"/> has entries.</param>
/// <param name="Outputs">Values by output name, bound to variables by the definition.</param>
/// <param name="Waits">What the activity waits for, first come first served; empty when it is finished.</param>
public sealed record Outcome(
    IReadOnlyList<string> Ports,
    IReadOnlyDictionary<string, object?> Outputs,
    IReadOnlyList<Wait> Waits)
{
    static readonly Dictionary<string, object?> None = [];

    /// <summary>Finished, on the plain port.</summary>
    public static Outcome Done { get; } = new([], None, []);

    /// <summary>Finished, on the named port.</summary>
    /// <param name="port">One of the descriptor's outcomes.</param>
    public static Outcome Of(string port) => new([port], None, []);

    /// <summary>Stays until the first of the waits ends.</summary>
    /// <param name="waits">At least one.</param>
    public static Outcome WaitFor(params IReadOnlyList<Wait> waits) => new([], None, waits);

    /// <summary>The same end with one more output.</summary>
    /// <param name="name">The descriptor's output name.</param>
    /// <param name="value">Anything JSON can hold.</param>
    public Outcome With(string name, object? value) =>
        this with { Outputs = new Dictionary<string, object?>(Outputs) { [name] = value } };
}

/// <summary>One thing an activity waits for: a signal or an instant.</summary>
/// <param name="Signal">The signal's name, or null when it is an instant.</param>
/// <param name="CorrelationId">Whom the signal is addressed to; null means the instance's own correlation.</param>
/// <param name="At">The instant, or null when it is a signal.</param>
/// <param name="Port">The outcome to follow when it comes; null takes the port from the payload's <c>outcome</c> member.</param>
/// <param name="RunAgain">True runs the activity again instead of finishing it, with <see cref="ActivityRun.Resumption"/> set.</param>
/// <param name="Tag">Names the wait for the activity that runs again, and in the journal.</param>
public sealed record Wait(string? Signal, string? CorrelationId, DateTimeOffset? At, string? Port, bool RunAgain, string Tag)
{
    /// <summary>Waits for a signal and then follows a fixed outcome.</summary>
    public static Wait ForSignal(string name, string port, string? correlationId = null) =>
        new(name, correlationId, null, port, false, name);

    /// <summary>Waits for a signal whose payload names the outcome in its <c>outcome</c> member.</summary>
    public static Wait ForChosenOutcome(string name, string? correlationId = null) =>
        new(name, correlationId, null, null, false, name);

    /// <summary>Waits for a signal and then runs the activity again.</summary>
    public static Wait ThenAgain(string name, string? correlationId = null) =>
        new(name, correlationId, null, null, true, name);

    /// <summary>Waits for an instant and then follows a fixed outcome.</summary>
    public static Wait Until(DateTimeOffset at, string port) => new(null, null, at, port, false, "timer");

    /// <summary>Waits for an instant and then runs the activity again.</summary>
    public static Wait UntilThenAgain(DateTimeOffset at, string tag = "timer") => new(null, null, at, null, true, tag);
}
