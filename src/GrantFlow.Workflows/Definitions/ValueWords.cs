using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Expressions;

namespace GrantFlow.Workflows.Definitions;

/// <summary>Says values as a reader is told of them, and compares members by them.</summary>
sealed class ValueWords(ActivityCatalogue catalogue, IReadOnlyDictionary<string, string> variables)
{
    const int Longest = 2_000;

    static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ComparedValue Text(string text) => text.Length == 0 ? ComparedValue.Nothing : new(ComparedKind.Text, Short(text));

    /// <summary>The members that differ between two objects, either of which may be missing.</summary>
    /// <param name="before">The older.</param>
    /// <param name="after">The newer.</param>
    /// <param name="counts">Which members to look at, in camel case.</param>
    /// <param name="descriptor">Names the members and knows their defaults; null for none.</param>
    public IEnumerable<PropertyDiff> Members(JsonElement before, JsonElement after, Func<string, bool> counts, ActivityDescriptor? descriptor = null)
    {
        foreach (var member in Names(after).Union(Names(before)).Where(counts))
        {
            var input = descriptor?.Inputs.FirstOrDefault(i => Json.Camel(i.Name) == member);
            var (one, other) = (Of(before.Member(member), input, before.ValueKind), Of(after.Member(member), input, after.ValueKind));
            if (one == other || (input is null && IsOff(one) && IsOff(other))) continue;
            var caption = input?.DisplayName ?? descriptor?.Outputs.FirstOrDefault(o => Json.Camel(o.Name) == member)?.Name ?? Caption(member);
            yield return new PropertyDiff(caption, one, other);
        }
    }

    /// <summary>A flag that is left out is one that isn't set.</summary>
    static bool IsOff(ComparedValue value) => value.Kind is ComparedKind.Nothing or ComparedKind.No;

    static IEnumerable<string> Names(JsonElement json) => json.ValueKind == JsonValueKind.Object ? json.EnumerateObject().Select(m => Json.Camel(m.Name)) : [];

    static string Caption(string member) => ActivityCatalogue.Caption(string.Concat(char.ToUpperInvariant(member[0]).ToString(), member.AsSpan(1)));

    ComparedValue Of(JsonElement? written, InputDescriptor? input, JsonValueKind holder)
    {
        var value = written is { } json ? Value(json) : ComparedValue.Nothing;
        // An empty input of an activity that is there takes its default.
        return value.Kind == ComparedKind.Nothing && holder == JsonValueKind.Object && input?.DefaultValue is { } usual
            ? Scalar(Values.Normalise(usual))
            : value;
    }

    ComparedValue Value(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) return Scalar(json);
        if (json.Member("expression") is { ValueKind: JsonValueKind.Object } expression) return Expression(expression);
        // An output's binding names its variable.
        if (json.Member("memoryReference") is { } bound) return bound.Text("id") is { Length: > 0 } id ? new(ComparedKind.Variable, variables.GetValueOrDefault(id, id)) : ComparedValue.Nothing;
        if (json.Member("typeName") is not null && json.EnumerateObject().Count() <= 2) return ComparedValue.Nothing;
        return json.EnumerateObject().Any() ? new(ComparedKind.Structure, Short(JsonSerializer.Serialize(json, Plain))) : ComparedValue.Nothing;
    }

    ComparedValue Expression(JsonElement json)
    {
        if (json.Member("value") is not { } value) return ComparedValue.Nothing;
        switch (json.Text("type") ?? "Literal")
        {
            case "Variable": return new(ComparedKind.Variable, Reference(value));
            case "Input": return new(ComparedKind.Input, Reference(value));
            case "Literal": return Scalar(value);
            case "Object": return Scalar(value.ValueKind == JsonValueKind.String && Values.Parse(value.GetString()!) is { } parsed ? parsed : value);
            default: return value.ValueKind == JsonValueKind.String ? new(ComparedKind.Script, Short(value.GetString()!)) : Scalar(value);
        }
    }

    static string Reference(JsonElement value)
    {
        var reference = value.ValueKind == JsonValueKind.String ? Values.Parse(value.GetString()!) : value;
        return reference is { ValueKind: JsonValueKind.Object } found ? found.Text("name") ?? found.Text("id") ?? "" : value.ToString();
    }

    ComparedValue Scalar(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => ComparedValue.Nothing,
        JsonValueKind.True => new(ComparedKind.Yes, ""),
        JsonValueKind.False => new(ComparedKind.No, ""),
        JsonValueKind.String => Scalar(json.GetString()),
        JsonValueKind.Number => new(ComparedKind.Text, json.GetRawText()),
        JsonValueKind.Array when json.EnumerateArray().All(i => i.ValueKind is JsonValueKind.String or JsonValueKind.Number) =>
            Text(string.Join(", ", json.EnumerateArray().Select(i => i.ToString()))),
        _ => new(ComparedKind.Structure, Short(JsonSerializer.Serialize(json, Plain))),
    };

    ComparedValue Scalar(object? value) => value switch
    {
        null => ComparedValue.Nothing,
        true => new(ComparedKind.Yes, ""),
        false => new(ComparedKind.No, ""),
        string text when bool.TryParse(text, out var flag) => new(flag ? ComparedKind.Yes : ComparedKind.No, ""),
        string text => Text(catalogue.Descriptors.TryGetValue(text, out var type) ? type.DisplayName : ClassName(text)),
        JsonElement json => Scalar(json),
        _ => Text(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };

    /// <summary>A .NET type as the designer writes it, <c>Namespace.Name, Assembly</c>, by its name; any other text as it is.</summary>
    static string ClassName(string text) => text.IndexOf(", Elsa.", StringComparison.Ordinal) is > 0 and var end ? text[(text.LastIndexOf('.', end) + 1)..end] : text;

    static string Short(string text) => text.Length > Longest ? $"{text.AsSpan(0, Longest)}…" : text;
}
