using System.Text.Json;

namespace GrantFlow.Workflows.Runtime;

/// <summary>Inputs, payloads and children's results as the JSON that waits in the store.</summary>
static class PayloadJson
{
    /// <summary>A map of values as JSON, or null when it is empty.</summary>
    public static string? Write(IReadOnlyDictionary<string, object?>? values) =>
        values is null or { Count: 0 } ? null : JsonSerializer.Serialize(values);

    /// <summary>The map of an object's members, with plain values as .NET's own; null for no payload.</summary>
    public static Dictionary<string, object?>? Values(string? json)
    {
        if (json is null) return null;
        using var document = JsonDocument.Parse(json);
        return Values(document.RootElement);
    }

    /// <summary>A payload that outlives its document, or null.</summary>
    public static JsonElement? Element(string? json)
    {
        if (json is null) return null;
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    /// <summary>What a child's end tells its parent.</summary>
    public static string Ended(Guid child, WorkflowSubStatus subStatus, IReadOnlyDictionary<string, object?> output) =>
        JsonSerializer.Serialize(new Dictionary<string, object?> { ["child"] = child, ["subStatus"] = (int)subStatus, ["output"] = output });

    /// <summary>Reads what a child's end told.</summary>
    public static (Guid Child, WorkflowSubStatus SubStatus, IReadOnlyDictionary<string, object?> Output) ReadEnded(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return (
            root.GetProperty("child").GetGuid(),
            (WorkflowSubStatus)root.GetProperty("subStatus").GetInt32(),
            Values(root.GetProperty("output")));
    }

    static Dictionary<string, object?> Values(JsonElement value)
    {
        Dictionary<string, object?> values = new(StringComparer.OrdinalIgnoreCase);
        if (value.ValueKind == JsonValueKind.Object)
            foreach (var member in value.EnumerateObject()) values[member.Name] = Plain(member.Value);
        return values;
    }

    static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole : value.GetDouble(),
        JsonValueKind.Object or JsonValueKind.Array => value.Clone(),
    };
}
