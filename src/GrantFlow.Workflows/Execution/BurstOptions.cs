using GrantFlow.Workflows.Expressions;

namespace GrantFlow.Workflows.Execution;

/// <summary>How a burst is bounded.</summary>
public sealed record BurstOptions
{
    /// <summary>The usual limits; children wait for the store.</summary>
    public static BurstOptions Usual { get; } = new();

    /// <summary>Activities run in one burst before the next one faults as a runaway loop. The default value is 100,000.</summary>
    public int MaxSteps { get; init; } = 100_000;

    /// <summary>Whose things alone the instance may touch, as the host knows them; null (the default) for anybody's.</summary>
    public Guid? Within { get; init; }

    /// <summary>Before a workflow is started whose id is no fixed value, the caller is asked, as for a bounded instance.</summary>
    public bool IsJudged { get; init; }

    /// <summary>What a text goes through before the journal keeps it as an activity's input: takes out what mustn't be kept. Null keeps it as it is.</summary>
    public Func<string, string>? Mask { get; init; }

    /// <summary>Limits of scripts.</summary>
    public ScriptLimits Scripts { get; init; } = new();

    /// <summary>
    /// Runs an ExecuteWorkflow's child within the parent's burst, as the real engine does: for engines in memory. Null (the
    /// default) starts it through <see cref="Effects.Children"/> and waits.
    /// </summary>
    public Func<ChildStart, ChildResult>? RunChild { get; init; }
}
