using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace GrantFlow.Designer;

/// <summary>How a file stands to its definition in the database.</summary>
public enum FileState
{
    /// <summary>They are the same definition.</summary>
    Same,

    /// <summary>Only the folder has it.</summary>
    OnlyFile,

    /// <summary>Only the database has it.</summary>
    OnlyDatabase,

    /// <summary>The file was changed since they were last in step.</summary>
    FileChanged,

    /// <summary>The database was changed since they were last in step.</summary>
    DatabaseChanged,

    /// <summary>Both were changed since.</summary>
    BothChanged,

    /// <summary>They differ, and were never known to be in step.</summary>
    Differ,
}

/// <summary>Definitions as files in a folder, so that they can live in version control: pure judging and writing, no disk, no database.</summary>
public static class DesignFolder
{
    /// <summary>How a file stands to its definition.</summary>
    /// <param name="file">The file's text, or null.</param>
    /// <param name="database">The latest version's text, or null.</param>
    /// <param name="common">The <see cref="Sum"/> of what both were when they were last in step, or null.</param>
    public static FileState Judge(string? file, string? database, string? common)
    {
        if (file is null) return FileState.OnlyDatabase;
        if (database is null) return FileState.OnlyFile;
        var (here, there) = (Sum(file), Sum(database));
        return here == there ? FileState.Same
            : common is null ? FileState.Differ
            : common == there ? FileState.FileChanged
            : common == here ? FileState.DatabaseChanged
            : FileState.BothChanged;
    }

    /// <summary>The same for all texts of one definition.</summary>
    public static string Sum(string json) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(DesignCompare.Normal(json))));

    /// <summary>A definition's text as its file: what the file says of itself stays, and its activities keep their order, so that only what was drawn differs.</summary>
    /// <param name="database">The version's text.</param>
    /// <param name="file">The file as it is, or null for a new one.</param>
    public static string Text(string database, string? file)
    {
        using var there = DesignText.Parse(database);
        if (file is null) return DesignText.Compose(there.RootElement, IdentityOf(there.RootElement));
        using var here = DesignText.Parse(file);
        var order = here.RootElement.Member("root")?.Items("activities").Select((a, i) => (Id: a.Text("id") ?? "", Place: i))
            .DistinctBy(a => a.Id).ToDictionary(a => a.Id, a => a.Place, StringComparer.Ordinal) ?? [];
        using var ordered = DesignText.Parse(DesignText.Written(json =>
        {
            foreach (var member in there.RootElement.EnumerateObject())
            {
                if (member.Name == "root" && member.Value.ValueKind == JsonValueKind.Object) WriteOrdered(json, member.Value, order);
                else member.WriteTo(json);
            }
        }));
        return DesignText.Compose(ordered.RootElement, IdentityOf(here.RootElement));
    }

    /// <summary>What differs between two texts, a line each: activities by their captions, and whatever else by its member's name.</summary>
    public static IEnumerable<string> Differences(string file, string database)
    {
        using var here = DesignText.Parse(DesignCompare.Normal(file));
        using var there = DesignText.Parse(DesignCompare.Normal(database));
        var (ours, theirs) = (ActivitiesOf(here.RootElement), ActivitiesOf(there.RootElement));
        foreach (var (id, activity) in ours.Where(a => !theirs.ContainsKey(a.Key))) yield return $"only in the folder: {Named(id, activity)}";
        foreach (var (id, activity) in theirs.Where(a => !ours.ContainsKey(a.Key))) yield return $"only in the database: {Named(id, activity)}";
        foreach (var (id, activity) in ours)
            if (theirs.TryGetValue(id, out var other) && activity.GetRawText() != other.GetRawText())
                yield return $"differs: {Named(id, activity)}: {string.Join(", ", MembersThatDiffer(activity, other))}";
        var (root, otherRoot) = (here.RootElement.Member("root"), there.RootElement.Member("root"));
        if (root is { } a && otherRoot is { } b)
            foreach (var member in MembersThatDiffer(a, b).Where(m => m != "activities")) yield return $"differs: {member}";
        foreach (var member in MembersThatDiffer(here.RootElement, there.RootElement).Where(m => m != "root")) yield return $"differs: {member}";
    }

    static Dictionary<string, JsonElement> ActivitiesOf(JsonElement definition) =>
        definition.Member("root") is { } root
            ? DesignNodes.Of(root).Where(n => n.Parent is not null).DistinctBy(n => n.NodeId).ToDictionary(n => n.NodeId, n => n.Json, StringComparer.Ordinal)
            : [];

    static string Named(string nodeId, JsonElement activity) => $"'{ProductCheck.CaptionOf(activity)}' ({nodeId[(nodeId.LastIndexOf(':') + 1)..]})";

    static IEnumerable<string> MembersThatDiffer(JsonElement one, JsonElement other) =>
        one.EnumerateObject().Select(m => m.Name).Union(other.EnumerateObject().Select(m => m.Name))
            .Where(name => one.Member(name)?.GetRawText() != other.Member(name)?.GetRawText()).Order(StringComparer.Ordinal);

    static void WriteOrdered(Utf8JsonWriter json, JsonElement root, Dictionary<string, int> order)
    {
        json.WriteStartObject("root");
        foreach (var member in root.EnumerateObject())
        {
            if (member.Name != "activities" || member.Value.ValueKind != JsonValueKind.Array)
            {
                member.WriteTo(json);
                continue;
            }

            json.WriteStartArray("activities");
            foreach (var activity in member.Value.EnumerateArray().OrderBy(a => order.GetValueOrDefault(a.Text("id") ?? "", int.MaxValue))) activity.WriteTo(json);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    static DesignIdentity IdentityOf(JsonElement json) => new(
        json.Text("id") ?? "", json.Text("definitionId") ?? "", json.Number("version") ?? 1,
        json.Member("createdAt") is { } at && at.TryGetDateTimeOffset(out var created) ? created : DateTimeOffset.UnixEpoch,
        IsLatest: true, IsPublished: json.Member("isPublished") is { ValueKind: JsonValueKind.True });
}
