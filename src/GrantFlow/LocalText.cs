using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrantFlow;

/// <summary>A text in the programme's languages, by two-letter code: hy, ky, ru, en.</summary>
[JsonConverter(typeof(LocalTextJson))]
public sealed class LocalText : IEquatable<LocalText>
{
    /// <summary>The languages of the interface, in the order offered.</summary>
    public static ReadOnlyCollection<string> Languages { get; } = new(["hy", "ky", "ru", "en"]);

    readonly SortedDictionary<string, string> _texts;

    /// <summary>Makes a text from pairs of language and words; empty words are left out.</summary>
    public LocalText(IEnumerable<KeyValuePair<string, string>> texts) =>
        _texts = new(texts.Where(t => !string.IsNullOrWhiteSpace(t.Value)).ToDictionary(t => t.Key, t => t.Value), StringComparer.Ordinal);

    /// <summary>No text in any language.</summary>
    public static LocalText Empty { get; } = new([]);

    /// <summary>The pairs of language and words.</summary>
    public IReadOnlyDictionary<string, string> Texts => _texts;

    /// <summary>A text known in one language only.</summary>
    public static LocalText Of(string language, string text) => new([new(language, text)]);

    /// <summary>The words in a language, else in English, Russian, or whichever there is; empty when there is none.</summary>
    public string In(string language) =>
        _texts.TryGetValue(language, out var exact) ? exact
        : _texts.TryGetValue("en", out var english) ? english
        : _texts.TryGetValue("ru", out var russian) ? russian
        : _texts.Values.FirstOrDefault() ?? "";

    /// <inheritdoc/>
    public bool Equals(LocalText? other) => other is not null && _texts.SequenceEqual(other._texts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LocalText);

    /// <inheritdoc/>
    public override int GetHashCode() => _texts.Aggregate(17, (h, t) => HashCode.Combine(h, t.Key, t.Value));

    /// <inheritdoc/>
    public override string ToString() => In("en");
}

/// <summary>Writes a text as a JSON object of languages; reads a bare string as English.</summary>
sealed class LocalTextJson : JsonConverter<LocalText>
{
    public override LocalText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? LocalText.Of("en", reader.GetString()!)
            : new LocalText(JsonSerializer.Deserialize<Dictionary<string, string>>(ref reader, options) ?? []);

    public override void Write(Utf8JsonWriter writer, LocalText value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.Texts, options);
}
