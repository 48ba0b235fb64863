using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Definitions;

namespace GrantFlow.Workflows.Execution;

/// <summary>
/// One step of an instance: from a stimulus until nothing is left to do. Pure over graph, state, stimulus and time; reads
/// and writes nothing outside. Host activities are handed to the caller one by one.
/// </summary>
/// <remarks>
/// <code>
/// var burst = new Burst(graph, state, stimulus, now);
/// for (var call = burst.Run(); call is not null;)
///     try { call = burst.Return(await activity.RunAsync(call.Run, ct)); }
///     catch (Exception e) { call = burst.Throw(e); }
/// store.Save(state, burst.Effects);
/// </code>
/// </remarks>
public sealed partial class Burst
{
    readonly WorkflowGraph _graph;
    readonly WorkflowState _state;
    readonly Stimulus _stimulus;
    readonly DateTimeOffset _now;
    readonly BurstOptions _options;

    /// <summary>Prepares a step.</summary>
    /// <param name="graph">The definition version that the instance is bound to.</param>
    /// <param name="state">Changed in place; after an exception other than a host activity's it must be thrown away.</param>
    /// <param name="stimulus">What sets it going.</param>
    /// <param name="now">The time, UTC.</param>
    /// <param name="options">Limits and the in-memory way of running children; null for the usual ones.</param>
    public Burst(WorkflowGraph graph, WorkflowState state, Stimulus stimulus, DateTimeOffset now, BurstOptions? options = null)
    {
        _graph = graph;
        _state = state;
        _stimulus = stimulus;
        _now = now;
        _options = options ?? BurstOptions.Usual;
    }

    /// <summary>What to write besides the state; complete when <see cref="Run"/>, <see cref="Return"/> or <see cref="Throw"/> gave null.</summary>
    public Effects Effects { get; } = new();

    /// <summary>Runs until a host activity is met or the burst is over.</summary>
    /// <returns>The host activity to run, or null when the burst is over.</returns>
    public HostCall? Run() => throw new NotImplementedException();

    /// <summary>Hands a host activity's outcome back and goes on.</summary>
    /// <returns>The next host activity to run, or null when the burst is over.</returns>
    public HostCall? Return(Outcome outcome) => throw new NotImplementedException();

    /// <summary>Hands a host activity's exception back and goes on.</summary>
    /// <returns>The next host activity to run, or null when the burst is over.</returns>
    public HostCall? Throw(Exception exception) => throw new NotImplementedException();
}

/// <summary>How a burst is bounded.</summary>
public sealed record BurstOptions
{
    /// <summary>The usual limits; children wait for the store.</summary>
    public static BurstOptions Usual { get; } = new();

    /// <summary>Activities run in one burst before the next one faults as a runaway loop. The default value is 100,000.</summary>
    public int MaxSteps { get; init; } = 100_000;

    /// <summary>Limits of scripts.</summary>
    public Expressions.ScriptLimits Scripts { get; init; } = new();

    /// <summary>
    /// Runs an ExecuteWorkflow's child within the parent's burst, as the real engine does: for engines in memory. Null (the
    /// default) starts it through <see cref="Effects.Children"/> and waits.
    /// </summary>
    public Func<ChildStart, ChildResult>? RunChild { get; init; }
}
