using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace GrantFlow.Web.Language;

/// <summary>All texts of the interface, read once from Texts/*.json.</summary>
static class TextBook
{
    static readonly FrozenDictionary<string, FrozenDictionary<string, Entry>> Tables =
        LocalText.Languages.ToFrozenDictionary(l => l, Read);

    // English captions of shipped workflows and activities, each with its words in the language.
    static readonly FrozenDictionary<string, FrozenDictionary<string, string>> Captions =
        LocalText.Languages.Where(l => l != "en").ToFrozenDictionary(l => l, l => Open($"Drawn.{l}").ToFrozenDictionary(p => p.Key, p => p.Value.GetString()!));

    // The engine's own sentences about what failed, in the English that it keeps them in.
    static readonly FrozenDictionary<string, string> Incidents = Tables["en"].Where(t => t.Key.StartsWith("incident.", StringComparison.Ordinal))
        .ToFrozenDictionary(t => t.Value.Text!, t => t.Key);

    static readonly FrozenDictionary<string, CultureInfo> Cultures = new Dictionary<string, string>
    {
        ["hy"] = "hy-AM",
        ["ky"] = "ky-KG",
        ["ru"] = "ru-RU",
        ["en"] = "en-GB",
    }.ToFrozenDictionary(p => p.Key, p => CultureInfo.GetCultureInfo(p.Value));

    /// <summary>Every key of a language.</summary>
    public static IReadOnlyCollection<string> Keys(string language) => Tables[language].Keys;

    /// <summary>The captions of shipped workflows and activities that a language other than English has words for.</summary>
    public static IReadOnlyDictionary<string, string> Drawn(string language) => Captions[language];

    /// <summary>A shipped caption in the language; null where it is English, or was written by somebody else.</summary>
    public static string? Drawn(string language, string caption) => Captions.GetValueOrDefault(language)?.GetValueOrDefault(caption);

    /// <summary>What the engine says of a failure in the language; null for what an activity, a script or another system said.</summary>
    public static string? Incident(string language, string message) => Incidents.TryGetValue(message, out var key) ? Find(language, key) : null;

    /// <summary>True where the interface speaks the language.</summary>
    public static bool Speaks(string? language) => language is not null && Tables.ContainsKey(language);

    /// <summary>How the language writes numbers and months.</summary>
    public static CultureInfo Culture(string language) => Cultures[language];

    /// <summary>The text, or null.</summary>
    public static string? Find(string language, string key) =>
        Tables[language].TryGetValue(key, out var entry) ? entry.Text ?? entry.Forms!["other"] : null;

    /// <summary>The text in the form that a number asks for.</summary>
    public static string Find(string language, string key, long count) =>
        Tables[language].TryGetValue(key, out var entry) ? entry.Forms?[Form(language, count)] ?? entry.Text! : key;

    /// <summary>The plural form by Unicode's rules (CLDR 48, cardinals of whole numbers).</summary>
    public static string Form(string language, long count)
    {
        var n = Math.Abs(count);
        return language switch
        {
            "ru" when n % 10 == 1 && n % 100 != 11 => "one",
            "ru" when n % 10 is >= 2 and <= 4 && n % 100 is not (>= 12 and <= 14) => "few",
            "ru" => "many",
            "hy" => n <= 1 ? "one" : "other",
            _ => n == 1 ? "one" : "other",
        };
    }

    static FrozenDictionary<string, Entry> Read(string language) => Open($"Texts.{language}").ToFrozenDictionary(p => p.Key, p => p.Value.ValueKind == JsonValueKind.String
        ? new Entry(p.Value.GetString(), null)
        : new Entry(null, p.Value.EnumerateObject().ToFrozenDictionary(f => f.Name, f => f.Value.GetString()!)));

    static Dictionary<string, JsonElement> Open(string resource)
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"{resource} isn't embedded.");
        return JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(file)!;
    }

    sealed record Entry(string? Text, FrozenDictionary<string, string>? Forms);
}
