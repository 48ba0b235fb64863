using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using GrantFlow.Workflows.Definitions;

namespace GrantFlow.Designer;

/// <summary>A definition's text: read within limits, written always in the same form.</summary>
/// <remarks>
/// The root is kept as it came, members that nobody here knows included; only the paths of ids are filled in and what is null
/// where a list belongs becomes an empty one. What the server alone says (ids, version, flags) is written anew each time.
/// </remarks>
public static class DesignText
{
    /// <summary>The longest text taken, in bytes of UTF-8.</summary>
    public const int MostBytes = 5_000_000;

    /// <summary>The designer's version that definitions name as the tool that drew them.</summary>
    public const string ToolVersion = "3.8.2.0";

    /// <summary>Whatever the designer can draw, and the engine can compile: one level of activities takes at most four of JSON.</summary>
    const int Deepest = (DefinitionCompiler.MaxDepth * 4) + 32;

    /// <summary>How texts are written: two blanks a level, characters as they are.</summary>
    public static JsonWriterOptions Form { get; } = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = Deepest + 8 };

    static readonly JsonDocumentOptions Reading = new() { MaxDepth = Deepest, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    // The server's own; what a file or the designer says of them is no content.
    static readonly string[] Managed =
    [
        "id", "definitionId", "version", "toolVersion", "createdAt", "isLatest", "isPublished", "isReadonly", "isSystem", "providerName",
        "materializerName", "materializerContext", "links", "$schema",
    ];

    static readonly (string Name, bool IsList)[] Collections =
        [("variables", true), ("inputs", true), ("outputs", true), ("outcomes", true), ("customProperties", false), ("options", false)];

    /// <summary>Reads a text.</summary>
    /// <exception cref="JsonException">It is no JSON, or nested too deeply.</exception>
    public static JsonDocument Parse(string json) => JsonDocument.Parse(json, Reading);

    /// <summary>Reads a text.</summary>
    /// <exception cref="JsonException">It is no JSON, or nested too deeply.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json) => JsonDocument.Parse(json, Reading);

    /// <summary>A definition as it is kept: every member that isn't the server's, in one order.</summary>
    /// <param name="model">What was sent or read.</param>
    /// <param name="identity">What the server says of it.</param>
    public static string Compose(JsonElement model, DesignIdentity identity) => Written(json =>
    {
        identity.Write(json, ToolVersion);
        WriteContent(json, model, null);
    });

    /// <summary>The same content gives the same text, whatever the server says of it: for telling whether a save changes anything.</summary>
    public static string Checksum(JsonElement model) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Written(json => WriteContent(json, model, null)))));

    /// <summary>Everything that isn't the server's, inside an object that is open.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="model">The definition.</param>
    /// <param name="known">For the designer: what it can draw; null for keeping.</param>
    public static void WriteContent(Utf8JsonWriter json, JsonElement model, KnownActivities? known)
    {
        json.WriteString("name", NameOf(model));
        json.WriteString("description", model.Text("description") ?? "");
        foreach (var (name, isList) in Collections) WriteCollection(json, model, name, isList);
        foreach (var member in model.EnumerateObject())
        {
            if (member.Name is "name" or "description" or "root" || Managed.Contains(member.Name) || Collections.Any(c => c.Name == member.Name)) continue;
            member.WriteTo(json);
        }

        json.WritePropertyName("root");
        if (model.Member("root") is { ValueKind: JsonValueKind.Object } root) new DesignTree(json, known).WriteRoot(root);
        else WriteCanvas(json);
    }

    /// <summary>The name shown; never empty.</summary>
    public static string NameOf(JsonElement model) =>
        model.Text("name") is { } name && !string.IsNullOrWhiteSpace(name) ? name : model.Text("definitionId") is { Length: > 0 } id ? id : "Workflow";

    /// <summary>How many activities stand right on the canvas.</summary>
    public static int OnCanvas(JsonElement model) =>
        model.Member("root")?.Member("activities") is { ValueKind: JsonValueKind.Array } activities ? activities.GetArrayLength() : 0;

    /// <summary>The text that a writer leaves, as a file ends: with a line break.</summary>
    public static string Written(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>(16 * 1024);
        using (var json = new Utf8JsonWriter(bytes, Form))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan) + "\n";
    }

    // A definition without a root would leave the designer with nothing to draw on.
    static void WriteCanvas(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", "flowchart1");
        json.WriteString("nodeId", "Workflow1:flowchart1");
        json.WriteString("name", "Flowchart1");
        json.WriteString("type", "Elsa.Flowchart");
        json.WriteNumber("version", 1);
        foreach (var name in (ReadOnlySpan<string>)["customProperties", "metadata"])
        {
            json.WriteStartObject(name);
            json.WriteEndObject();
        }

        foreach (var name in (ReadOnlySpan<string>)["variables", "activities", "connections"])
        {
            json.WriteStartArray(name);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    static void WriteCollection(Utf8JsonWriter json, JsonElement model, string name, bool isList)
    {
        json.WritePropertyName(name);
        if (model.Member(name) is { } value && value.ValueKind == (isList ? JsonValueKind.Array : JsonValueKind.Object))
        {
            value.WriteTo(json);
            return;
        }

        if (isList) json.WriteStartArray();
        else json.WriteStartObject();
        if (isList) json.WriteEndArray();
        else json.WriteEndObject();
    }

    /// <summary>A member by its name; null when it is absent or JSON null.</summary>
    internal static JsonElement? Member(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A member's text; null when it is none.</summary>
    internal static string? Text(this JsonElement json, string name) => json.Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>A member's whole number; null when it is none.</summary>
    internal static int? Number(this JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : null;

    /// <summary>A member's items; none when it is no list.</summary>
    internal static IEnumerable<JsonElement> Items(this JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];
}

/// <summary>What the server says of a version; written before its content.</summary>
/// <param name="VersionId">The version's own id.</param>
/// <param name="DefinitionId">The definition's lasting id.</param>
/// <param name="Version">Counts from 1.</param>
/// <param name="CreatedAt">When it was first saved.</param>
/// <param name="IsLatest">No version is later.</param>
/// <param name="IsPublished">New instances take it.</param>
/// <param name="IsReadonly">The reader may not change it.</param>
public sealed record DesignIdentity(
    string VersionId, string DefinitionId, int Version, DateTimeOffset CreatedAt, bool IsLatest = true, bool IsPublished = false, bool IsReadonly = false)
{
    /// <summary>Writes it inside an object that is open.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="tool">The designer that drew it.</param>
    public void Write(Utf8JsonWriter json, string tool)
    {
        json.WriteString("id", VersionId);
        json.WriteString("definitionId", DefinitionId);
        json.WriteNumber("version", Version);
        json.WriteString("toolVersion", tool);
        json.WriteString("createdAt", CreatedAt.ToUniversalTime());
        json.WriteBoolean("isLatest", IsLatest);
        json.WriteBoolean("isPublished", IsPublished);
        json.WriteBoolean("isReadonly", IsReadonly);
        json.WriteBoolean("isSystem", false);
        json.WriteNull("providerName");
        json.WriteString("materializerName", "Json");
        json.WriteNull("materializerContext");
    }
}
