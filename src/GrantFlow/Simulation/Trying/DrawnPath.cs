using System.Text.Json;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Simulation;

/// <summary>A definition's text as people see it: what its activities are called, and how they are connected.</summary>
sealed class DrawnPath
{
    // What only holds other activities is no station on anybody's way.
    static readonly HashSet<string> Holders = ["Elsa.Workflow", "Elsa.Flowchart", "Elsa.Sequence", "Elsa.Parallel"];

    readonly Dictionary<string, string> _captions = new(StringComparer.Ordinal);
    readonly List<(string From, string Port, string To)> _connections = [];

    DrawnPath(string? name, JsonElement root)
    {
        Name = name;
        Walk(root);
    }

    /// <summary>What the definition is called; null where it has no name.</summary>
    public string? Name { get; }

    /// <summary>Reads a text that compiles.</summary>
    public static DrawnPath Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        return new DrawnPath(Text(document.RootElement, "name"), document.RootElement.TryGetProperty("root", out var root) ? root : document.RootElement);
    }

    /// <summary>What an activity is called on the diagram; its id where it has no name.</summary>
    public string CaptionOf(string activityId) => _captions.GetValueOrDefault(activityId, activityId);

    /// <summary>The activities that an instance came to, in the order they began.</summary>
    public IReadOnlyList<TriedStep> StepsOf(IReadOnlyList<JournalEntry> journal, Func<string, DateTimeOffset, DateTimeOffset?, IReadOnlyList<int>> mailsOf) =>
        [.. journal.Where(e => !Holders.Contains(e.ActivityType)).GroupBy(e => e.ActivityInstanceId).OrderBy(g => g.Min(e => e.Sequence)).Select(visit =>
        {
            var (first, last) = (visit.MinBy(e => e.Sequence)!, visit.MaxBy(e => e.Sequence)!);
            var until = last.Event is "Suspended" or "Started" or "Resumed" ? (DateTimeOffset?)null : last.At;
            return new TriedStep(
                CaptionOf(first.ActivityId), first.ActivityType, first.At, until, last.Event == "Completed" ? WaysOut(last) : [], last.Event, mailsOf(first.ActivityId, first.At, until));
        })];

    /// <summary>Connections that none of the instances followed.</summary>
    public IReadOnlyList<UntakenBranch> UntakenBy(IReadOnlyList<IReadOnlyList<JournalEntry>> journals)
    {
        HashSet<(string, string)> taken = [];
        HashSet<string> ended = [];
        foreach (var entry in journals.SelectMany(j => j).Where(e => e.Event is "Completed" or "Skipped"))
        {
            ended.Add(entry.ActivityId);
            foreach (var way in WaysOut(entry)) taken.Add((entry.ActivityId, way));
        }

        return [.. _connections.Where(c => !taken.Contains((c.From, c.Port)))
            .Select(c => new UntakenBranch(CaptionOf(c.From), c.Port, CaptionOf(c.To), ended.Contains(c.From)))];
    }

    static IReadOnlyList<string> WaysOut(JournalEntry entry) => entry.Outcomes.Count == 0 ? ["Done"] : entry.Outcomes;

    void Walk(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray()) Walk(item);
            return;
        }

        if (element.ValueKind != JsonValueKind.Object) return;
        if (Text(element, "id") is { } id && Text(element, "type") is { } type) _captions.TryAdd(id, Caption(element, type));
        foreach (var member in element.EnumerateObject())
        {
            if (member.NameEquals("connections") && member.Value.ValueKind == JsonValueKind.Array) Connect(member.Value);
            else Walk(member.Value);
        }
    }

    void Connect(JsonElement connections)
    {
        foreach (var connection in connections.EnumerateArray())
        {
            if (connection.ValueKind != JsonValueKind.Object || !connection.TryGetProperty("source", out var source) || !connection.TryGetProperty("target", out var target)) continue;
            if (Text(source, "activity") is { } from && Text(target, "activity") is { } to) _connections.Add((from, Text(source, "port") ?? "Done", to));
        }
    }

    static string Caption(JsonElement activity, string type) =>
        activity.TryGetProperty("metadata", out var metadata) && Text(metadata, "displayText") is { } drawn ? drawn
        : Text(activity, "name") ?? type[(type.LastIndexOf('.') + 1)..];

    static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
