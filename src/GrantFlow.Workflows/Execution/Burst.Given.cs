using System.Globalization;
using System.Text.Json;

namespace GrantFlow.Workflows.Execution;

/// <summary>What expressions gave an activity is kept with its journal line: for host activities, for waits, for faults.</summary>
/// <remarks>What every run is given alike stands in the drawing and isn't kept again, so a burst without expressions pays nothing.</remarks>
public sealed partial class Burst
{
    /// <summary>The most of one value, in characters.</summary>
    internal const int MostOfInput = 200;

    /// <summary>The most of one activity's values together, in characters; what comes after is left out.</summary>
    internal const int MostOfInputs = 2_000;

    /// <summary>Puts the visit's computed inputs to the line that was written last, if that is its own.</summary>
    void KeepInputs(Visit visit)
    {
        var node = visit.Node;
        if (node.ConstantInputs is not null || node.Inputs.Length == 0 || visit.Inputs is not { } values) return;
        var lines = Effects.Journal;
        if (lines.Count == 0 || lines[^1].Visit != visit.Number) return;
        Dictionary<string, string>? kept = null;
        var left = MostOfInputs;
        for (var i = 0; i < values.Length && left > 0; i++)
        {
            if (node.Inputs[i] is { Lazy: true } or { Expression.IsConstant: true } || values[i] is not { } value) continue;
            var text = Shown(value);
            if (_options.Mask is { } mask) text = mask(text);
            if (text.Length > Math.Min(MostOfInput, left)) text = $"{text.AsSpan(0, Math.Min(MostOfInput, left))}…";
            left -= text.Length;
            (kept ??= new(StringComparer.Ordinal))[node.Inputs[i].Name] = text;
        }

        if (kept is not null) lines[^1] = lines[^1] with { Inputs = JsonSerializer.Serialize(kept) };
    }

    static string Shown(object value) => (value switch
    {
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString()!,
        JsonElement json => json.GetRawText(),
        DateTimeOffset at => at.ToString("O", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        IFormattable plain => plain.ToString(null, CultureInfo.InvariantCulture),
        _ => JsonSerializer.Serialize(value),
    }).Replace("\0", "", StringComparison.Ordinal);
}
