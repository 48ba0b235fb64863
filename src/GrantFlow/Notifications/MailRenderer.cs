using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace GrantFlow.Notifications;

/// <summary>A mail as written in one language.</summary>
sealed record WrittenMail(string Language, string Title, string Text, string Html);

/// <summary>Writes mails out of templates and values: the plain part and the HTML part from the same words.</summary>
static class MailRenderer
{
    static readonly JsonSerializerOptions Json = JsonSerializerOptions.Default;

    /// <summary>Writes one mail.</summary>
    /// <exception cref="ArgumentException">No such template, or a placeholder has no value.</exception>
    public static WrittenMail Render(string template, string language, string name, IReadOnlyDictionary<string, string> values)
    {
        language = MailTemplates.LanguageFor(language);
        var words = MailTemplates.Find(template, language);
        var filled = Fill(words, language, name, values);
        var title = OneLine(words.Title.Write(filled));
        return new WrittenMail(language, title, Text(words, filled), Html(words, filled, title));
    }

    /// <summary>The Message-ID of the mail with a key: the same in every attempt and on every host.</summary>
    public static string MessageIdOf(string key)
    {
        var host = ServiceAddress.Base;
        var domain = host.HostNameType == UriHostNameType.Dns ? host.IdnHost : $"[{host.Host.Trim('[', ']')}]";
        return $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16))}@{domain}";
    }

    static Dictionary<string, string> Fill(MailTemplate words, string language, string name, IReadOnlyDictionary<string, string> values)
    {
        Dictionary<string, string> filled = new() { ["name"] = Clean(name) };
        foreach (var placeholder in words.Placeholders)
        {
            if (!values.TryGetValue(placeholder, out var value))
                throw new ArgumentException($"The mail template '{words.Name}' asks for '{placeholder}', which has no value.", nameof(values));
            filled[placeholder] = Clean(InLanguage(value, language));
        }

        if (filled.TryGetValue("link", out var link)) filled["link"] = ServiceAddress.Complete(link);
        return filled;
    }

    static string Text(MailTemplate words, Dictionary<string, string> values)
    {
        var layout = MailTemplates.Layout(words.Language);
        var text = new StringBuilder()
            .Append(layout.Greeting.Write(values)).Append("\n\n")
            .Append(words.Text.Write(values)).Append("\n\n");
        if (words.Button is { } button) text.Append(button).Append(": ").Append(values["link"]).Append("\n\n");
        return text.Append(layout.Closing).Append("\n\n-- \n").Append(layout.Footer).Append('\n').ToString();
    }

    static string Html(MailTemplate words, Dictionary<string, string> values, string title)
    {
        var layout = MailTemplates.Layout(words.Language);
        var button = words.Button is { } caption
            ? $"""
                <p style="margin:8px 0 24px"><a href="{MailText.Escape(values["link"])}" style="display:inline-block;padding:12px 20px;border-radius:6px;background:#1f5f8b;color:#ffffff;text-decoration:none;font-weight:600">{MailText.Escape(caption)}</a></p>
                """
            : "";
        return MailTemplates.Page
            .Replace("[[language]]", words.Language, StringComparison.Ordinal)
            .Replace("[[title]]", MailText.Escape(title), StringComparison.Ordinal)
            .Replace("[[greeting]]", layout.GreetingHtml.Write(values), StringComparison.Ordinal)
            .Replace("[[button]]", button, StringComparison.Ordinal)
            .Replace("[[closing]]", MailText.Escape(layout.Closing), StringComparison.Ordinal)
            .Replace("[[footer]]", MailText.Escape(layout.Footer), StringComparison.Ordinal)
            .Replace("[[body]]", words.Html.Write(values), StringComparison.Ordinal);
    }

    /// <summary>A value in a language, where it was written for several.</summary>
    public static string InLanguage(string value, string language)
    {
        if (!value.StartsWith("{\"", StringComparison.Ordinal)) return value;
        try
        {
            return JsonSerializer.Deserialize<LocalText>(value, Json)!.In(language);
        }
        catch (JsonException)
        {
            // Somebody's words that merely begin like JSON.
            return value;
        }
    }

    // Control characters have no business in a mail; line ends in a value could forge paragraphs, in a title headers.
    static string Clean(string value) => string.Concat(value.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)).Trim();

    static string OneLine(string title) => Clean(title);
}
