using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using GrantFlow.Accounts;
using GrantFlow.Web.Language;

namespace GrantFlow.Web.Pages.Record;

/// <summary>A fact as people read it: its members, and what it changed.</summary>
/// <param name="fact">The fact.</param>
/// <param name="texts">The reader's language.</param>
/// <param name="zone">The programme's zone, in which instants are shown.</param>
/// <param name="link">The page of what it is about, if the reader may open it.</param>
sealed partial class FactView(AuditFact fact, Texts texts, string zone, string? link)
{
    /// <summary>One member before and after.</summary>
    /// <param name="Member">Its name.</param>
    /// <param name="Was">Before; null where there was nothing.</param>
    /// <param name="Now">After; null where there is nothing.</param>
    /// <param name="Masked">It changed, and the record doesn't keep what it was.</param>
    public sealed record Line(string Member, string? Was, string? Now, bool Masked);

    /// <summary>One noun that changed.</summary>
    /// <param name="Noun">Which kind.</param>
    /// <param name="Id">Which one.</param>
    /// <param name="Lines">Its members.</param>
    public sealed record Change(string Noun, string Id, IReadOnlyList<Line> Lines);

    /// <summary>The fact itself.</summary>
    public AuditFact Fact => fact;

    /// <summary>When, in the programme's zone.</summary>
    public string When => texts.When(fact.At, zone);

    /// <summary>What happened, in the reader's words.</summary>
    public string What => Named($"fact.{fact.Kind}", fact.Kind);

    /// <summary>The page of the object; null where it has none, or none that the reader may open.</summary>
    public string? Link => link;

    /// <summary>Which kind of object.</summary>
    public string SubjectKind => Named($"noun.{fact.Subject.Split(':')[0]}", fact.Subject.Split(':')[0]);

    /// <summary>Where it came from, in the reader's words; what follows the kind stays as it is.</summary>
    public string From => fact.Origin.Split(' ', 2) is [var kind, var place] ? $"{texts.Find($"origin.{kind}", kind)} {place}" : fact.Origin;

    /// <summary>The fact's own members.</summary>
    public IReadOnlyList<Line> Members { get; } = [.. Read(fact.Data).Select(m => new Line(MemberName(texts, m.Name), null, Text(texts, zone, "", m.Name, m.Value), false))];

    /// <summary>What it changed.</summary>
    public IReadOnlyList<Change> Changes { get; } = fact.Changes is null ? [] : [.. JsonDocument.Parse(fact.Changes).RootElement.EnumerateArray().Select(c => ReadChange(c, texts, zone))];

    /// <summary>The name of a member within a sealed version: <c>lines/2/spent</c>.</summary>
    public static string PathName(Texts texts, string path) => string.Join(" › ", path.Split('/').Select(p => p.All(char.IsAsciiDigit) ? p : MemberName(texts, p)));

    static Change ReadChange(JsonElement change, Texts texts, string zone)
    {
        var noun = change.GetProperty("of").GetString() ?? "";
        var was = Part(change, "was");
        var now = Part(change, "now");
        List<Line> lines = [];
        foreach (var name in was.Keys.Union(now.Keys))
        {
            lines.Add(new Line(
                MemberName(texts, name),
                was.TryGetValue(name, out var before) ? Text(texts, zone, noun, name, before) : null,
                now.TryGetValue(name, out var after) ? Text(texts, zone, noun, name, after) : null,
                false));
        }

        if (change.TryGetProperty("masked", out var masked))
            lines.AddRange(masked.EnumerateArray().Select(m => new Line(MemberName(texts, m.GetString() ?? ""), null, null, true)));
        var named = texts.Find($"noun.{noun}", "") is { Length: > 0 } known ? known : Humanised(noun);
        return new Change(named, change.GetProperty("id").GetString() ?? "", lines);
    }

    static Dictionary<string, JsonElement> Part(JsonElement change, string name) =>
        change.TryGetProperty(name, out var part) ? part.EnumerateObject().ToDictionary(p => p.Name, p => p.Value) : [];

    static string Text(Texts texts, string zone, string noun, string member, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => "—",
        JsonValueKind.True => texts["word.yes"],
        JsonValueKind.False => texts["word.no"],
        JsonValueKind.Number => value.TryGetDecimal(out var number) ? number.ToString("#,0.##", texts.Culture) : value.GetRawText(),
        JsonValueKind.String => TextOf(texts, zone, noun, member, value.GetString() ?? ""),
        JsonValueKind.Object when IsLocal(value) => Local(value, texts.Language),
        JsonValueKind.Object => string.Join("; ", value.EnumerateObject().Select(p => $"{MemberName(texts, p.Name)}: {Text(texts, zone, noun, p.Name, p.Value)}")),
        JsonValueKind.Array => value.GetArrayLength() == 0 ? "—" : string.Join("; ", value.EnumerateArray().Select(v => Text(texts, zone, noun, member, v))),
        _ => value.GetRawText(),
    };

    static string TextOf(Texts texts, string zone, string noun, string member, string text)
    {
        if (text.Length == 0) return "—";
        if (Instant().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var at)) return texts.When(at, zone);
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return texts.Date(day);
        // A state's word, where the member is called as its type is: state of an Award is an AwardState.
        var type = char.ToUpperInvariant(member[0]) + member[1..];
        return texts.Find($"state.{noun}{type}.{text}", texts.Find($"state.{type}.{text}", texts.Find($"role.{text}", text)));
    }

    static bool IsLocal(JsonElement value) => value.EnumerateObject().Any() && value.EnumerateObject().All(p => LocalText.Languages.Contains(p.Name));

    static string Local(JsonElement value, string language) =>
        (value.TryGetProperty(language, out var own) ? own : value.EnumerateObject().First().Value).GetString() ?? "";

    static string MemberName(Texts texts, string member) => texts.Find($"member.{member}", Humanised(member));

    string Named(string key, string otherwise) => texts.Find(key, Humanised(otherwise));

    // "ApplicationSubmitted" is "Application submitted": for kinds that have no text of their own.
    static string Humanised(string name)
    {
        var words = Hump().Replace(name, m => " " + m.Value.ToLowerInvariant()).Replace('-', ' ').Trim();
        return words.Length == 0 ? "" : char.ToUpperInvariant(words[0]) + words[1..];
    }

    static IEnumerable<(string Name, JsonElement Value)> Read(string json) =>
        JsonDocument.Parse(json).RootElement is { ValueKind: JsonValueKind.Object } all ? all.EnumerateObject().Select(p => (p.Name, p.Value)) : [];

    [GeneratedRegex("(?<=[a-z0-9])[A-Z]")]
    private static partial Regex Hump();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")]
    private static partial Regex Instant();
}
