using System.Text.Json;

namespace GrantFlow.Workflows.Definitions;

/// <summary>Reading of members that may be absent, null, of another type, or written in Pascal case.</summary>
static class Json
{
    /// <summary>The member, in camel or Pascal case; null when absent or JSON null.</summary>
    public static JsonElement? Member(this JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Object) return null;
        if (!json.TryGetProperty(name, out var value)
            && !json.TryGetProperty(string.Concat(char.ToUpperInvariant(name[0]).ToString(), name.AsSpan(1)), out value))
            return null;
        return value.ValueKind == JsonValueKind.Null ? null : value;
    }

    /// <summary>The member's text, or null when it isn't text.</summary>
    public static string? Text(this JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>True when the member is true, or a text that says so.</summary>
    public static bool Flag(this JsonElement json, string name) => json.Member(name) is { } value
        && (value.ValueKind == JsonValueKind.True
            || (value.ValueKind == JsonValueKind.String && bool.TryParse(value.GetString(), out var flag) && flag));

    /// <summary>The member's items; empty when it isn't a list.</summary>
    public static JsonElement.ArrayEnumerator List(this JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : default;

    /// <summary>A member's name as the designer writes it: camel case.</summary>
    public static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    /// <summary>A JSON pointer one step further.</summary>
    public static string Step(string place, string name) =>
        $"{place}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
}
