using System.Text.Json;
using System.Text.Json.Nodes;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Web.Designer;

/// <summary>One activity type as Studio's palette, diagram and editors want to be told of it.</summary>
static class DescriptorForm
{
    // As a grant goes. Studio sorts its palette by the groups' names, so they are numbered; what the engine brings along comes after them.
    static readonly string[] Stages = ["Entrance", "Competition", "Selection", "Award", "Monitoring", "Reporting", "Everywhere"];

    // What a kind of editor calls its list of choices: the outer name is the editor's own.
    static readonly Dictionary<string, string> Lists = new() { ["dropdown"] = "selectList", ["radiolist"] = "radioList", ["checklist"] = "checkList" };

    /// <summary>The descriptor in Studio's form.</summary>
    public static JsonObject Of(ActivityDescriptor activity) => new()
    {
        ["typeName"] = activity.TypeName,
        ["namespace"] = activity.TypeName[..activity.TypeName.LastIndexOf('.')],
        ["name"] = activity.TypeName[(activity.TypeName.LastIndexOf('.') + 1)..],
        ["version"] = activity.Version,
        ["category"] = Array.IndexOf(Stages, activity.Stage) is >= 0 and var rank ? $"{rank + 1}. {activity.Stage}" : activity.Category,
        ["displayName"] = activity.DisplayName,
        ["description"] = activity.Description,
        ["kind"] = activity.Kind.ToString(),
        ["isBrowsable"] = activity.IsBrowsable,
        ["isContainer"] = activity.IsContainer,
        ["isStart"] = activity.IsStart,
        ["isTerminal"] = activity.IsTerminal,
        ["customProperties"] = new JsonObject(),
        ["constructionProperties"] = Construction(activity),
        ["inputs"] = new JsonArray([.. activity.Inputs.Select((input, i) => Input(activity, input, i))]),
        ["outputs"] = new JsonArray([.. activity.Outputs.Select(Output)]),
        ["ports"] = new JsonArray([.. activity.Ports.Select(Port)]),
    };

    /// <summary>What an editor is told of the choices.</summary>
    /// <param name="hint">The editor.</param>
    /// <param name="choices">Texts and values, in the order shown.</param>
    /// <param name="live">Studio asks for the choices anew whenever the activity is selected.</param>
    public static JsonObject Choices(string hint, IEnumerable<Option> choices, bool live)
    {
        var items = new JsonArray([.. choices.Select(c => new JsonObject { ["text"] = c.Text, ["value"] = c.Value })]);
        var told = new JsonObject { [hint] = new JsonObject { [Lists.GetValueOrDefault(hint, "selectList")] = new JsonObject { ["items"] = items, ["isFlagsEnum"] = false, ["sortItems"] = false } } };
        if (live) told["Refresh"] = true;
        return told;
    }

    // A list of outcomes that was never filled in must be an empty one: without it Studio draws nothing at all.
    static JsonObject Construction(ActivityDescriptor activity) => activity.OutcomesInput is not { } input ? [] : new()
    {
        [input] = new JsonObject
        {
            ["typeName"] = "String[]",
            ["expression"] = new JsonObject { ["type"] = "Object", ["value"] = "[]" },
        },
    };

    static JsonObject Input(ActivityDescriptor activity, InputDescriptor input, int order) => new()
    {
        ["name"] = input.Name,
        ["typeName"] = input.TypeName,
        ["displayName"] = input.Required ? $"{input.DisplayName} *" : input.DisplayName,
        ["description"] = input.Description,
        ["order"] = order,
        ["isBrowsable"] = true,
        ["isSynthetic"] = false,
        ["isWrapped"] = input.IsWrapped,
        ["uiHint"] = input.UiHint,
        ["category"] = null,
        ["defaultValue"] = input.DefaultValue is null ? null : Default(input.DefaultValue),
        ["defaultSyntax"] = input.UiHint == "code-editor" ? "JavaScript" : "Literal",
        ["isReadOnly"] = false,
        ["isSensitive"] = false,
        ["storageDriverType"] = null,
        ["uiSpecifications"] = Told(activity, input),
    };

    static JsonObject? Told(ActivityDescriptor activity, InputDescriptor input) => input.UiHint switch
    {
        "dynamic-outcomes" => new() { ["DynamicOutcomesOptions"] = new JsonObject { ["fixedOutcomes"] = new JsonArray([.. activity.Ports.Where(p => !p.Embedded).Select(p => (JsonNode)p.Name)]) } },
        "code-editor" => new() { ["code-editor"] = new JsonObject { ["language"] = "javascript", ["editorHeight"] = 1, ["singleLineMode"] = false } },
        _ when input.From is not null => Choices(input.UiHint, DefaultOf(input), live: true),
        _ when input.Choices.Count > 0 => Choices(input.UiHint, input.Choices.Select(c => new Option(Words(c), c)), live: false),
        _ => null,
    };

    // Until the live list has come the default is all there is to show.
    static IEnumerable<Option> DefaultOf(InputDescriptor input) =>
        input.DefaultValue?.ToString() is { Length: > 0 } value ? [new(Words(value), value)] : [];

    static JsonValue? Default(object value) => value is Enum ? JsonValue.Create(value.ToString()) : JsonSerializer.SerializeToNode(value)?.AsValue();

    static JsonObject Output(OutputDescriptor output, int order) => new()
    {
        ["name"] = output.Name,
        ["typeName"] = output.TypeName,
        ["displayName"] = Words(output.Name),
        ["description"] = output.Description,
        ["order"] = order,
        ["isBrowsable"] = true,
        ["isSynthetic"] = false,
    };

    static JsonObject Port(PortDescriptor port) => new()
    {
        ["name"] = port.Name,
        ["displayName"] = Words(port.Name),
        ["type"] = port.Embedded ? "Embedded" : "Flow",
        ["isBrowsable"] = true,
    };

    /// <summary>A name of ours as words: <c>MemberLeft</c> is <c>Member left</c>.</summary>
    public static string Words(string name) => string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) && !char.IsUpper(name[i - 1]) ? $" {char.ToLowerInvariant(c)}" : $"{c}"));
}

/// <summary>One choice of a list.</summary>
/// <param name="Text">Shown.</param>
/// <param name="Value">Kept.</param>
readonly record struct Option(string Text, string Value);
