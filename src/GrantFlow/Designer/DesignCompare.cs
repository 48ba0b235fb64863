using System.Text.Json;

namespace GrantFlow.Designer;

/// <summary>Tells whether two texts are the same definition, whatever wrote them.</summary>
/// <remarks>
/// Without meaning, and so left out: the order of members and of activities, what is null or empty, what the server says of a
/// version, the measured size of a box. The order of connections has a meaning, and stays.
/// </remarks>
public static class DesignCompare
{
    static readonly HashSet<string> Managed = new(
        ["id", "definitionId", "version", "toolVersion", "createdAt", "isLatest", "isPublished", "isReadonly", "isSystem", "providerName", "materializerName", "materializerContext", "links", "$schema"],
        StringComparer.Ordinal);

    /// <summary>One form for all texts of the same definition.</summary>
    public static string Normal(string json)
    {
        using var document = DesignText.Parse(json);
        // Written once as it would be kept: paths of ids and placeholders are then alike.
        using var kept = DesignText.Parse(DesignText.Compose(document.RootElement, new("", "", 0, default)));
        return DesignText.Written(to =>
        {
            foreach (var member in Sorted(kept.RootElement).Where(m => !Managed.Contains(m.Name))) Write(to, member);
        });
    }

    static void Write(Utf8JsonWriter to, JsonProperty member)
    {
        if (IsEmpty(member.Value) || (member.Name == "size" && member.Value.Member("width") is not null)) return;
        to.WritePropertyName(member.Name);
        Write(to, member.Value, member.Name);
    }

    static void Write(Utf8JsonWriter to, JsonElement value, string name)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                to.WriteStartObject();
                foreach (var member in Sorted(value)) Write(to, member);
                to.WriteEndObject();
                break;
            case JsonValueKind.Array:
                to.WriteStartArray();
                foreach (var item in name == "activities" ? value.EnumerateArray().OrderBy(a => a.Text("id"), StringComparer.Ordinal) : value.EnumerateArray().AsEnumerable())
                    Write(to, item, "");
                to.WriteEndArray();
                break;
            case JsonValueKind.Number when value.TryGetDecimal(out var number):
                // Dividing takes the zeros off the end: 1.50 is 1.5.
                to.WriteNumberValue(number / 1.0000000000000000000000000000m);
                break;
            default:
                value.WriteTo(to);
                break;
        }
    }

    static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Object => value.EnumerateObject().All(m => IsEmpty(m.Value) || (m.Name == "id" && m.Value.ValueKind == JsonValueKind.String && m.Value.GetString() == "")),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        _ => false,
    };

    static IEnumerable<JsonProperty> Sorted(JsonElement json) => json.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal);
}
