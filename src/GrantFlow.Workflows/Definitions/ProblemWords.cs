using System.Text.RegularExpressions;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Workflows.Definitions;

/// <summary>Says a problem in the drawing's words: captions in place of ids, and which property.</summary>
sealed partial class ProblemWords
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
        var message = Quoted().Replace(problem.Message, m => _byId.TryGetValue(m.Groups[1].Value, out var named) ? Of(named) : m.Value);
        if (Find(problem.Place, out var rest) is not { } node) return problem with { Message = message };
        var property = PropertyOf(node, rest);
        var prefix = property is null || message.Contains($"'{property}'", StringComparison.Ordinal) ? "" : $"{property}: ";
        var named = message.Contains(Of(node), StringComparison.Ordinal) || rest.StartsWith("/connections/", StringComparison.Ordinal);
        return problem with
        {
            Message = named ? prefix.Length == 0 ? message : $"{message.TrimEnd('.')} ({property})." : $"{Of(node)}, {prefix}{message}".Replace(", :", ":", StringComparison.Ordinal),
        };
    }

    /// <summary>The host's problem with the activity's caption and the input.</summary>
    public DefinitionProblem Worded(HostProblem problem)
    {
        var node = _byPlace.GetValueOrDefault(problem.Place);
        var input = node is null ? problem.Input : PropertyOf(node, $"/{Json.Camel(problem.Input)}");
        return new(Json.Step(problem.Place, Json.Camel(problem.Input)), problem.Code, $"{(node is null ? $"'{problem.Caption}'" : Of(node))}, {input}: {problem.Fault}");
    }

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

    [GeneratedRegex(@"(?<![\p{L}\d])'([^']+)'(?!\p{L})", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();
}
