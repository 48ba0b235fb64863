using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace GrantFlow.Workflows.Expressions;

/// <summary>Values as the engine holds them, and Elsa's lenient conversion between their types.</summary>
/// <remarks>
/// A value is null, string, bool, int, long, double, decimal, DateTimeOffset, DateOnly, TimeSpan, Guid, or a JSON object or
/// array as a <see cref="JsonElement"/> of its own document. Nothing else ever gets into a state.
/// </remarks>
static class Values
{
    public static readonly object True = true;
    public static readonly object False = false;
    public static readonly JsonElement EmptyObject = JsonSerializer.SerializeToElement(new Dictionary<string, string>());

    static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        MaxDepth = 128,
    };

    /// <summary>Makes a value out of whatever a caller or host activity gave.</summary>
    public static object? Normalise(object? value) => value switch
    {
        null or string or int or long or double or decimal or DateTimeOffset or DateOnly or TimeSpan or Guid => value,
        bool b => b ? True : False,
        JsonElement json => FromJson(json),
        DateTime time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
        float f => (double)f,
        short or byte or sbyte or ushort => Convert.ToInt32(value, CultureInfo.InvariantCulture),
        uint or ulong => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        Enum e => e.ToString(),
        _ => FromJson(JsonSerializer.SerializeToElement(value, Plain)),
    };

    /// <summary>Unwraps a JSON scalar; copies an object or array out of its document.</summary>
    public static object? FromJson(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.True => True,
        JsonValueKind.False => False,
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.TryGetInt32(out var i) ? i
            : json.TryGetInt64(out var l) ? l
            : json.TryGetDecimal(out var m) ? m
            : json.GetDouble(),
        JsonValueKind.Object or JsonValueKind.Array => json.Clone(),
        _ => null,
    };

    /// <summary>The value as JSON text.</summary>
    public static string ToJson(object? value) => value switch
    {
        null => "null",
        true => "true",
        false => "false",
        JsonElement json => json.GetRawText(),
        _ => JsonSerializer.Serialize(value, value.GetType(), Plain),
    };

    /// <summary>The value as a JSON element.</summary>
    public static JsonElement ToElement(object? value) =>
        value is JsonElement json ? json : JsonSerializer.SerializeToElement(value, value?.GetType() ?? typeof(object), Plain);

    /// <summary>Converts leniently: what can't be read becomes the type's default, as in Elsa; an overflow throws.</summary>
    public static object? To(object? value, ValueKind kind)
    {
        if (value is null) return null;
        return kind switch
        {
            ValueKind.Object => value,
            ValueKind.String => value as string ?? Text(value),
            ValueKind.Boolean => value is bool ? value : Boolean(value),
            ValueKind.Int32 => value is int ? value : Number(value) is { } n ? Convert.ToInt32(n) : Blank(value, kind),
            ValueKind.Int64 => value is long ? value : Number(value) is { } n ? Convert.ToInt64(n) : Blank(value, kind),
            ValueKind.Double => value is double ? value : value is string s
                ? double.TryParse(s, NumberStyles.Float, CultureInfo.InvariantCulture, out var d) ? d : Blank(value, kind)
                : Number(value) is { } n ? (double)n : Blank(value, kind),
            ValueKind.Decimal => value is decimal ? value : Number(value) ?? Blank(value, kind),
            ValueKind.DateTimeOffset => Instant(value) ?? Blank(value, kind),
            ValueKind.DateOnly => Date(value) ?? Blank(value, kind),
            ValueKind.TimeSpan => Span(value) ?? Blank(value, kind),
            ValueKind.Guid => value is Guid ? value : Guid.TryParse(value as string, out var id) ? id : Blank(value, kind),
            ValueKind.Json => Json(value),
        };
    }

    /// <summary>True when the text can be read as the type.</summary>
    public static bool Reads(object? value, ValueKind kind) => value is null or "" || kind switch
    {
        ValueKind.Object or ValueKind.String => true,
        ValueKind.Boolean => value is bool || bool.TryParse(value as string, out _),
        ValueKind.Int32 or ValueKind.Int64 or ValueKind.Double or ValueKind.Decimal => Number(value) is not null,
        ValueKind.DateTimeOffset => Instant(value) is not null,
        ValueKind.DateOnly => Date(value) is not null,
        ValueKind.TimeSpan => Span(value) is not null,
        ValueKind.Guid => value is Guid || Guid.TryParse(value as string, out _),
        ValueKind.Json => value is JsonElement || value is string,
    };

    /// <summary>The value as text, as the real engine prints it.</summary>
    public static string Text(object value) => value switch
    {
        string s => s,
        bool b => b ? "True" : "False",
        JsonElement json => json.ValueKind == JsonValueKind.String ? json.GetString()! : json.GetRawText(),
        DateTimeOffset t => t.ToString("o", CultureInfo.InvariantCulture),
        DateOnly d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>True for what a condition takes as met.</summary>
    public static bool IsTrue(object? value) => value is bool b ? b : value is not null && To(value, ValueKind.Boolean) is true;

    /// <summary>The items of a list; an object or scalar is a list of one, an unreadable text too.</summary>
    public static List<object?> Items(object? value)
    {
        switch (value)
        {
            case null or "": return [];
            case JsonElement { ValueKind: JsonValueKind.Array } array: return [.. array.EnumerateArray().Select(FromJson)];
            case string s when s.AsSpan().TrimStart() is ['[', ..] && Parse(s) is { ValueKind: JsonValueKind.Array } parsed:
                return [.. parsed.EnumerateArray().Select(FromJson)];
            default: return [value];
        }
    }

    /// <summary>Reads JSON text, or null.</summary>
    public static JsonElement? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 128 });
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static object? Blank(object value, ValueKind kind) => value is string s && string.IsNullOrWhiteSpace(s) ? null : ValueKinds.Default(kind);

    static object? Boolean(object value) => value switch
    {
        string s => bool.TryParse(s, out var b) ? b ? True : False : Blank(s, ValueKind.Boolean),
        double d => d != 0 && !double.IsNaN(d) ? True : False,
        _ => Number(value) is { } n && n != 0 ? True : False,
    };

    static decimal? Number(object? value) => value switch
    {
        int i => i,
        long l => l,
        decimal m => m,
        double d => double.IsFinite(d) ? (decimal)d : null,
        bool b => b ? 1 : 0,
        string s => decimal.TryParse(s, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) ? n : null,
        _ => null,
    };

    static object? Instant(object? value) => value switch
    {
        DateTimeOffset => value,
        DateOnly d => new DateTimeOffset(d, default, TimeSpan.Zero),
        string s => DateTimeOffset.TryParse(s, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var t) ? t : null,
        _ => null,
    };

    static object? Date(object? value) => value switch
    {
        DateOnly => value,
        DateTimeOffset t => DateOnly.FromDateTime(t.DateTime),
        string s => DateOnly.TryParse(s, CultureInfo.InvariantCulture, out var d) ? d : Instant(s) is DateTimeOffset i ? DateOnly.FromDateTime(i.DateTime) : null,
        _ => null,
    };

    static object? Span(object? value) => value switch
    {
        TimeSpan => value,
        string s when s.StartsWith('P') => IsoSpan(s),
        string s => TimeSpan.TryParse(s, CultureInfo.InvariantCulture, out var t) ? t : null,
        _ => null,
    };

    static TimeSpan? IsoSpan(string text)
    {
        try
        {
            return System.Xml.XmlConvert.ToTimeSpan(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    static object? Json(object value) => value switch
    {
        JsonElement => value,
        string s when s.AsSpan().TrimStart() is ['{' or '[', ..] => Parse(s) is { } parsed ? parsed : value,
        _ => value,
    };
}
