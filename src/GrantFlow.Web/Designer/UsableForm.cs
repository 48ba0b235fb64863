using System.Text.Json;
using System.Text.Json.Nodes;
using GrantFlow.Designer;
using GrantFlow.Workflows.Definitions;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Web.Designer;

/// <summary>A definition that can be used as an activity, as Studio's palette, diagram and editors want to be told of it.</summary>
/// <remarks>Older versions and those taken back are told of too, not offered: without its descriptor Studio draws nothing of a definition that holds one.</remarks>
static class UsableForm
{
    // Studio has one kind of editor for each; what isn't here is written as an expression.
    static readonly Dictionary<string, string> Editors = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Boolean"] = "checkbox",
        ["DateTime"] = "datetime-picker",
        ["DateTimeOffset"] = "datetime-picker",
    };

    /// <summary>The descriptor in Studio's form.</summary>
    /// <param name="version">Which.</param>
    /// <param name="definition">Its text.</param>
    public static JsonObject Of(UsableVersion version, JsonElement definition)
    {
        var id = StoredDefinition.IdOf(version.DefinitionId, version.Version);
        var category = (definition.Member("options") ?? default).Text("activityCategory");
        return new()
        {
            ["typeName"] = version.Type,
            ["namespace"] = "",
            ["name"] = version.Type,
            ["version"] = version.Version,
            // Studio takes what follows a slash for a group of its own by the same name.
            ["category"] = string.IsNullOrWhiteSpace(category) ? "Workflows" : category.Replace("/", " – ", StringComparison.Ordinal),
            ["displayName"] = version.Name,
            ["description"] = definition.Text("description") ?? "",
            ["kind"] = "Action",
            ["isBrowsable"] = version.IsPublished,
            ["isContainer"] = false,
            ["isStart"] = false,
            ["isTerminal"] = false,
            ["customProperties"] = new JsonObject { ["RootType"] = "WorkflowDefinitionActivity", ["WorkflowDefinitionId"] = version.DefinitionId, ["WorkflowDefinitionVersionId"] = id },
            ["constructionProperties"] = new JsonObject
            {
                ["WorkflowDefinitionId"] = version.DefinitionId,
                ["WorkflowDefinitionVersionId"] = id,
                ["LatestAvailablePublishedVersion"] = version.PublishedVersion,
                ["LatestAvailablePublishedVersionId"] = StoredDefinition.IdOf(version.DefinitionId, version.PublishedVersion),
            },
            ["inputs"] = new JsonArray([.. Named(definition, "inputs").Select(Input)]),
            ["outputs"] = new JsonArray([.. Named(definition, "outputs").Select(Output)]),
            ["ports"] = new JsonArray([.. Items(definition, "outcomes").Where(o => o.ValueKind == JsonValueKind.String).Select(o => o.GetString()!).Distinct(StringComparer.Ordinal).Select(Port)]),
        };
    }

    static JsonElement.ArrayEnumerator Items(JsonElement definition, string member) =>
        definition.Member(member) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : default;

    static IEnumerable<JsonElement> Named(JsonElement definition, string member) =>
        Items(definition, member).Where(i => i.Text("name") is { Length: > 0 }).DistinctBy(i => i.Text("name"), StringComparer.OrdinalIgnoreCase);

    static JsonObject Input(JsonElement input, int order)
    {
        var type = input.Text("type") is { Length: > 0 } named ? named : "Object";
        return new JsonObject
        {
            ["name"] = input.Text("name"),
            ["typeName"] = type,
            ["displayName"] = input.Text("displayName") is { Length: > 0 } shown ? shown : input.Text("name"),
            ["description"] = input.Text("description") ?? "",
            ["order"] = order,
            ["isBrowsable"] = true,
            ["isSynthetic"] = true,
            ["isWrapped"] = true,
            ["uiHint"] = input.Text("uiHint") is { Length: > 0 } hint ? hint : Editors.GetValueOrDefault(type, "singleline"),
            ["category"] = null,
            ["defaultValue"] = null,
            ["defaultSyntax"] = "Literal",
            ["isReadOnly"] = false,
            ["isSensitive"] = false,
            ["storageDriverType"] = null,
            ["uiSpecifications"] = null,
        };
    }

    static JsonObject Output(JsonElement output, int order) => new JsonObject
    {
        ["name"] = output.Text("name"),
        ["typeName"] = output.Text("type") is { Length: > 0 } type ? type : "Object",
        ["displayName"] = output.Text("displayName") is { Length: > 0 } shown ? shown : output.Text("name"),
        ["description"] = output.Text("description") ?? "",
        ["order"] = order,
        ["isBrowsable"] = true,
        ["isSynthetic"] = true,
    };

    static JsonObject Port(string outcome) => new JsonObject { ["name"] = outcome, ["displayName"] = outcome, ["type"] = "Flow", ["isBrowsable"] = true };
}
