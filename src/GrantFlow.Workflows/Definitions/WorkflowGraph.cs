using GrantFlow.Workflows.Execution;

namespace GrantFlow.Workflows.Definitions;

/// <summary>A definition version, compiled: immutable, shared by every instance and thread.</summary>
public sealed class WorkflowGraph
{
    internal WorkflowGraph(Node[] nodes) => Nodes = nodes;

    /// <summary>The version's own id: the definition's <c>id</c>.</summary>
    public required string VersionId { get; init; }

    /// <summary>The definition's lasting id.</summary>
    public required string DefinitionId { get; init; }

    /// <summary>Counts from 1.</summary>
    public required int Version { get; init; }

    /// <summary>The name shown.</summary>
    public required string Name { get; init; }

    /// <summary>What starts instances by itself.</summary>
    public required IReadOnlyList<WorkflowTrigger> Triggers { get; init; }

    /// <summary>Definition ids of the children that ExecuteWorkflow and its kin name by a literal.</summary>
    public required IReadOnlyList<string> Children { get; init; }

    /// <summary>True when other definitions may use this one as an activity.</summary>
    public required bool UsableAsActivity { get; init; }

    /// <summary>The number of nodes; node 0 is the workflow itself.</summary>
    public int Count => Nodes.Length;

    internal Node[] Nodes { get; }

    /// <summary>One node by its number.</summary>
    public GraphNode this[int node] => Nodes[node].View;

    /// <summary>What the drawing calls a node: the caption given there, else its type's.</summary>
    public string CaptionOf(int node) => Nodes[node].Caption;

    /// <summary>True when a fault of the engine's own activities ends the instance; a host activity's only if the definition says so.</summary>
    internal IncidentStrategy Strategy { get; init; }

    /// <summary>Inputs that outlive the first burst, by name.</summary>
    internal IReadOnlySet<string> KeptInputs { get; init; } = new HashSet<string>();

    /// <summary>The names of the inputs that it declares.</summary>
    internal IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>The values of an instance's workflow variables.</summary>
    public IReadOnlyList<VariableValue> VariablesOf(WorkflowState state)
    {
        var declared = Nodes[0].Variables;
        var values = state.Root?.Variables;
        var result = new VariableValue[declared.Length];
        for (var i = 0; i < declared.Length; i++)
            result[i] = new VariableValue(declared[i].Id, declared[i].Name, values is null ? declared[i].Default : values[i]);
        return result;
    }

    /// <summary>The first node of an activity id, outermost first, or null.</summary>
    internal Node? Find(string activityId) => Array.Find(Nodes, n => n.View.ActivityId == activityId);
}

/// <summary>One activity of a graph as the journal and the designer name it.</summary>
/// <param name="Number">Its place in the graph.</param>
/// <param name="ActivityId">Its id in the definition.</param>
/// <param name="NodeId">The path of ids: <c>Workflow1:root:…</c>.</param>
/// <param name="Type">For instance <c>Elsa.WriteLine</c>.</param>
/// <param name="Name">The name in the definition, or null.</param>
public sealed record GraphNode(int Number, string ActivityId, string NodeId, string Type, string? Name);

/// <summary>A variable and its value.</summary>
/// <param name="Id">The variable's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Value">A text, bool, number, instant, span, id or JSON value; null when empty.</param>
public sealed record VariableValue(string Id, string Name, object? Value);
