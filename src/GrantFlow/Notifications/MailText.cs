using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using HandlebarsDotNet;

namespace GrantFlow.Notifications;

/// <summary>A compiled piece of text with placeholders, for one language and one part of the mail.</summary>
sealed partial class MailText
{
    // One environment for each language and part: helpers know the language, the encoder knows the part. Two share nothing.
    static readonly Dictionary<(string Language, bool Html), IHandlebars> Environments =
        LocalText.Languages.SelectMany(l => new[] { (l, true), (l, false) }).ToDictionary(k => k, k => Create(k.l, k.Item2));

    readonly HandlebarsTemplate<object, object> _template;

    MailText(string language, bool html, string text) => _template = Environments[(language, html)].Compile(Joined(language, text));

    public static MailText Plain(string language, string text) => new(language, false, text);

    public static MailText Html(string language, string text) => new(language, true, text);

    public string Write(IReadOnlyDictionary<string, string> values) => _template(values);

    static IHandlebars Create(string language, bool html)
    {
        var handlebars = Handlebars.Create(new HandlebarsConfiguration
        {
            TextEncoder = html ? new Escaping() : null,
            NoEscape = !html,
            ThrowOnUnresolvedBindingExpression = true,
            FormatProvider = CultureInfo.InvariantCulture,
        });
        handlebars.RegisterHelper("date", (output, _, arguments) => output.Write(LocalForm.Date($"{arguments[0]}", language)));
        handlebars.RegisterHelper("money", (output, _, arguments) => output.Write(LocalForm.Money($"{arguments[0]}", language)));
        handlebars.RegisterHelper("stopped", (output, _, arguments) => output.Write(Stopped($"{arguments[0]}", $"{arguments[1]}")));
        handlebars.RegisterHelper("body", (output, _, arguments) => output.Write(KindOfBody.Write($"{arguments[0]}", language, $"{arguments[1]}")));
        return handlebars;
    }

    /// <summary>Sees to the places where people's own words meet the template's: the end of a sentence, and the kind of body behind a name.</summary>
    static string Joined(string language, string text)
    {
        text = BeforeStop().Replace(text, "{{stopped $1 '$2'}}");
        return BeforeWord().Replace(text, m => KindOfBody.IsOwn(language, m.Groups[1].Value) ? $"{{{{body organisation '{m.Groups[1].Value}'}}}}" : m.Value);
    }

    // Reasons and findings are often whole sentences: they end as their writer ended them, and only those without an end get one.
    static string Stopped(string value, string stop) => value.Length > 0 && ".!?…։".Contains(value[^1], StringComparison.Ordinal) ? value : value + stop;

    [GeneratedRegex(@"\{\{([a-zA-Z]+)\}\}([.։])(?=\s|<|$)")]
    private static partial Regex BeforeStop();

    [GeneratedRegex(@"\{\{organisation\}\} (\p{L}+)")]
    private static partial Regex BeforeWord();

    /// <summary>Escapes what HTML needs escaped, and leaves every script readable.</summary>
    sealed class Escaping : ITextEncoder
    {
        public void Encode(StringBuilder? text, TextWriter target) => Encode(text?.ToString(), target);

        public void Encode(string? text, TextWriter target) => target.Write(Escape(text ?? ""));

        public void Encode<T>(T? text, TextWriter target)
            where T : IEnumerator<char>
        {
            var all = new StringBuilder();
            while (text is not null && text.MoveNext()) all.Append(text.Current);
            Encode(all, target);
        }
    }

    // WebUtility writes letters from U+00A0 to U+00FF as numbers, which is right but ugly in the kept mail; these five are enough.
    internal static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal)
        .Replace("'", "&#39;", StringComparison.Ordinal);
}
