using System.Text.Json;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Workflows.Definitions;

/// <summary>Compares two versions of a definition.</summary>
/// <remarks>
/// Pure, on the texts: drafts that can't be run yet are compared too. Activities are the same when they have the same id, wherever
/// they stand; the order of lists, places on the canvas, and what the designer keeps for itself are no differences.
/// </remarks>
public static class DefinitionComparison
{
    static readonly JsonDocumentOptions Reading = new() { MaxDepth = (DefinitionCompiler.MaxDepth * 4) + 32, CommentHandling = JsonCommentHandling.Skip };

    // What a definition carries besides its drawing and changes with every save.
    static readonly HashSet<string> NotSettings =
    [
        "id", "definitionId", "version", "toolVersion", "createdAt", "isLatest", "isPublished", "isReadonly", "isSystem", "providerName",
        "materializerName", "materializerContext", "originalSource", "links", "root", "variables", "inputs", "outputs", "outcomes", "options", "customProperties",
    ];

    /// <summary>Compares two texts.</summary>
    /// <param name="before">The older one.</param>
    /// <param name="after">The newer one.</param>
    /// <param name="catalogue">Gives the captions of types and properties.</param>
    /// <returns>The differences, or null when one of them isn't a definition that can be read.</returns>
    public static DefinitionDiff? Compare(string before, string after, ActivityCatalogue catalogue)
    {
        using var first = Parse(before);
        using var second = Parse(after);
        if (first is null || second is null) return null;
        var (one, other) = (first.RootElement, second.RootElement);
        var (old, now) = (DrawnWorkflow.Read(one, catalogue), DrawnWorkflow.Read(other, catalogue));
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in now.Variables.Concat(old.Variables)) names.TryAdd(variable.Text("id") ?? "", variable.Text("name") ?? variable.Text("id") ?? "");
        var words = new ValueWords(catalogue, names);
        var activities = new ActivityComparison(words, old, now);
        return new DefinitionDiff(
            [.. Settings(words, one, other)],
            activities.Differences(),
            activities.Connections(),
            Named(words, old.Variables, now.Variables, v => v.Text("id") ?? v.Text("name") ?? ""),
            Named(words, one.List("inputs"), other.List("inputs"), i => i.Text("name") ?? ""),
            [.. Named(words, one.List("outputs"), other.List("outputs"), o => o.Text("name") ?? ""), .. Outcomes(one, other)],
            activities.Moved);
    }

    static JsonDocument? Parse(string json)
    {
        if (json.Length > DefinitionCompiler.MaxLength) return null;
        try
        {
            var document = JsonDocument.Parse(json, Reading);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static IEnumerable<PropertyDiff> Settings(ValueWords words, JsonElement before, JsonElement after) =>
        words.Members(before, after, m => !NotSettings.Contains(m))
            .Concat(words.Members(before.Member("options") ?? default, after.Member("options") ?? default, _ => true))
            .Concat(words.Members(before.Member("customProperties") ?? default, after.Member("customProperties") ?? default, _ => true));

    static IEnumerable<NamedDiff> Outcomes(JsonElement before, JsonElement after)
    {
        var (old, now) = (Of(before), Of(after));
        return now.Except(old).Select(o => new NamedDiff(Difference.Added, o, [])).Concat(old.Except(now).Select(o => new NamedDiff(Difference.Removed, o, [])));

        static List<string> Of(JsonElement json) => [.. json.List("outcomes").Select(o => o.ValueKind == JsonValueKind.String ? o.GetString()! : o.GetRawText())];
    }

    static List<NamedDiff> Named(ValueWords words, IEnumerable<JsonElement> before, IEnumerable<JsonElement> after, Func<JsonElement, string> key)
    {
        var old = before.Where(j => j.ValueKind == JsonValueKind.Object).DistinctBy(key).ToDictionary(key);
        var now = after.Where(j => j.ValueKind == JsonValueKind.Object).DistinctBy(key).ToDictionary(key);
        List<NamedDiff> found = [];
        foreach (var (id, item) in now)
        {
            var known = old.TryGetValue(id, out var was);
            List<PropertyDiff> properties = [.. words.Members(known ? was : default, item, m => m != "id" && (known || m != "name"))];
            if (!known) found.Add(new(Difference.Added, item.Text("name") ?? id, properties));
            else if (properties.Count > 0) found.Add(new(Difference.Changed, item.Text("name") ?? id, properties));
        }

        found.AddRange(old.Where(o => !now.ContainsKey(o.Key)).Select(o => new NamedDiff(Difference.Removed, o.Value.Text("name") ?? o.Key, [.. words.Members(o.Value, default, m => m is not ("id" or "name"))])));
        return found;
    }
}
