using System.Text.Json;

namespace GrantFlow.Workflows.Definitions;

/// <summary>Compares the activities and connections of two drawings.</summary>
sealed class ActivityComparison(ValueWords words, DrawnWorkflow old, DrawnWorkflow now)
{
    // What an activity carries besides its properties: where it is drawn, what it holds, what names it.
    static readonly HashSet<string> NotProperties = ["id", "nodeId", "name", "type", "version", "metadata", "customProperties", "activities", "connections", "variables"];

    /// <summary>How many were only moved about on the canvas; complete after the differences were asked for.</summary>
    public int Moved { get; private set; }

    public List<ActivityDiff> Differences()
    {
        List<ActivityDiff> found = [];
        foreach (var (id, activity) in now.Activities)
        {
            var known = old.Activities.TryGetValue(id, out var was);
            List<PropertyDiff> properties = [.. Properties(was, activity)];
            if (!known) found.Add(Diff(Difference.Added, id, activity, properties));
            else if (properties.Count > 0) found.Add(Diff(Difference.Changed, id, activity, properties));
            if (known && Place(was!) != Place(activity)) Moved++;
        }

        foreach (var (id, activity) in old.Activities)
            if (!now.Activities.ContainsKey(id)) found.Add(Diff(Difference.Removed, id, activity, [.. Properties(activity, null)]));
        return found;
    }

    public List<ConnectionDiff> Connections()
    {
        var (before, after) = (old.Connections.DistinctBy(Key).ToDictionary(Key), now.Connections.DistinctBy(Key).ToDictionary(Key));
        Moved += after.Count(a => before.TryGetValue(a.Key, out var was) && was.Vertices != a.Value.Vertices && (was.Vertices.Length > 2 || a.Value.Vertices.Length > 2));
        return
        [
            .. after.Keys.Where(k => !before.ContainsKey(k)).Select(k => new ConnectionDiff(Difference.Added, now.CaptionOf(k.Source), k.Port, now.CaptionOf(k.Target))),
            .. before.Keys.Where(k => !after.ContainsKey(k)).Select(k => new ConnectionDiff(Difference.Removed, old.CaptionOf(k.Source), k.Port, old.CaptionOf(k.Target))),
        ];

        static (string Source, string Port, string Target) Key((string Source, string Port, string Target, string Vertices) c) => (c.Source, c.Port, c.Target);
    }

    static ActivityDiff Diff(Difference difference, string id, DrawnActivity activity, List<PropertyDiff> properties) =>
        new(difference, id, activity.Caption, activity.Descriptor?.DisplayName ?? activity.Type, properties);

    static string Place(DrawnActivity activity) => (activity.Json.Member("metadata") ?? default).Member("designer")?.Member("position")?.GetRawText() ?? "";

    IEnumerable<PropertyDiff> Properties(DrawnActivity? before, DrawnActivity? after)
    {
        var descriptor = (after ?? before)!.Descriptor;
        var (one, other) = (before?.Json ?? default, after?.Json ?? default);
        if (before is not null && after is not null)
        {
            if (before.Type != after.Type) yield return new("Type", ValueWords.Text(before.Type), ValueWords.Text(after.Type));
            if (before.Caption != after.Caption) yield return new("Caption", ValueWords.Text(before.Caption), ValueWords.Text(after.Caption));
            if (before.Within != after.Within) yield return new("Container", ValueWords.Text(old.CaptionOf(before.Within)), ValueWords.Text(now.CaptionOf(after.Within)));
        }

        foreach (var property in words.Members(one.Member("metadata") ?? default, other.Member("metadata") ?? default, m => m is "description")) yield return property;
        foreach (var property in words.Members(one, other, m => !NotProperties.Contains(m) && !HoldsActivities(one, m) && !HoldsActivities(other, m), descriptor)) yield return property;
        foreach (var property in words.Members(one.Member("customProperties") ?? default, other.Member("customProperties") ?? default, _ => true)) yield return property;
    }

    static bool HoldsActivities(JsonElement json, string member) => json.Member(member) is { } value
        && (DrawnWorkflow.IsActivity(value) || (member != "cases" && value.ValueKind == JsonValueKind.Array && value.EnumerateArray().Any(DrawnWorkflow.IsActivity)));
}
