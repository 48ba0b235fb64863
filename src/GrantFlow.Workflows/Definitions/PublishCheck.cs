using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Expressions;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Workflows.Definitions;

/// <summary>What a definition must pass to be published, beyond what it needs to run: faults of the drawing that would show only later.</summary>
/// <remarks>
/// Pure. A draft runs without it, and so does a version published before a check was added. The compiler's own codes
/// come along, with the activity's caption and the property in the sentence. The codes added here:
/// <list type="table">
/// <item><term>unreachable-activity</term><description>No path from the start leads to the activity, or it stands behind one that ends its sequence.</description></item>
/// <item><term>unconnected-outcome</term><description>One of several outcomes leads nowhere. An End takes it; <c>customProperties.looseEnds</c> accepts it as it is.</description></item>
/// <item><term>wait-without-deadline</term><description>A signal is waited for with no timer beside it and no deadline set before it, or the input that sets the deadline is empty.</description></item>
/// <item><term>loop-from-beside</term><description>A connection leads back to an activity that isn't on every way to its source: the run would fail there.</description></item>
/// <item><term>duplicate-name</term><description>A script asks for an activity by a name that several bear, or two variables of one container bear one.</description></item>
/// <item><term>unknown-function</term><description>A script calls a function that it isn't given: nothing in scope bears an accessor's name.</description></item>
/// <item><term>duplicate-outcome</term><description>An activity lists an outcome twice.</description></item>
/// <item><term>unknown-workflow</term><description>A child workflow is named that isn't published.</description></item>
/// <item><term>contains-itself</term><description>A child workflow starts this one again, directly or by others.</description></item>
/// </list>
/// The compiler's: malformed-json, not-a-definition, missing-root, missing-definition-id, too-large, too-deep, not-an-activity,
/// missing-id, duplicate-id, unknown-activity, missing-input, unreadable-value, malformed-object, malformed-script, malformed-cron,
/// malformed-retry, unknown-expression-type, unknown-variable, unknown-input, duplicate-variable, duplicate-input, duplicate-output,
/// unknown-connection-end, unknown-port, trigger-not-fixed, unknown-incident-strategy, malformed-dependency.
/// </remarks>
public static class PublishCheck
{
    /// <summary>Everything that stands against publishing a definition.</summary>
    /// <param name="json">The definition's text.</param>
    /// <param name="catalogue">The activity types it may name.</param>
    /// <param name="dependencies">Definitions that it may contain as activities, by id; null for none.</param>
    /// <param name="childrenOf">
    /// The child workflows that a published definition names (<see cref="WorkflowGraph.Children"/>), or null when none of
    /// that id is published; null as a whole leaves children unchecked.
    /// </param>
    /// <returns>Empty when it may be published; else everything at once, activity by activity in the order of the text, nothing twice.</returns>
    public static IReadOnlyList<DefinitionProblem> Check(
        string json,
        ActivityCatalogue catalogue,
        IReadOnlyDictionary<string, string>? dependencies = null,
        Func<string, IReadOnlyList<string>?>? childrenOf = null)
    {
        return Check(DefinitionCompiler.Compile(json, catalogue, dependencies), catalogue, childrenOf);
    }

    /// <summary>Everything that stands against publishing a definition that was compiled, together with what the host found in it.</summary>
    /// <param name="compiled">What the compiler made of it.</param>
    /// <param name="catalogue">The activity types it may name.</param>
    /// <param name="childrenOf">As above.</param>
    /// <param name="found">What only the host can judge; null for nothing.</param>
    /// <param name="nameOf">What people call a definition; null for its id.</param>
    /// <returns>As above; the compiler's problems alone where nothing could be made of the text.</returns>
    public static IReadOnlyList<DefinitionProblem> Check(
        CompiledDefinition compiled,
        ActivityCatalogue catalogue,
        Func<string, IReadOnlyList<string>?>? childrenOf = null,
        IReadOnlyList<HostProblem>? found = null,
        Func<string, string>? nameOf = null)
    {
        if (compiled.Graph is not { } graph) return compiled.Problems;
        var words = new ProblemWords(graph, catalogue);
        var order = new ProblemOrder(words);
        order.Add(compiled.Problems.Select(words.Reworded));
        List<DefinitionProblem> drawn = [];
        new FlowCheck(catalogue, words, drawn).Check(graph.Nodes[0]);
        CheckNames(words, drawn);
        drawn.AddRange(new ScriptCheck(graph, words).Check().Select(words.Reworded));
        if (childrenOf is not null) CheckChildren(graph, words, childrenOf, nameOf ?? (id => id), drawn);
        order.Add(drawn);
        order.Add((found ?? []).Select(words.Worded));
        return order.All();
    }

    static void CheckNames(ProblemWords words, List<DefinitionProblem> problems)
    {
        foreach (var node in words.Own)
        {
            foreach (var twin in node.Variables.GroupBy(v => v.Name).Where(g => g.Count() > 1))
                problems.Add(new($"{node.Place}/variables", "duplicate-name.variable", "{0} has several variables with the name '{1}'.", words.Of(node), twin.Key));
            foreach (var twin in Outcomes(node).GroupBy(o => o).Where(g => g.Count() > 1))
                problems.Add(new(node.Place, "duplicate-outcome", "{0}: the outcome '{1}' is there twice.", words.Of(node), twin.Key));
        }

        static IEnumerable<string> Outcomes(Node node) => node.Kind switch
        {
            NodeKind.FlowSwitch => node.Cases.Select(c => c.Label),
            NodeKind.FlowFork when node.Inputs[0].Expression is Constant { Value: { } branches } => Values.Items(branches).Select(b => Values.Text(b ?? "")),
            NodeKind.Host => node.Outcomes,
            _ => [],
        };
    }

    static void CheckChildren(WorkflowGraph graph, ProblemWords words, Func<string, IReadOnlyList<string>?> childrenOf, Func<string, string> nameOf, List<DefinitionProblem> problems)
    {
        foreach (var node in words.Own)
        {
            if (node.Kind is not (NodeKind.ExecuteWorkflow or NodeKind.DispatchWorkflow or NodeKind.BulkDispatchWorkflows)) continue;
            if (node.Inputs[0].Expression is not Constant { Value: string { Length: > 0 } child }) continue;
            var place = $"{node.Place}/workflowDefinitionId";
            if (child != graph.DefinitionId && childrenOf(child) is null)
                problems.Add(new(place, "unknown-workflow", "{0} starts the workflow '{1}', which isn't published.", words.Of(node), nameOf(child)));
            else if (WayBack(graph.DefinitionId, child, childrenOf) is { } way)
                problems.Add(new(place, "contains-itself", "{0} starts {1}: it would begin itself again and never end.", words.Of(node), string.Join(" → ", way.Select(w => $"'{nameOf(w)}'"))));
        }
    }

    /// <summary>The shortest way from a child back to the definition, or null.</summary>
    static List<string>? WayBack(string definition, string child, Func<string, IReadOnlyList<string>?> childrenOf)
    {
        var from = new Dictionary<string, string?>(StringComparer.Ordinal) { [child] = null };
        var queue = new Queue<string>([child]);
        while (queue.TryDequeue(out var current))
        {
            if (current == definition)
            {
                List<string> way = [];
                for (var step = current; step is not null; step = from[step]) way.Insert(0, step);
                return way;
            }

            foreach (var next in childrenOf(current) ?? [])
                if (from.TryAdd(next, current)) queue.Enqueue(next);
        }

        return null;
    }
}
