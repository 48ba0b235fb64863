using System.Text.Json;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Expressions;

namespace GrantFlow.Workflows.Definitions;

/// <summary>Connections and ports.</summary>
sealed partial class Compilation
{
    void ReadConnections(Node flowchart, JsonElement json, string place)
    {
        var children = flowchart.Children;
        var byId = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < children.Length; i++) byId.TryAdd(children[i]!.View.ActivityId, i);

        var links = new List<FlowLink>();
        var seen = new HashSet<(int, int, string?, string?)>();
        var index = 0;
        foreach (var item in json.List("connections"))
        {
            var at = $"{place}/connections/{index++}";
            if (index > DefinitionCompiler.MaxConnections)
            {
                Problem(at, "too-large.connections", "There are more than {0} connections.", [$"{DefinitionCompiler.MaxConnections}"]);
                break;
            }

            var source = End(item, "source", at, byId, null);
            var target = End(item, "target", at, byId, source is { } known ? children[known] : null);
            if (source is not { } from || target is not { } to) continue;
            var port = PortOf(item, "source");
            var inbound = PortOf(item, "target");
            CheckPorts(children[from]!, port, inbound, at);
            if (seen.Add((from, to, port, inbound)))
                links.Add(new FlowLink(links.Count, from, to, string.IsNullOrEmpty(port) ? null : string.Intern(port), false, false));
        }

        if (children.Length == 0) return;
        flowchart.Start = StartOf(flowchart, json, byId, links);
        flowchart.Plans = new FlowPlan?[children.Length];
        for (var i = 0; i < children.Length; i++)
            if (i == flowchart.Start || children[i]!.CanStart)
                flowchart.Plans[i] = FlowPlanner.Plan(children.Length, links, i, c => children[c]!.Kind == NodeKind.FlowJoin);
    }

    int? End(JsonElement connection, string end, string at, Dictionary<string, int> byId, Node? source)
    {
        // The first Elsa 3 wrote the activity's id itself, and the port beside it.
        var id = connection.Text(end) ?? connection.Member(end)?.Text("activity");
        if (id is not null && byId.TryGetValue(id, out var child)) return child;
        if (end == "source") Problem($"{at}/{end}/activity", "unknown-connection-end.source", "The connection's source '{0}' isn't an activity of this flowchart.", [id ?? ""]);
        else Problem($"{at}/{end}/activity", "unknown-connection-end.target", "The connection's target '{0}' isn't an activity of this flowchart.", [id ?? ""], source);
        return null;
    }

    static string? PortOf(JsonElement connection, string end) =>
        connection.Text(end) is null ? connection.Member(end)?.Text("port") : connection.Text($"{end}Port");

    void CheckPorts(Node source, string? port, string? inbound, string at)
    {
        if (inbound is not (null or "" or "In"))
            Problem($"{at}/target/port", "unknown-port.inbound", "Activities have one input port, 'In', and not '{0}'.", [inbound], source);
        if (string.IsNullOrEmpty(port))
            Problem($"{at}/source/port", "unknown-port.none", "The connection from {0} names no port, so it would never be followed.", [Quoted(source)], source);
        else if (PortsOf(source) is { } ports && !ports.Contains(port))
            Problem($"{at}/source/port", "unknown-port", "The activity {0} has no port '{1}', only {2}.", [Quoted(source), port, string.Join(", ", ports)], source);
    }

    /// <summary>The outcomes that an activity may end with, or null when only running it tells.</summary>
    static string[]? PortsOf(Node node) => node.Kind switch
    {
        NodeKind.Unknown => null,
        NodeKind.FlowDecision => ["True", "False"],
        NodeKind.FlowSwitch => [.. node.Cases.Select(c => c.Label), "Default"],
        NodeKind.FlowFork => node.Inputs[0].Expression is Constant { Value: { } branches } ? [.. Values.Items(branches).Select(b => Values.Text(b ?? ""))]
            : node.Inputs[0].Expression is Constant ? ["Done"] : null,
        NodeKind.BulkDispatchWorkflows => ["Completed", "Canceled", "Done"],
        NodeKind.RunJavaScript => null,
        NodeKind.DefinitionActivity => node.Outcomes.Length == 0 ? null : [.. node.Outcomes, "Done"],
        NodeKind.Workflow => null,
        NodeKind.Host => node.Outcomes.Length == 0 ? null : node.Outcomes,
        _ => ["Done"],
    };

    /// <summary>A host activity's outcomes: its descriptor's, or the list that the designer's user typed.</summary>
    static IEnumerable<string> OutcomesOf(Node node, ActivityDescriptor descriptor)
    {
        var named = descriptor.Ports.Where(p => !p.Embedded).Select(p => p.Name);
        if (descriptor.OutcomesInput is not { } input) return named.Any() ? named : ["Done"];
        var list = Array.Find(node.Inputs, i => string.Equals(i.Name, input, StringComparison.OrdinalIgnoreCase));
        return list?.Expression is Constant { Value: { } value }
            ? named.Concat(Values.Items(value).Select(v => Values.Text(v ?? "")))
            : [];
    }

    /// <summary>Explicit start, else a Start, else what can start the workflow, else what nothing leads to, else the first.</summary>
    static int StartOf(Node flowchart, JsonElement json, Dictionary<string, int> byId, List<FlowLink> links)
    {
        var children = flowchart.Children;
        var named = json.Member("start") is { } start ? start.ValueKind == JsonValueKind.String ? start.GetString() : start.Text("id") : null;
        if (named is not null && byId.TryGetValue(named, out var chosen)) return chosen;
        var found = Array.FindIndex(children, c => c!.Kind == NodeKind.Start);
        if (found < 0) found = Array.FindIndex(children, c => c!.CanStart);
        if (found < 0) found = Array.FindIndex(children, c => links.TrueForAll(l => l.Target != c!.Position));
        return Math.Max(found, 0);
    }
}
