using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Workflows.Definitions;

/// <summary>What became of a definition: a graph that runs, and what is wrong with it.</summary>
/// <param name="Graph">
/// Null only when nothing could be made of the text. A draft with problems still has a graph: what is unknown faults when
/// it is reached. Publishing takes a definition without problems only.
/// </param>
/// <param name="Problems">Everything wrong, in the order of the text; empty when it may be published.</param>
public sealed record CompiledDefinition(WorkflowGraph? Graph, IReadOnlyList<DefinitionProblem> Problems)
{
    /// <summary>The graph, when the definition may be published.</summary>
    public bool IsSound => Graph is not null && Problems.Count == 0;
}
