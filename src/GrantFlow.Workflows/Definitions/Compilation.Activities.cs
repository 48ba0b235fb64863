using System.Text.Json;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Workflows.Definitions;

/// <summary>Activities, their children and ids.</summary>
sealed partial class Compilation
{
    bool _tooMany;

    Node? Activity(JsonElement json, string place, Node parent, int depth)
    {
        if (_tooMany) return null;
        if (json.ValueKind != JsonValueKind.Object)
        {
            Problem(place, "not-an-activity", "An activity is a JSON object.");
            return null;
        }

        if (depth > DefinitionCompiler.MaxDepth || _nodes.Count > DefinitionCompiler.MaxActivities)
        {
            _tooMany = true;
            if (depth > DefinitionCompiler.MaxDepth) Problem(place, "too-deep", "Activities are nested deeper than {0}.", [$"{DefinitionCompiler.MaxDepth}"]);
            else Problem(place, "too-large", "There are more than {0} activities.", [$"{DefinitionCompiler.MaxActivities}"]);
            return null;
        }

        var id = ReadId(json, place);
        var type = json.Text("type") ?? "";
        var custom = json.Member("customProperties") ?? default;
        var used = UsedDefinition(json, type);
        var kind = used is not null ? NodeKind.DefinitionActivity : KindOf(type, place, id);
        var descriptor = catalogue.Descriptors.GetValueOrDefault(type);
        var node = Add(new Node
        {
            View = new GraphNode(_nodes.Count, id, $"{parent.View.NodeId}:{id}", type, json.Text("name")),
            Kind = kind,
            Parent = parent,
            CanStart = custom.Flag("canStartWorkflow"),
            Caption = CaptionOf(json, descriptor, id),
            Place = place,
            LooseEnds = [.. custom.List("looseEnds").Select(e => e.ValueKind == JsonValueKind.String ? e.GetString()! : "")],
        });
        node.Variables = LoopVariables(parent.Kind);
        if (used is { } definition) Use(node, json, definition, place, depth);
        else if (kind != NodeKind.Unknown) Fill(node, json, place, descriptor, custom, depth);
        if (node.CanStart && _within.Count == 1) ReadTrigger(node, place);
        return node;
    }

    static string CaptionOf(JsonElement json, ActivityDescriptor? descriptor, string id) =>
        (json.Member("metadata") ?? default).Text("displayText") is { Length: > 0 } text ? text
        : descriptor?.DisplayName ?? json.Text("name") ?? id;

    string ReadId(JsonElement json, string place)
    {
        var id = json.Text("id");
        if (string.IsNullOrEmpty(id))
        {
            Problem($"{place}/id", "missing-id", "The activity has no id.");
            id = $"activity-{_nodes.Count}";
        }

        if (!_ids.TryAdd(id, place)) Problem($"{place}/id", "duplicate-id", "The activity id '{0}' is already taken at {1}.", [id, _ids[id]]);
        return id;
    }

    NodeKind KindOf(string type, string place, string id)
    {
        if (BuiltIns.Kinds.TryGetValue(type, out var kind)) return kind;
        if (catalogue.HostTypes.ContainsKey(type) || catalogue.Descriptors.ContainsKey(type)) return NodeKind.Host;
        Problem($"{place}/type", "unknown-activity", "The activity {0} is of the type '{1}', which isn't installed.", [Quoted(id), type]);
        return NodeKind.Unknown;
    }

    void Fill(Node node, JsonElement json, string place, ActivityDescriptor? descriptor, JsonElement custom, int depth)
    {
        if (node.Kind is NodeKind.Flowchart or NodeKind.Sequence or NodeKind.Parallel or NodeKind.Workflow)
            node.Variables = [.. node.Variables, .. ReadVariables(json, place)];
        if (descriptor is not null) ReadInputs(node, json, place, descriptor);
        if (descriptor is not null) ReadOutputs(node, json, place, descriptor);
        node.Given = descriptor?.Outputs ?? [];
        switch (node.Kind)
        {
            case NodeKind.Flowchart:
                node.Children = ReadActivities(node, json, place, depth);
                ReadConnections(node, json, place);
                break;
            case NodeKind.Sequence or NodeKind.Parallel:
                node.Children = ReadActivities(node, json, place, depth);
                break;
            case NodeKind.Workflow:
                node.Children = [Port(node, json, "root", place, depth)];
                break;
            case NodeKind.If:
                node.Children = [Port(node, json, "then", place, depth), Port(node, json, "else", place, depth)];
                break;
            case NodeKind.While or NodeKind.For or NodeKind.ForEach or NodeKind.ParallelForEach:
                node.Children = [Port(node, json, "body", place, depth)];
                break;
            case NodeKind.BulkDispatchWorkflows:
                node.Children = [Port(node, json, "childCompleted", place, depth), Port(node, json, "childFaulted", place, depth)];
                break;
            case NodeKind.Switch:
                node.Cases = ReadCases(node, json, place);
                node.Children = [Port(node, json, "default", place, depth), .. CaseActivities(node, json, place, depth)];
                break;
            case NodeKind.FlowSwitch:
                node.Cases = ReadCases(node, json, place);
                break;
            case NodeKind.SetVariable:
                ReadTarget(node, json, place);
                break;
            case NodeKind.RunJavaScript:
                node.Script = node.Inputs[0].Expression is Expressions.Constant { Value: string text } ? ReadScript(text, $"{place}/script") : null;
                break;
            case NodeKind.Host:
                node.Retry = ReadRetry(custom, Json.Step(place, "customProperties"), _retry);
                node.Outcomes = [.. OutcomesOf(node, descriptor!)];
                break;
            case NodeKind.Cron:
                CheckCron(node, place);
                break;
            default:
                break;
        }

        if (node.Kind is NodeKind.ExecuteWorkflow or NodeKind.DispatchWorkflow or NodeKind.BulkDispatchWorkflows
            && node.Inputs[0].Expression is Expressions.Constant { Value: string child })
            _children.Add(child);
    }

    void CheckCron(Node node, string place)
    {
        if (node.Inputs[0].Expression is not Expressions.Constant { Value: string { Length: > 0 } text }) return;
        try
        {
            CronExpression.Parse(text);
        }
        catch (FormatException e)
        {
            Problem($"{place}/cronExpression", "malformed-cron", "The schedule can't be read: {0}", [e.Message]);
        }
    }

    Node?[] ReadActivities(Node node, JsonElement json, string place, int depth)
    {
        var children = new List<Node?>();
        var index = 0;
        foreach (var item in json.List("activities"))
        {
            var child = Activity(item, $"{place}/activities/{index++}", node, depth + 1);
            if (child is null) continue;
            child.Position = children.Count;
            children.Add(child);
        }

        return [.. children];
    }

    Node? Port(Node node, JsonElement json, string port, string place, int depth) =>
        json.Member(port) is { } child ? Activity(child, Json.Step(place, port), node, depth + 1) : null;

    IEnumerable<Node?> CaseActivities(Node node, JsonElement json, string place, int depth)
    {
        var index = 0;
        foreach (var item in json.List("cases")) yield return Port(node, item, "activity", $"{place}/cases/{index++}", depth);
    }

    void ReadTrigger(Node node, string place)
    {
        var value = node.Inputs is [{ Expression: Expressions.Constant { Value: { } constant } }, ..] ? constant : null;
        var kind = node.Kind switch
        {
            NodeKind.Event => WorkflowTriggerKind.Event,
            NodeKind.Timer => WorkflowTriggerKind.Timer,
            NodeKind.Cron => WorkflowTriggerKind.Cron,
            NodeKind.StartAt => WorkflowTriggerKind.StartAt,
            _ => (WorkflowTriggerKind?)null,
        };
        if (kind is null) return;
        if (value is null)
            Problem(place, "trigger-not-fixed", "The activity {0} can start the workflow, so what it waits for must be a fixed value.", [Quoted(node)]);
        else
            _triggers.Add(new WorkflowTrigger(node.View.ActivityId, kind.Value, Expressions.Values.Text(value), value as TimeSpan?, value as DateTimeOffset?));
    }
}
