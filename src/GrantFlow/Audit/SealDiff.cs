using System.Text.Json;

namespace GrantFlow.Audit;

/// <summary>What two sealed versions differ in, member by member.</summary>
public static class SealDiff
{
    /// <summary>One member of either version.</summary>
    /// <param name="Path">Where it stands: <c>lines/2/spent</c>.</param>
    /// <param name="Left">Its value in the first, as JSON has it; null where it isn't.</param>
    /// <param name="Right">Its value in the second; null where it isn't.</param>
    public sealed record Row(string Path, string? Left, string? Right)
    {
        /// <summary>True where both have the same.</summary>
        public bool IsSame => Left == Right;
    }

    /// <summary>Compares two versions.</summary>
    /// <returns>Every member of both, in the first one's order, those that only the second has behind their neighbours.</returns>
    public static IReadOnlyList<Row> Compare(string left, string right)
    {
        var (before, after) = (Flat(left), Flat(right));
        var other = after.ToDictionary(m => m.Path, m => m.Value);
        List<Row> rows = [.. before.Select(m => new Row(m.Path, m.Value, other.GetValueOrDefault(m.Path)))];
        var known = rows.Select(r => r.Path).ToHashSet();
        var place = 0;
        foreach (var (path, value) in after)
        {
            var at = known.Contains(path) ? rows.FindIndex(r => r.Path == path) : -1;
            if (at >= 0) place = at + 1;
            else rows.Insert(place++, new Row(path, null, value));
        }

        return rows;
    }

    /// <summary>Every member with its path, in order; lists are counted from 1.</summary>
    public static IReadOnlyList<(string Path, string Value)> Flat(string json)
    {
        List<(string, string)> members = [];
        using var document = JsonDocument.Parse(json);
        Walk(document.RootElement, "", members);
        return members;
    }

    static void Walk(JsonElement value, string path, List<(string Path, string Value)> into)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject()) Walk(member.Value, path.Length == 0 ? member.Name : $"{path}/{member.Name}", into);
                break;
            case JsonValueKind.Array:
                var number = 0;
                foreach (var item in value.EnumerateArray()) Walk(item, $"{path}/{++number}", into);
                break;
            case JsonValueKind.Null or JsonValueKind.Undefined:
                break;
            case JsonValueKind.String:
                into.Add((path, value.GetString() ?? ""));
                break;
            default:
                into.Add((path, value.GetRawText()));
                break;
        }
    }
}
