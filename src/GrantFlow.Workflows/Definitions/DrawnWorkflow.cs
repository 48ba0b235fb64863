using System.Runtime.CompilerServices;
using System.Text.Json;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Workflows.Definitions;

/// <summary>A drawing taken apart for comparing: its activities at every depth, its connections, its variables.</summary>
sealed class DrawnWorkflow
{
    readonly ActivityCatalogue _catalogue;
    readonly Dictionary<string, DrawnActivity> _activities = new(StringComparer.Ordinal);

    DrawnWorkflow(ActivityCatalogue catalogue) => _catalogue = catalogue;

    /// <summary>Activities by id, in the order of the text.</summary>
    public IReadOnlyDictionary<string, DrawnActivity> Activities => _activities;

    /// <summary>Connections of all flowcharts.</summary>
    public List<(string Source, string Port, string Target, string Vertices)> Connections { get; } = [];

    /// <summary>Variables of the workflow and of its containers.</summary>
    public List<JsonElement> Variables { get; } = [];

    public static DrawnWorkflow Read(JsonElement definition, ActivityCatalogue catalogue)
    {
        var drawn = new DrawnWorkflow(catalogue);
        drawn.Variables.AddRange(definition.List("variables"));
        if (definition.Member("root") is { ValueKind: JsonValueKind.Object } root) drawn.Take(root, "");
        return drawn;
    }

    /// <summary>What the drawing calls an activity.</summary>
    public string CaptionOf(string id) => _activities.TryGetValue(id, out var activity) ? activity.Caption : id;

    void Take(JsonElement json, string within)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var (type, id) = (json.Text("type") ?? "", json.Text("id") ?? "");
        var descriptor = _catalogue.Descriptors.GetValueOrDefault(type);
        var metadata = json.Member("metadata") ?? default;
        var caption = metadata.Text("displayText") is { Length: > 0 } text ? text : descriptor?.DisplayName ?? json.Text("name") ?? id;
        _activities.TryAdd(id, new DrawnActivity(json, type, caption, descriptor, within));
        Variables.AddRange(json.List("variables"));
        foreach (var item in json.List("connections"))
        {
            var (source, target) = (item.Member("source") ?? default, item.Member("target") ?? default);
            // The first Elsa 3 wrote the activity's id itself, and the port beside it.
            Connections.Add((
                item.Text("source") ?? source.Text("activity") ?? "", item.Text("sourcePort") ?? source.Text("port") ?? "Done",
                item.Text("target") ?? target.Text("activity") ?? "", item.Member("vertices")?.GetRawText() ?? ""));
        }

        foreach (var child in ChildrenOf(json)) Take(child, id);
    }

    /// <summary>The activities that stand directly in one: a list of them, one under a port, or one of a switch's cases.</summary>
    public static IEnumerable<JsonElement> ChildrenOf(JsonElement json)
    {
        foreach (var member in json.EnumerateObject())
        {
            if (IsActivity(member.Value)) yield return member.Value;
            if (member.Value.ValueKind != JsonValueKind.Array) continue;
            foreach (var item in member.Value.EnumerateArray())
            {
                if (IsActivity(item)) yield return item;
                else if (item.ValueKind == JsonValueKind.Object && item.Member("activity") is { } held && IsActivity(held)) yield return held;
            }
        }
    }

    public static bool IsActivity(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && json.Text("id") is not null && json.Text("type") is { } type && type.Contains('.', StringComparison.Ordinal);
}

/// <summary>One activity of a drawing.</summary>
/// <param name="Json">As it is written.</param>
/// <param name="Type">Its type.</param>
/// <param name="Caption">What the drawing calls it.</param>
/// <param name="Descriptor">What is known of its type, or null.</param>
/// <param name="Within">The id of the activity that holds it; empty for the root.</param>
sealed record DrawnActivity(JsonElement Json, string Type, string Caption, ActivityDescriptor? Descriptor, string Within);
