using System.Text.Json;

namespace GrantFlow.Designer;

/// <summary>Writes a definition's activities: as they are, with the path of ids on each, and lists where null would break the designer.</summary>
/// <remarks>
/// For the designer, what it can't draw goes out as a placeholder; what comes back as one is written as it was
/// (<see cref="MissingActivity"/>). An activity is told by its form, so that those in members nobody here knows are found too.
/// </remarks>
/// <param name="json">Where to.</param>
/// <param name="known">For the designer: what it can draw. Null for keeping.</param>
sealed class DesignTree(Utf8JsonWriter json, KnownActivities? known)
{
    // Where an activity's children stand by name, in the designer's built-in types and in its state machine.
    static readonly HashSet<string> Ports =
        new(["root", "then", "else", "body", "default", "activity", "childCompleted", "childFaulted", "entry", "exit", "trigger", "action"], StringComparer.Ordinal);

    static readonly HashSet<string> Verbatim = new(["metadata", "customProperties", "variables", "originalActivityJson"], StringComparer.Ordinal);

    /// <summary>Writes the root and all below it.</summary>
    public void WriteRoot(JsonElement root) => WriteActivity(root, "Workflow1", isRoot: true);

    /// <summary>True for an object that is an activity, wherever it stands.</summary>
    /// <param name="value">The object.</param>
    /// <param name="member">The member that holds it.</param>
    public static bool IsActivity(JsonElement value, string member) =>
        value.ValueKind == JsonValueKind.Object && value.Text("type") is not null
        && (member == "activities" || value.Text("id") is not null || (Ports.Contains(member) && !value.TryGetProperty("value", out _)))
        && !value.TryGetProperty("expression", out _) && !value.TryGetProperty("typeName", out _);

    /// <summary>True for a member that holds no activities, whatever it looks like.</summary>
    public static bool IsVerbatim(string member) => Verbatim.Contains(member);

    void WriteActivity(JsonElement activity, string parent, bool isRoot = false)
    {
        var id = activity.Text("id") is { Length: > 0 } given ? given : Guid.CreateVersion7().ToString("N")[16..];
        var nodeId = $"{parent}:{id}";
        var type = activity.Text("type") ?? "";
        if (known is not null && !known.Has(type, activity.Number("version") ?? 1) && !(isRoot && type == KnownActivities.StateMachine))
        {
            MissingActivity.WritePlaceholder(json, activity, id, nodeId);
            return;
        }

        if (known is null && type == KnownActivities.Missing && MissingActivity.TryRestore(json, activity, id, nodeId)) return;
        json.WriteStartObject();
        var (hasId, hasNode) = (false, false);
        foreach (var member in activity.EnumerateObject())
        {
            json.WritePropertyName(member.Name);
            hasId |= member.Name == "id";
            hasNode |= member.Name == "nodeId";
            if (member.Name == "id") json.WriteStringValue(id);
            else if (member.Name == "nodeId") json.WriteStringValue(nodeId);
            else WriteMember(member, nodeId);
        }

        if (!hasId) json.WriteString("id", id);
        if (!hasNode) json.WriteString("nodeId", nodeId);
        if (known is not null) WriteWanting(activity, type);
        json.WriteEndObject();
    }

    // The designer takes no null, and no absence, for these.
    void WriteWanting(JsonElement activity, string type)
    {
        if (!activity.TryGetProperty("version", out _)) json.WriteNumber("version", 1);
        foreach (var name in (ReadOnlySpan<string>)["metadata", "customProperties"])
        {
            if (activity.TryGetProperty(name, out _)) continue;
            json.WriteStartObject(name);
            json.WriteEndObject();
        }

        if (type is not ("Elsa.Flowchart" or "Elsa.Sequence")) return;
        foreach (var name in (ReadOnlySpan<string>)["variables", "activities", "connections"])
        {
            if (activity.TryGetProperty(name, out _) || (name == "connections" && type != "Elsa.Flowchart")) continue;
            json.WriteStartArray(name);
            json.WriteEndArray();
        }
    }

    void WriteMember(JsonProperty member, string nodeId)
    {
        switch (member.Name, member.Value.ValueKind)
        {
            case ("metadata" or "customProperties", JsonValueKind.Null):
                json.WriteStartObject();
                json.WriteEndObject();
                break;
            case ("variables" or "activities" or "connections", JsonValueKind.Null):
                json.WriteStartArray();
                json.WriteEndArray();
                break;
            case ("connections", JsonValueKind.Array):
                WriteConnections(member.Value);
                break;
            default:
                if (Verbatim.Contains(member.Name)) member.Value.WriteTo(json);
                else WriteValue(member.Value, member.Name, nodeId);
                break;
        }
    }

    void WriteValue(JsonElement value, string member, string nodeId)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            json.WriteStartArray();
            foreach (var item in value.EnumerateArray()) WriteValue(item, member, nodeId);
            json.WriteEndArray();
        }
        else if (value.ValueKind != JsonValueKind.Object || value.TryGetProperty("expression", out _))
        {
            value.WriteTo(json);
        }
        else if (IsActivity(value, member))
        {
            WriteActivity(value, nodeId);
        }
        else
        {
            json.WriteStartObject();
            foreach (var inner in value.EnumerateObject())
            {
                json.WritePropertyName(inner.Name);
                WriteValue(inner.Value, inner.Name, nodeId);
            }

            json.WriteEndObject();
        }
    }

    void WriteConnections(JsonElement connections)
    {
        json.WriteStartArray();
        foreach (var connection in connections.EnumerateArray())
        {
            if (connection.ValueKind != JsonValueKind.Object)
            {
                connection.WriteTo(json);
                continue;
            }

            json.WriteStartObject();
            foreach (var member in connection.EnumerateObject())
            {
                if (member.Name is "source" or "target" && member.Value.ValueKind == JsonValueKind.String) WriteEnd(connection, member.Name);
                else if (!IsTaken(connection, member)) member.WriteTo(json);
            }

            if (known is not null && connection.Member("vertices") is not { ValueKind: JsonValueKind.Array })
            {
                json.WriteStartArray("vertices");
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // Lists that are none, and ports that go into their ends.
    static bool IsTaken(JsonElement connection, JsonProperty member) => member.Name switch
    {
        "vertices" => member.Value.ValueKind != JsonValueKind.Array,
        "sourcePort" => connection.Text("source") is not null,
        "targetPort" => connection.Text("target") is not null,
        _ => false,
    };

    // Elsa 3.0 wrote an end as the activity's id with the port beside it; today's designer would draw no such connection.
    void WriteEnd(JsonElement connection, string end)
    {
        json.WriteStartObject(end);
        json.WriteString("activity", connection.Text(end));
        json.WriteString("port", connection.Text($"{end}Port") is { Length: > 0 } port ? port : end == "source" ? "Done" : "In");
        json.WriteEndObject();
    }
}
