using System.Collections.Concurrent;
using System.Text.Json;
using GrantFlow.Workflows;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Designer;

/// <summary>What people drew: each activity's caption, description and outcomes, by the path of ids that journals name it with.</summary>
public sealed class Drawing
{
    /// <summary>The outcome of an activity that names none.</summary>
    public const string Plain = "Done";

    readonly Dictionary<string, DrawnActivity> _byNode = new(StringComparer.Ordinal);
    readonly Dictionary<string, DrawnActivity> _byId = new(StringComparer.Ordinal);

    /// <summary>Reads a definition's text; what can't be understood has no captions.</summary>
    /// <param name="json">A definition as Elsa writes it.</param>
    /// <param name="catalogue">Knows the outcomes of each type.</param>
    public Drawing(string json, ActivityCatalogue catalogue)
    {
        using var text = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 256 });
        if (text.RootElement.TryGetProperty("root", out var root) && root.ValueKind == JsonValueKind.Object) Read(root, "Workflow1", [], catalogue);
    }

    /// <summary>An activity by its path of ids, or by its own id when it is drawn elsewhere; a nameless one when it is nowhere.</summary>
    public DrawnActivity Of(string nodeId) =>
        _byNode.GetValueOrDefault(nodeId) ?? _byId.GetValueOrDefault(nodeId[(nodeId.LastIndexOf(':') + 1)..]) ?? new DrawnActivity(null, null, null, [Plain], []);

    void Read(JsonElement activity, string above, List<string> connected, ActivityCatalogue catalogue)
    {
        // A switch's cases and the like hold activities without being any.
        var node = Text(activity, "id") is { } id && Text(activity, "type") is { } type ? Add(activity, $"{above}:{id}", id, type, connected, catalogue) : above;
        var ports = Connections(activity);
        foreach (var member in activity.EnumerateObject())
        {
            if (member.Name is "metadata" or "customProperties" or "connections" or "variables") continue;
            if (member.Value.ValueKind == JsonValueKind.Object) Read(member.Value, node, [], catalogue);
            if (member.Value.ValueKind != JsonValueKind.Array) continue;
            foreach (var child in member.Value.EnumerateArray())
                if (child.ValueKind == JsonValueKind.Object) Read(child, node, [.. ports[Text(child, "id") ?? ""]], catalogue);
        }
    }

    string Add(JsonElement activity, string node, string id, string type, List<string> connected, ActivityCatalogue catalogue)
    {
        var metadata = activity.TryGetProperty("metadata", out var m) && m.ValueKind == JsonValueKind.Object ? m : default;
        var descriptor = catalogue.Descriptors.GetValueOrDefault(type);
        var drawn = new DrawnActivity(
            Text(metadata, "displayText") ?? descriptor?.DisplayName ?? Text(activity, "name"),
            Text(metadata, "description"),
            Text(activity, "name"),
            Outcomes(activity, connected, descriptor),
            [.. descriptor?.Inputs.Select(i => InputOf(activity, i)).OfType<DrawnInput>() ?? []]);
        _byNode.TryAdd(node, drawn);
        _byId.TryAdd(id, drawn);
        return node;
    }

    // Outcomes that lead somewhere come first; an outcome that leads nowhere still ends the activity.
    static List<string> Outcomes(JsonElement activity, List<string> connected, ActivityDescriptor? descriptor)
    {
        var all = connected.Distinct().ToList();
        if (descriptor is not null)
        {
            all.AddRange(descriptor.Ports.Where(p => !p.Embedded).Select(p => p.Name));
            if (descriptor.OutcomesInput is { } input) all.AddRange(Named(activity, char.ToLowerInvariant(input[0]) + input[1..]));
        }

        if (all.Count == 0) all.Add(Plain);
        return [.. all.Distinct()];
    }

    /// <summary>The outcomes that the designer's user named: a list, kept as JSON text in an expression.</summary>
    static string[] Named(JsonElement activity, string member)
    {
        if (!activity.TryGetProperty(member, out var input) || input.ValueKind != JsonValueKind.Object) return [];
        if (!input.TryGetProperty("expression", out var expression) || expression.ValueKind != JsonValueKind.Object) return [];
        if (!expression.TryGetProperty("value", out var value)) return [];
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => JsonSerializer.Deserialize<string[]>(value.GetString()!) ?? [],
                JsonValueKind.Array => [.. value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!)],
                _ => [],
            };
        }
        catch (JsonException)
        {
            // An expression that only running tells.
            return [];
        }
    }

    static ILookup<string, string> Connections(JsonElement activity) =>
        (activity.TryGetProperty("connections", out var links) && links.ValueKind == JsonValueKind.Array ? links.EnumerateArray().ToList() : [])
        .Where(l => l.ValueKind == JsonValueKind.Object && l.TryGetProperty("source", out var s) && s.ValueKind == JsonValueKind.Object)
        .Select(l => l.GetProperty("source"))
        .ToLookup(s => Text(s, "activity") ?? "", s => Text(s, "port") ?? Plain);

    static DrawnInput? InputOf(JsonElement activity, InputDescriptor input)
    {
        if (!activity.TryGetProperty(char.ToLowerInvariant(input.Name[0]) + input.Name[1..], out var drawn)) return null;
        if (drawn.ValueKind != JsonValueKind.Object || !drawn.TryGetProperty("expression", out var expression)) return null;
        if (expression.ValueKind != JsonValueKind.Object || !expression.TryGetProperty("value", out var value)) return null;
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Null or JsonValueKind.Undefined => "",
            _ => value.GetRawText(),
        };
        return text.Length == 0 ? null : new DrawnInput(input.Name, input.DisplayName, Text(expression, "type") ?? "Literal", text);
    }

    static string? Text(JsonElement of, string member) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text : null;
}

/// <summary>One activity as it was drawn.</summary>
/// <param name="Caption">What the diagram shows, or null.</param>
/// <param name="Description">What was written under it, or null.</param>
/// <param name="Name">Its name for scripts, or null.</param>
/// <param name="Outcomes">How it can end, those that lead somewhere first.</param>
/// <param name="Inputs">What was put in, in the order shown; what was left empty is left out.</param>
public sealed record DrawnActivity(string? Caption, string? Description, string? Name, IReadOnlyList<string> Outcomes, IReadOnlyList<DrawnInput> Inputs)
{
    /// <summary>What a run was given: values as drawn, expressions as what they came to; those of which nothing is kept are left out.</summary>
    public IEnumerable<DrawnInput> GivenTo(ActivityExecution run) => Inputs
        .Select(i => i.IsConstant ? i : run.Given.TryGetValue(i.Name, out var value) ? i with { Syntax = "Literal", Text = value } : null)
        .OfType<DrawnInput>();
}

/// <summary>One input of an activity as it was drawn.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Caption">What people see.</param>
/// <param name="Syntax">Literal and Object are the value itself; anything else is evaluated when the activity runs.</param>
/// <param name="Text">The value, or the expression.</param>
public sealed record DrawnInput(string Name, string Caption, string Syntax, string Text)
{
    /// <summary>Every run is given just this.</summary>
    public bool IsConstant => Syntax is "Literal" or "Object";
}

/// <summary>Drawings of published versions, which never change.</summary>
public sealed class DrawingCache(IWorkflowStore store, ActivityCatalogue catalogue)
{
    // A host sees the versions of its programmes over and over; what was drawn long ago is read again when somebody asks.
    const int Most = 500;

    readonly ConcurrentDictionary<string, Drawing> _drawings = new(StringComparer.Ordinal);

    /// <summary>The drawing of a version that instances run.</summary>
    public async Task<Drawing> OfAsync(string definitionId, int version, CancellationToken ct)
    {
        var id = StoredDefinition.IdOf(definitionId, version);
        if (_drawings.TryGetValue(id, out var known)) return known;
        var stored = (await store.DefinitionsAsync(definitionId, ct)).FirstOrDefault(d => d.Version == version && d.PublishedAt is not null);
        var drawing = new Drawing(stored?.Json ?? "{}", catalogue);
        if (_drawings.Count >= Most) _drawings.Clear();
        if (stored is not null) _drawings.TryAdd(id, drawing);
        return drawing;
    }
}
