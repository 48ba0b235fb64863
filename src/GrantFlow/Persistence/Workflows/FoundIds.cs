using System.Text.Json;
using System.Text.RegularExpressions;

namespace GrantFlow.Persistence;

/// <summary>Finds ids in what an activity is given, however they are written and however deep they lie.</summary>
static partial class FoundIds
{
    /// <summary>Adds the ids of a value.</summary>
    /// <param name="value">A text, an id, JSON, or a list or table of such; null for nothing.</param>
    /// <param name="into">Where to.</param>
    public static void In(object? value, HashSet<Guid> into)
    {
        switch (value)
        {
            case null or bool or int or long or double or decimal or DateTimeOffset or DateOnly or TimeSpan:
                break;
            case Guid id:
                into.Add(id);
                break;
            case string text:
                InText(text, into);
                break;
            case JsonElement json:
                InJson(json, into);
                break;
            default:
                InJson(JsonSerializer.SerializeToElement(value), into);
                break;
        }
    }

    static void InText(string text, HashSet<Guid> into)
    {
        if (text.Length < 32) return;
        foreach (var match in Id().EnumerateMatches(text))
            if (Guid.TryParse(text.AsSpan(match.Index, match.Length), out var id)) into.Add(id);
        // The one form with more than hexadecimal digits and dashes in it.
        if (text.IndexOf('{', StringComparison.Ordinal) is >= 0 and var at && Guid.TryParse(text.AsSpan(at), out var braced)) into.Add(braced);
    }

    static void InJson(JsonElement json, HashSet<Guid> into)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                InText(json.GetString()!, into);
                break;
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray()) InJson(item, into);
                break;
            case JsonValueKind.Object:
                foreach (var member in json.EnumerateObject())
                {
                    InText(member.Name, into);
                    InJson(member.Value, into);
                }

                break;
            default:
                break;
        }
    }

    [GeneratedRegex("[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")]
    private static partial Regex Id();
}
