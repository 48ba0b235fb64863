using AngleSharp.Html.Parser;
using FluentAssertions;
using GrantFlow.Notifications;
using Xunit;

namespace GrantFlow.Tests.Notifications;

[Collection("environment")]
public sealed class MailTemplatesTests
{
    public static TheoryData<string> Templates => [.. MailTemplates.Names];

    public static IEnumerable<object[]> TemplatesInLanguages =>
        MailTemplates.Names.SelectMany(_ => LocalText.Languages, (n, l) => new object[] { n, l });

    [Fact]
    public void There_is_a_text_for_every_occasion() => MailTemplates.Names.Should().HaveCount(59);

    [Theory]
    [MemberData(nameof(Templates))]
    public void A_template_asks_for_the_same_values_in_every_language(string template)
    {
        var english = MailTemplates.Find(template, "en");

        foreach (var language in LocalText.Languages)
        {
            var other = MailTemplates.Find(template, language);
            other.Placeholders.Should().Equal(english.Placeholders, $"{template}.{language} says the same");
            (other.Button is null).Should().Be(english.Button is null);
        }
    }

    [Theory]
    [MemberData(nameof(TemplatesInLanguages))]
    public void A_mail_says_the_same_in_its_plain_and_its_html_part(string template, string language)
    {
        var mail = MailRenderer.Render(template, language, SomeMail.Receiver(language).Name, SomeMail.Values(language));

        var page = new HtmlParser().ParseDocument(mail.Html);
        page.DocumentElement.GetAttribute("lang").Should().Be(language);
        page.QuerySelector("a")!.GetAttribute("href").Should().Be("http://127.0.0.1:5080/my/reports/42");
        var shown = Squeeze(page.Body!.TextContent);
        foreach (var paragraph in mail.Text.Split("\n\n").Where(p => !p.Contains("http://", StringComparison.Ordinal) && !p.StartsWith("-- ", StringComparison.Ordinal)))
            shown.Should().Contain(Squeeze(paragraph));
        $"{mail.Title}{mail.Text}{mail.Html}".Should().NotContainAny("{{", "}}", "[[", "]]");
        mail.Text.Should().NotContain("..").And.NotContain("։։");
    }

    [Theory]
    [MemberData(nameof(TemplatesInLanguages))]
    public void No_sentence_ends_twice_whatever_people_wrote(string template, string language)
    {
        var stop = language == "hy" ? "։" : ".";
        var values = SomeMail.Values(language).ToDictionary(v => v.Key, v => v.Key is "dueDate" or "date" or "receivedAt" or "validUntil" or "amount" or "link" ? v.Value : v.Value + stop);

        var mail = MailRenderer.Render(template, language, "A", values);

        $"{mail.Title}\n{mail.Text}\n{mail.Html}".Should().NotContainAny("..", "։։", ".։", "։.");
    }

    [Theory]
    [MemberData(nameof(TemplatesInLanguages))]
    public void A_text_is_in_the_script_of_its_language(string template, string language)
    {
        var words = MailRenderer.Render(template, language, SomeMail.Receiver(language).Name, SomeMail.Values(language)).Text
            .Replace("GrantFlow", "", StringComparison.Ordinal).Split("http://")[0];

        var armenian = words.Count(c => c is >= '\u0530' and <= '\u058f');
        var cyrillic = words.Count(c => c is >= '\u0400' and <= '\u04ff');
        var latin = words.Count(char.IsAsciiLetter);
        (armenian > 20, cyrillic > 20, latin > 20).Should().Be((language == "hy", language is "ky" or "ru", language == "en"));
        if (language == "ky") words.Should().ContainAny("ө", "ү", "ң", "Ө", "Ү");
    }

    [Fact]
    public void The_table_of_placeholders_in_the_readme_is_the_truth()
    {
        var readme = File.ReadAllLines(Path.Combine(RepositoryRoot.Path, "src/GrantFlow/Notifications/Templates/README.md"))
            .Where(l => l.StartsWith("| ", StringComparison.Ordinal) && !l.StartsWith("| template", StringComparison.Ordinal))
            .Select(l => l.Split('|', StringSplitOptions.TrimEntries))
            .SelectMany(c => c[1].Split(", "), (c, name) => (name, values: c[2].Split(", ").Order(StringComparer.Ordinal)))
            .ToDictionary(t => t.name, t => string.Join(", ", t.values));

        readme.Should().BeEquivalentTo(MailTemplates.Names.ToDictionary(n => n, n => string.Join(", ", MailTemplates.PlaceholdersOf(n))));
    }

    [Fact]
    public void Every_prompt_of_every_ladder_has_its_text_and_its_matter()
    {
        foreach (var ladder in ReminderLadder.Names.Select(ReminderLadder.Named))
        {
            ladder.Steps.Select(s => s.Template).Should().BeSubsetOf(MailTemplates.Names);
            foreach (var language in LocalText.Languages) MailTemplates.Layout(language).Matter(ladder.Name).Should().NotBeEmpty();
        }
    }

    static string Squeeze(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
