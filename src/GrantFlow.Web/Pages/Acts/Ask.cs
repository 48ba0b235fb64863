using GrantFlow.Web.Language;

namespace GrantFlow.Web.Pages.Acts;

/// <summary>How an act asks for something.</summary>
enum AskKind
{
    /// <summary>One line of text.</summary>
    Line,

    /// <summary>Several lines.</summary>
    Prose,

    /// <summary>A day.</summary>
    Day,

    /// <summary>A day and hour in the programme's zone.</summary>
    Moment,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>An amount or share, with decimals.</summary>
    Amount,

    /// <summary>One of the choices.</summary>
    Choice,

    /// <summary>Yes or no.</summary>
    Tick,
}

/// <summary>One thing that an act asks for.</summary>
/// <param name="Name">The posted field: the request's own name, with a row or language after a hyphen.</param>
/// <param name="Label">The label's key: <c>ask.…</c>.</param>
/// <param name="Kind">How it is asked.</param>
sealed record Ask(string Name, string Label, AskKind Kind)
{
    /// <summary>May stay empty.</summary>
    public bool Optional { get; init; }

    /// <summary>What stands in the field at first.</summary>
    public string Value { get; init; } = "";

    /// <summary>What may be chosen: code and words.</summary>
    public IReadOnlyList<(string Code, string Words)> Choices { get; init; } = [];

    /// <summary>The longest text taken.</summary>
    public int Longest { get; init; } = 4000;

    /// <summary>The whole numbers taken.</summary>
    public (int From, int To) Within { get; init; } = (0, int.MaxValue);

    /// <summary>Words after the label, for instance the language or the currency.</summary>
    public string Of { get; init; } = "";

    /// <summary>The row or group it stands in; neighbours of one row stand side by side under it.</summary>
    public string Row { get; init; } = "";

    /// <summary>Fields that make this one needed as soon as one of them is filled in.</summary>
    public IReadOnlyList<string> NeededWith { get; init; } = [];

    /// <summary>What a line must look like, or null for anything.</summary>
    public string? Pattern { get; init; }

    /// <summary>A line that looks like it.</summary>
    public string Example { get; init; } = "";

    /// <summary>The field as a message names it: with its row where rows repeat the same labels.</summary>
    public string Named(Texts texts) =>
        Row.Length > 0 && Name.Contains('-', StringComparison.Ordinal) ? $"{Row}, {Words(texts)}" : Words(texts);

    /// <summary>The label as shown.</summary>
    public string Words(Texts texts) => Of.Length == 0 ? texts[Label] : $"{texts[Label]} ({Of})";

    /// <summary>One line of text.</summary>
    public static Ask Line(string name, string label, int longest = 300) => new(name, label, AskKind.Line) { Longest = longest };

    /// <summary>A code of a known shape.</summary>
    public static Ask Code(string name, string label, string pattern, string example) =>
        new(name, label, AskKind.Line) { Longest = 60, Pattern = $"^(?:{pattern})$", Example = example };

    /// <summary>Several lines.</summary>
    public static Ask Prose(string name, string label, int longest = 4000) => new(name, label, AskKind.Prose) { Longest = longest };

    /// <summary>Why, for the record.</summary>
    public static Ask Reason(int longest = 4000) => Prose("Reason", "ask.reason", longest);

    /// <summary>A day.</summary>
    public static Ask Day(string name, string label, DateOnly? value = null) =>
        new(name, label, AskKind.Day) { Value = value?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? "" };

    /// <summary>A whole number.</summary>
    public static Ask Whole(string name, string label, int from, int to, int? value = null) =>
        new(name, label, AskKind.Whole) { Within = (from, to), Value = value?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "" };

    /// <summary>One of an enum's values.</summary>
    public static Ask Choice<T>(string name, string label, Texts texts, T? chosen = null)
        where T : struct, Enum =>
        new(name, label, AskKind.Choice)
        {
            Choices = [.. Enum.GetValues<T>().Select(v => (v.ToString(), texts.Word(v)))],
            Value = chosen?.ToString() ?? "",
        };

    /// <summary>A text in the programme's languages: the first language must be filled in, the others may.</summary>
    public static IEnumerable<Ask> Local(string name, string label, IReadOnlyList<string> languages, AskKind kind = AskKind.Line, int longest = 300) =>
        languages.Select((l, i) => new Ask($"{name}-{l}", label, kind) { Of = new Texts(l)["lang.name"], Optional = i > 0, Longest = longest });
}
