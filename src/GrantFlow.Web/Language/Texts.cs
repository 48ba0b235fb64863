using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Web.Language;

/// <summary>The interface's texts, dates and numbers in one reader's language.</summary>
/// <param name="language">hy, ky, ru or en.</param>
sealed partial class Texts(string language)
{
    /// <summary>Writes Armenian and Cyrillic as they are, not as number entities six times their size.</summary>
    public static HtmlEncoder Html { get; } = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>hy, ky, ru or en.</summary>
    public string Language { get; } = language;

    /// <summary>How the language writes numbers and months.</summary>
    public CultureInfo Culture { get; } = TextBook.Culture(language);

    /// <summary>A text by its key.</summary>
    public string this[string key] => TextBook.Find(Language, key) ?? key;

    /// <summary>A text with its places filled.</summary>
    public string this[string key, params object?[] values] => string.Format(Culture, this[key], values);

    /// <summary>A text in the form that a number asks for; the number is place 0.</summary>
    public string Count(string key, long count, params object?[] values) =>
        string.Format(Culture, TextBook.Find(Language, key, count), [Number(count), .. values]);

    /// <summary>The word for a state or kind: key <c>state.EnumType.Value</c>.</summary>
    public string Word(Enum value) => this[$"state.{value.GetType().Name}.{value}"];

    /// <summary>The word for a role.</summary>
    public string Word(Accounts.Role role) => this[$"role.{role}"];

    /// <summary>The sentence for a refusal, or its English detail where a code has no text.</summary>
    /// <param name="refusal">Why not.</param>
    /// <param name="zone">Instants in it are told in this zone's time.</param>
    public string Why(Refusal refusal, string zone = "Etc/UTC") =>
        TextBook.Find(Language, $"refusal.{refusal.Code}") is not { } text ? refusal.Detail
        : refusal.With.Count == 0 ? text
        : string.Format(Culture, text, [.. refusal.With.Select(w => w is DateTimeOffset at ? When(at, zone) : w)]);

    /// <summary>What is wrong with a drawing: key <c>problem.NAME</c>, or its English sentence where a name has no text.</summary>
    /// <remarks>Captions in it read as on our pages, and so does the name of a workflow that is started.</remarks>
    public string Why(DefinitionProblem problem)
    {
        var told = problem with { Lead = Captions(problem.Lead), Values = [.. problem.Values.Select(Captions)] };
        if (told is { Sentence: "unknown-workflow", Values: [var by, var started] }) told = told with { Values = [by, Drawn(started)] };
        return told.In(Find($"problem.{problem.Sentence}", problem.English));
    }

    /// <summary>The name of a kind of act on the record, or the kind itself.</summary>
    public string Fact(string kind) => TextBook.Find(Language, $"fact.{kind}") ?? kind;

    /// <summary>What was drawn, a caption or a name: in the reader's language where it came with the program, as written where somebody wrote it.</summary>
    /// <remarks>A programme's own version of a shipped workflow is called after it and the programme: "Award – CSOs for Progress".</remarks>
    public string Drawn(string caption) =>
        TextBook.Drawn(Language, caption)
        ?? (caption.Split(" – ", 2) is [var first, var second] && TextBook.Drawn(Language, first) is { } known ? $"{known} – {second}" : caption);

    /// <summary>How an activity ended, or the name that somebody gave the way out.</summary>
    /// <param name="name">The outcome's name.</param>
    /// <param name="type">The activity's type, where it is known: some name by one word what others mean otherwise.</param>
    public string Outcome(string name, string? type = null) =>
        (type is null ? null : TextBook.Find(Language, $"outcome.{type[(type.LastIndexOf('.') + 1)..]}.{name}")) ?? Find($"outcome.{name}", name);

    /// <summary>A word of the middle of a sentence, as it stands on its own.</summary>
    public string Begun(string word) => word.Length == 0 ? word : char.ToUpper(word[0], Culture) + word[1..];

    /// <summary>What a workflow waits to happen, or the name that somebody gave the event.</summary>
    public string Signal(string name) => TextBook.Find(Language, $"signal.{name}") ?? Fact(name);

    /// <summary>A word of an instance's journal.</summary>
    public string Journal(string word) => Find($"journal.{word.Replace(" ", "", StringComparison.Ordinal)}", word);

    /// <summary>What failed: in the reader's language where the engine itself says it, else in the words of what failed.</summary>
    public string Incident(string message) => TextBook.Incident(Language, message) ?? message;

    /// <summary>A text found by a computed key, or the fall-back.</summary>
    public string Find(string key, string fallback) => TextBook.Find(Language, key) ?? fallback;

    /// <summary>A whole number with the language's separators.</summary>
    public string Number(long number) => number.ToString("#,0", Culture);

    /// <summary>An amount with the language's separators and its ISO currency; no decimals when there are none.</summary>
    public string Money(decimal amount, string currency) =>
        $"{amount.ToString(decimal.Truncate(amount) == amount ? "#,0" : "#,0.00", Culture)}\u00a0{currency}";

    /// <summary>A file's size.</summary>
    public string Bytes(long size) => size < 1 << 20
        ? this["files.kilobytes", Number(Math.Max(1, size >> 10))]
        : this["files.megabytes", (size / 1048576m).ToString("0.#", Culture)];

    /// <summary>A day.</summary>
    public string Date(DateOnly day) => day.ToString(this["format.date"], Culture);

    /// <summary>The day of an instant in a zone.</summary>
    public string Date(DateTimeOffset at, string zone) => Date(DateOnly.FromDateTime(In(at, zone).DateTime));

    /// <summary>Day, hour and zone: what a deadline is shown as.</summary>
    public string When(DateTimeOffset at, string zone)
    {
        var local = In(at, zone);
        var offset = local.Offset;
        var sign = offset < TimeSpan.Zero ? "\u2212" : "+";
        var utc = $"UTC{sign}{Math.Abs(offset.Hours)}{(offset.Minutes == 0 ? "" : $":{Math.Abs(offset.Minutes):00}")}";
        return this["format.when", Date(DateOnly.FromDateTime(local.DateTime)), local.ToString("HH:mm", CultureInfo.InvariantCulture), Zone(zone), utc];
    }

    /// <summary>A deadline: midnight is the end of the day before, 24:00, for nobody takes "the 16th, 0:00" for the 15th's end.</summary>
    public string Until(DateTimeOffset at, string zone) =>
        In(at, zone).TimeOfDay == TimeSpan.Zero ? When(at.AddMinutes(-1), zone).Replace("23:59", "24:00", StringComparison.Ordinal) : When(at, zone);

    /// <summary>Day and hour without the zone, for lists that name it once.</summary>
    public static string Short(DateTimeOffset at, string zone) => In(at, zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>The zone's own name, for instance "Yerevan time".</summary>
    public string Zone(string zone) => Find($"zone.{zone}", zone);

    /// <summary>How long something still takes, by its largest unit.</summary>
    public string Span(TimeSpan span) =>
        span >= TimeSpan.FromDays(2) ? Count("span.days", (long)span.TotalDays)
        : span >= TimeSpan.FromHours(2) ? Count("span.hours", (long)span.TotalHours)
        : Count("span.minutes", Math.Max(1, (long)span.TotalMinutes));

    string Captions(string text) => QuotedCaption().Replace(text, m => $"'{Drawn(m.Groups[1].Value)}'");

    // A caption may hold apostrophes of its own: the quote ends where a name, a comma, a colon, an arrow or nothing follows.
    [GeneratedRegex(@"'(.+?)'(?= \(|,|:| →|$)")]
    private static partial Regex QuotedCaption();

    static DateTimeOffset In(DateTimeOffset at, string zone) => TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(zone));
}
