using System.Text.Json;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Expressions;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Workflows.Definitions;

/// <summary>One compilation under way.</summary>
sealed partial class Compilation(ActivityCatalogue catalogue, IReadOnlyDictionary<string, string> dependencies)
{
    readonly List<DefinitionProblem> _problems = [];
    readonly List<Node> _nodes = [];
    readonly List<WorkflowTrigger> _triggers = [];
    readonly List<string> _children = [];

    /// <summary>Definitions being compiled as activities, outermost first: one may not contain itself.</summary>
    readonly Stack<string> _within = new();

    /// <summary>Ids met in the definition at hand, with their place.</summary>
    Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    HashSet<string> _inputs = new(StringComparer.OrdinalIgnoreCase);

    public CompiledDefinition Compile(JsonElement json)
    {
        var definitionId = json.Text("definitionId");
        if (string.IsNullOrWhiteSpace(definitionId)) Problem("/definitionId", "missing-definition-id", "The definition has no definitionId.");
        _within.Push(definitionId ?? "");
        _inputs = Names(json, "inputs", "");
        _outputs = Names(json, "outputs", "");
        var options = json.Member("options") ?? default;
        _retry = ReadRetry(json.Member("customProperties") ?? default, "/customProperties", RetryPolicy.Usual);

        var workflow = Add(new Node { View = new GraphNode(0, "Workflow1", "Workflow1", "Elsa.Workflow", null), Kind = NodeKind.Workflow, Caption = json.Text("name") ?? definitionId ?? "" });
        workflow.Variables = ReadVariables(json, "");
        if (json.Member("root") is { ValueKind: JsonValueKind.Object } root)
            workflow.Children = [Activity(root, "/root", workflow, 1)];
        else
            Problem("/root", "missing-root", "The definition has no root activity.");
        if (_tooMany || workflow.Children is not [not null]) return new CompiledDefinition(null, _problems);

        var graph = new WorkflowGraph([.. _nodes])
        {
            VersionId = json.Text("id") ?? "",
            DefinitionId = definitionId ?? "",
            Version = json.Member("version") is { ValueKind: JsonValueKind.Number } v && v.TryGetInt32(out var version) ? version : 1,
            Name = json.Text("name") ?? definitionId ?? "",
            Triggers = _triggers,
            Children = [.. _children.Distinct()],
            UsableAsActivity = (options.Member("usableAsActivity") is null ? json : options).Flag("usableAsActivity"),
            Strategy = ReadStrategy(options),
            Inputs = [.. _inputs],
            KeptInputs = json.List("inputs").Where(i => IsKept(i.Text("storageDriverType")))
                .Select(i => i.Text("name") ?? "").ToHashSet(StringComparer.OrdinalIgnoreCase),
        };
        return new CompiledDefinition(graph, _problems);
    }

    /// <summary>Lists names and reports those that are there twice.</summary>
    HashSet<string> Names(JsonElement json, string member, string place)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var index = 0;
        foreach (var item in json.List(member))
        {
            var name = item.Text("name") ?? "";
            var isNew = names.Add(name);
            if (!isNew && member == "inputs") Problem($"{place}/{member}/{index}/name", "duplicate-input", "The input '{0}' is there twice.", [name]);
            else if (!isNew) Problem($"{place}/{member}/{index}/name", "duplicate-output", "The output '{0}' is there twice.", [name]);
            index++;
        }

        return names;
    }

    VariableSlot[] ReadVariables(JsonElement json, string place)
    {
        var slots = new List<VariableSlot>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var item in json.List("variables"))
        {
            var at = $"{place}/variables/{index++}";
            var name = item.Text("name") ?? $"Variable{index}";
            var id = item.Text("id") ?? name;
            var kind = ValueKinds.Parse(item.Text("typeName"), item.Flag("isArray"));
            if (!ids.Add(id)) Problem($"{at}/id", "duplicate-variable", "The variable id '{0}' is there twice.", [id]);
            slots.Add(new VariableSlot(id, name, kind, ReadDefault(item, at, name, kind), IsKept(item.Text("storageDriverTypeName"))));
        }

        return [.. slots];
    }

    object? ReadDefault(JsonElement item, string at, string name, ValueKind kind)
    {
        if (item.Member("value") is not { } json) return ValueKinds.Default(kind);
        var value = Values.FromJson(json);
        if (value is not string) Problem($"{at}/value", "unreadable-value.text", "The value of the variable '{0}' must be a text or null.", [name]);
        else if (!Values.Reads(value, kind)) Problem($"{at}/value", "unreadable-value.variable", "The value of the variable '{0}' can't be read as its type.", [name]);
        return Values.To(value, kind) ?? ValueKinds.Default(kind);
    }

    /// <summary>Only the instance's own storage outlives a burst; memory and none fall back to the first value.</summary>
    static bool IsKept(string? driver) => driver is not null
        && (driver.Contains("WorkflowInstance", StringComparison.Ordinal) || driver.Contains("WorkflowStorage", StringComparison.Ordinal));

    IncidentStrategy ReadStrategy(JsonElement options)
    {
        switch (options.Text("incidentStrategyType"))
        {
            case null or "": return IncidentStrategy.Unset;
            case { } s when s.Contains("Continue", StringComparison.Ordinal): return IncidentStrategy.Continue;
            case { } s when s.Contains("Fault", StringComparison.Ordinal): return IncidentStrategy.Fault;
            case { } s:
                Problem("/options/incidentStrategyType", "unknown-incident-strategy", "The incident strategy '{0}' isn't known.", [$"{s}"]);
                return IncidentStrategy.Unset;
        }
    }

    Node Add(Node node)
    {
        _nodes.Add(node);
        return node;
    }

    void Problem(string place, string sentence, string english, string[]? values = null, Node? of = null) =>
        _problems.Add(new DefinitionProblem(place, sentence, english, values ?? []) { Of = of?.Place });

    /// <summary>An activity in a problem, by its id; <see cref="ProblemWords"/> puts its caption there.</summary>
    static string Quoted(Node node) => Quoted(node.View.ActivityId);

    static string Quoted(string id) => $"'{id}'";
}
