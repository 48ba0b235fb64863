using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Workflows.Definitions;

/// <summary>Says a problem in the drawing's words: captions in place of ids, and which property.</summary>
sealed class ProblemWords
{
    readonly ActivityCatalogue _catalogue;
    readonly Dictionary<string, Node> _byPlace = new(StringComparer.Ordinal);
    readonly Dictionary<string, Node> _byId = new(StringComparer.Ordinal);
    readonly HashSet<string> _shared;
    readonly Dictionary<Node, int> _positions = [];

    public ProblemWords(WorkflowGraph graph, ActivityCatalogue catalogue)
    {
        _catalogue = catalogue;
        List<Node> own = [];
        var stack = new Stack<Node>([graph.Nodes[0]]);
        while (stack.TryPop(out var node))
        {
            own.Add(node);
            // What a workflow used as an activity holds was checked when that one was published.
            if (node.Kind == NodeKind.DefinitionActivity) continue;
            foreach (var child in node.Children.Reverse())
                if (child is not null) stack.Push(child);
        }

        Own = own;
        foreach (var node in own) _positions.Add(node, _positions.Count);
        foreach (var node in own.Skip(1))
        {
            _byPlace.TryAdd(node.Place, node);
            _byId.TryAdd(node.View.ActivityId, node);
        }

        _shared = [.. own.GroupBy(n => n.Caption).Where(g => g.Count() > 1).Select(g => g.Key)];
    }

    /// <summary>The definition's own activities in the order of its text; the workflow itself first.</summary>
    public IReadOnlyList<Node> Own { get; }

    /// <summary>An activity by its caption, with its name when several bear that caption or it is no more than the type's: the drawing shows the name then.</summary>
    public string Of(Node node) =>
        _shared.Contains(node.Caption) || (node.View.Name is { Length: > 0 } name && name != node.View.ActivityId && _catalogue.Descriptors.GetValueOrDefault(node.View.Type)?.DisplayName == node.Caption) ? $"'{node.Caption}' ({node.View.Name ?? node.View.ActivityId})" : $"'{node.Caption}'";

    /// <summary>The compiler's problem with the activity's caption and the property.</summary>
    public DefinitionProblem Reworded(DefinitionProblem problem)
    {
        string[] values = [.. problem.Values.Select(v => v is ['\'', .. var id, '\''] && _byId.TryGetValue(id, out var named) ? Of(named) : v)];
        if (Find(problem.Place, out var rest) is not { } node) return problem with { Values = values };
        var property = PropertyOf(node, rest) is { } found && !values.Contains(found) ? found : null;
        var isNamed = values.Contains(Of(node)) || rest.StartsWith("/connections/", StringComparison.Ordinal);
        return problem with { Values = values, Lead = LeadOf(isNamed ? null : Of(node), property) + problem.Lead };
    }

    /// <summary>The host's problem with the activity's caption and the input.</summary>
    public DefinitionProblem Worded(HostProblem problem)
    {
        var node = _byPlace.GetValueOrDefault(problem.Place);
        var input = node is null ? problem.Input : PropertyOf(node, $"/{Json.Camel(problem.Input)}");
        return new(Json.Step(problem.Place, Json.Camel(problem.Input)), problem.Sentence, problem.English, problem.Values)
        {
            Lead = LeadOf(node is null ? $"'{problem.Caption}'" : Of(node), input),
        };
    }

    /// <summary>What stands before a sentence: the activity and the property, each where it is given.</summary>
    public static string LeadOf(string? activity, string? property) => (activity, property) switch
    {
        (null, null) => "",
        (null, { } alone) => $"{alone}: ",
        ({ } alone, null) => $"{alone}: ",
        var (both, input) => $"{both}, {input}: ",
    };

    /// <summary>Where an activity stands among the definition's own.</summary>
    public int PositionOf(Node node) => _positions[node];

    /// <summary>The input in which a place within an activity lies, or null.</summary>
    public string? InputOf(Node node, string rest)
    {
        var member = rest.Split('/').ElementAtOrDefault(1);
        return _catalogue.Descriptors.GetValueOrDefault(node.View.Type)?.Inputs.FirstOrDefault(i => Json.Camel(i.Name) == member)?.Name;
    }

    /// <summary>The innermost activity in which a place lies, or null for the definition itself.</summary>
    public Node? Find(string place, out string rest)
    {
        rest = "";
        for (var at = place; at.Length > 0; at = at[..at.LastIndexOf('/')])
        {
            if (!_byPlace.TryGetValue(at, out var node)) continue;
            rest = place[at.Length..];
            return node;
        }

        return null;
    }

    string? PropertyOf(Node node, string rest)
    {
        var member = rest.Split('/').ElementAtOrDefault(1);
        if (string.IsNullOrEmpty(member) || member is "type" or "id" or "connections") return null;
        var descriptor = _catalogue.Descriptors.GetValueOrDefault(node.View.Type);
        return descriptor?.Inputs.FirstOrDefault(i => Json.Camel(i.Name) == member)?.DisplayName
            ?? descriptor?.Outputs.FirstOrDefault(o => Json.Camel(o.Name) == member)?.Name
            ?? member;
    }
}
