using System.Text.Json;

namespace GrantFlow.Designer;

/// <summary>What the designer can't draw: a placeholder goes out that carries the activity whole, and what comes back is the activity.</summary>
/// <remarks>Sent as it is, one such activity makes the designer draw nothing, and save nothing.</remarks>
static class MissingActivity
{
    const string Original = "originalActivityJson";

    /// <summary>Writes the placeholder.</summary>
    public static void WritePlaceholder(Utf8JsonWriter json, JsonElement activity, string id, string nodeId)
    {
        var type = activity.Text("type") ?? "";
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("nodeId", nodeId);
        json.WriteString("name", activity.Text("name") ?? id);
        json.WriteString("type", KnownActivities.Missing);
        json.WriteNumber("version", 1);
        json.WriteString("missingTypeName", type);
        json.WriteNumber("missingTypeVersion", activity.Number("version") ?? 1);
        json.WriteString(Original, activity.GetRawText());
        json.WriteStartObject("customProperties");
        json.WriteEndObject();
        json.WriteStartObject("metadata");
        if (activity.Member("metadata")?.Member("designer") is { } designer)
        {
            json.WritePropertyName("designer");
            designer.WriteTo(json);
        }

        json.WriteString("displayText", $"Not Found: {type}");
        json.WriteString("description", "Activity type is not installed.");
        json.WriteBoolean("showDescription", true);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes the activity that a placeholder carries: byte for byte, unless the user has moved or copied it.</summary>
    /// <returns>False when it carries none.</returns>
    public static bool TryRestore(Utf8JsonWriter json, JsonElement placeholder, string id, string nodeId)
    {
        if (placeholder.Text(Original) is not { } text) return false;
        JsonDocument document;
        try
        {
            document = DesignText.Parse(text);
        }
        catch (JsonException)
        {
            return false;
        }

        using (document)
        {
            var activity = document.RootElement;
            if (activity.ValueKind != JsonValueKind.Object || activity.Text("type") is not { } type || type == KnownActivities.Missing) return false;
            var moved = Moved(placeholder, activity);
            if (moved is null && activity.Text("id") == id && (activity.Text("nodeId") is not { } path || path == nodeId)) json.WriteRawValue(text);
            else WritePatched(json, activity, id, nodeId, moved);
        }

        return true;
    }

    // Where it stands now, if that isn't where it stood.
    static JsonElement? Moved(JsonElement placeholder, JsonElement activity)
    {
        if (Position(placeholder) is not { } now || (X(now), Y(now)) is not ({ } x, { } y)) return null;
        var was = Position(activity);
        var (wasX, wasY) = was is { } p ? (X(p) ?? 0, Y(p) ?? 0) : (0, 0);
        return Math.Abs(x - wasX) < 0.5 && Math.Abs(y - wasY) < 0.5 ? null : now;
    }

    static JsonElement? Position(JsonElement activity) => activity.Member("metadata")?.Member("designer")?.Member("position");

    static double? X(JsonElement position) => Coordinate(position, "x");

    static double? Y(JsonElement position) => Coordinate(position, "y");

    static double? Coordinate(JsonElement position, string name) =>
        position.Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) ? number : null;

    static void WritePatched(Utf8JsonWriter json, JsonElement activity, string id, string nodeId, JsonElement? moved)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("nodeId", nodeId);
        foreach (var member in activity.EnumerateObject())
        {
            if (member.Name is "id" or "nodeId" || (member.Name == "metadata" && moved is not null)) continue;
            member.WriteTo(json);
        }

        if (moved is { } position) WriteMetadata(json, activity.Member("metadata"), position);
        json.WriteEndObject();
    }

    static void WriteMetadata(Utf8JsonWriter json, JsonElement? metadata, JsonElement position)
    {
        json.WriteStartObject("metadata");
        json.WriteStartObject("designer");
        json.WritePropertyName("position");
        position.WriteTo(json);
        foreach (var member in Members(metadata?.Member("designer")))
            if (member.Name != "position") member.WriteTo(json);
        json.WriteEndObject();
        foreach (var member in Members(metadata))
            if (member.Name != "designer") member.WriteTo(json);
        json.WriteEndObject();
    }

    static JsonElement.ObjectEnumerator Members(JsonElement? json) => json is { ValueKind: JsonValueKind.Object } found ? found.EnumerateObject() : default;
}
