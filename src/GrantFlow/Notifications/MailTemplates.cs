using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace GrantFlow.Notifications;

/// <summary>The texts of the mails, by template and language: files of this assembly.</summary>
public static partial class MailTemplates
{
    const string Prefix = "GrantFlow.Notifications.Templates.";

    static readonly FrozenDictionary<(string Name, string Language), MailTemplate> All = Load("layout", not: true)
        .ToFrozenDictionary(t => (t.Name, t.Language), t => new MailTemplate(t.Name, t.Language, t.Head, t.Paragraphs));

    static readonly FrozenDictionary<string, MailLayout> Layouts = Load("layout", not: false)
        .ToFrozenDictionary(t => t.Language, t => new MailLayout(t.Language, t.Head));

    /// <summary>Every template's name, in order.</summary>
    public static IReadOnlyCollection<string> Names { get; } =
        [.. All.Keys.Select(k => k.Name).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The languages that a template is there in; none when there is no such template.</summary>
    public static IReadOnlyCollection<string> LanguagesOf(string template) =>
        [.. All.Keys.Where(k => k.Name == template).Select(k => k.Language).Order(StringComparer.Ordinal)];

    /// <summary>The placeholders that a template asks values for, in order; <c>name</c> isn't among them.</summary>
    /// <exception cref="ArgumentException">There is no such template.</exception>
    public static IReadOnlyCollection<string> PlaceholdersOf(string template) => Find(template, "en").Placeholders;

    /// <summary>The language a mail is written in for somebody who reads this one.</summary>
    public static string LanguageFor(string language) => Layouts.ContainsKey(language) ? language : "en";

    internal static MailTemplate Find(string name, string language) => All.TryGetValue((name, language), out var template)
        ? template
        : throw new ArgumentException($"There is no mail template '{name}' in the language '{language}'.", nameof(name));

    internal static MailLayout Layout(string language) => Layouts[language];

    internal static string Page { get; } = Read("layout.html");

    static IEnumerable<(string Name, string Language, Dictionary<string, string> Head, string[] Paragraphs)> Load(string layout, bool not)
    {
        foreach (var resource in typeof(MailTemplates).Assembly.GetManifestResourceNames())
        {
            if (FileName().Match(resource) is not { Success: true } file || (file.Groups[1].Value == layout) == not) continue;
            var parts = Read(resource[Prefix.Length..]).Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var head = parts[0].Split('\n').Select(l => l.Split(':', 2, StringSplitOptions.TrimEntries)).ToDictionary(l => l[0], l => l[1]);
            yield return (file.Groups[1].Value, file.Groups[2].Value, head, parts[1..]);
        }
    }

    static string Read(string file)
    {
        using var reader = new StreamReader(typeof(MailTemplates).Assembly.GetManifestResourceStream(Prefix + file)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"^GrantFlow\.Notifications\.Templates\.([a-z-]+)\.([a-z]{2})\.md$")]
    private static partial Regex FileName();
}

/// <summary>One template in one language, compiled when it is first used.</summary>
sealed partial class MailTemplate
{
    readonly Lazy<(MailText Title, MailText Text, MailText Html)> _compiled;

    public MailTemplate(string name, string language, Dictionary<string, string> head, string[] paragraphs)
    {
        (Name, Language) = (name, language);
        var title = head["subject"];
        Button = head.GetValueOrDefault("button");
        Placeholders = [.. Placeholder().Matches($"{title}\n{string.Join('\n', paragraphs)}")
            .Select(m => m.Groups[1].Value)
            .Concat(Button is null ? [] : ["link"])
            .Where(p => p != "name").Distinct().Order(StringComparer.Ordinal)];
        _compiled = new(() => (
            MailText.Plain(language, title),
            MailText.Plain(language, string.Join("\n\n", paragraphs)),
            MailText.Html(language, string.Join('\n', paragraphs.Select(p => $"<p style=\"margin:0 0 16px\">{MailText.Escape(p)}</p>")))));
    }

    public string Name { get; }

    public string Language { get; }

    public string? Button { get; }

    public IReadOnlyCollection<string> Placeholders { get; }

    public MailText Title => _compiled.Value.Title;

    public MailText Text => _compiled.Value.Text;

    public MailText Html => _compiled.Value.Html;

    [GeneratedRegex(@"\{\{(?:(?:date|money) )?([a-zA-Z]+)\}\}")]
    private static partial Regex Placeholder();
}

/// <summary>What stands around every mail of a language.</summary>
sealed class MailLayout(string language, Dictionary<string, string> head)
{
    public string Language => language;

    public MailText Greeting { get; } = MailText.Plain(language, head["greeting"]);

    public MailText GreetingHtml { get; } = MailText.Html(language, MailText.Escape(head["greeting"]));

    public string Closing => head["closing"];

    public string Footer => head["footer"];

    /// <summary>What is due, in a word, by the ladder's name.</summary>
    public string Matter(string ladder) => head[$"matter-{ladder}"];
}
