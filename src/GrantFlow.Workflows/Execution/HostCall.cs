using GrantFlow.Workflows.Activities;

namespace GrantFlow.Workflows.Execution;

/// <summary>A host activity that the burst has come to: the caller runs it and hands its outcome, or its exception, back.</summary>
/// <param name="ActivityType">For instance <c>GrantFlow.RequestReport</c>.</param>
/// <param name="Run">The inputs, the key and what brought it back.</param>
/// <param name="Node">The activity's place in the graph.</param>
/// <param name="Visit">The visit, as the journal numbers it.</param>
/// <param name="Attempt">Counts from 1 over the retries of this run.</param>
public sealed record HostCall(string ActivityType, ActivityRun Run, int Node, int Visit, int Attempt)
{
    /// <summary>
    /// Set where one of the engine's own activities is about to name something outside a bounded instance, or begins a workflow
    /// whose id an expression made up: nothing is run, the caller says <see cref="Burst.Permit"/> or <see cref="Burst.Refuse"/>.
    /// </summary>
    public NamedOutside? Outside { get; init; }
}

/// <summary>What one of the engine's own activities names outside its instance.</summary>
/// <param name="Definitions">Workflows that it starts.</param>
/// <param name="Correlations">What they, its signal or the instance itself are to be about.</param>
/// <param name="Parent">The instance that began this one; null for none, and where no workflow is started.</param>
public sealed record NamedOutside(IReadOnlyList<string> Definitions, IReadOnlyList<string> Correlations, Guid? Parent = null)
{
    /// <summary>The instance that names it.</summary>
    public Guid By { get; init; }

    /// <summary>How many workflows it begins whose id an expression made up.</summary>
    public int Computed { get; init; }
}
