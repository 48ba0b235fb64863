using System.Text.RegularExpressions;
using FluentAssertions;
using GrantFlow.Web.Language;
using GrantFlow.Workflows.Runtime;
using Xunit;

namespace GrantFlow.Tests.Web;

/// <summary>What stands against publishing a drawing is told in the reader's language; the checks themselves write English.</summary>
public sealed partial class ProblemTextsTests
{
    static readonly Dictionary<string, string> Written = Directory.EnumerateFiles(In("src/GrantFlow.Workflows/Definitions"), "*.cs").Append(In("src/GrantFlow/Designer/ProductCheck.cs"))
        .SelectMany(f => Sentence().Matches(File.ReadAllText(f)))
        .GroupBy(m => m.Groups["name"].Value, m => m.Groups["english"].Value)
        .ToDictionary(g => g.Key, g => g.Distinct().Single());

    [Fact]
    public void Every_sentence_of_the_checks_has_its_text_and_no_text_is_left_over()
    {
        var texts = TextBook.Keys("en").Where(k => k.StartsWith("problem.", StringComparison.Ordinal)).ToDictionary(k => k[8..], k => TextBook.Find("en", k));

        Written.Should().HaveCountGreaterThan(50);
        texts.Should().BeEquivalentTo(Written);
    }

    [Fact]
    public void A_sentence_has_the_same_places_in_every_language() =>
        Written.Should().AllSatisfy(w => LocalText.Languages.Should().AllSatisfy(l =>
            PlacesOf(TextBook.Find(l, $"problem.{w.Key}")!).Should().BeEquivalentTo(PlacesOf(w.Value), because: "{0} in {1}", w.Key, l)));

    [Theory]
    [InlineData("en", "'Rank': the outcome 'Done' leads nowhere. Connect it, if only to an End.")]
    [InlineData("ru", "'Составить рейтинг': исход «Done» никуда не ведёт. Соедините его хотя бы с End.")]
    [InlineData("hy", "'Դասակարգել'. «Done» ելքը ոչ մի տեղ չի տանում։ Միացրեք այն, թեկուզ End գործողությանը։")]
    [InlineData("ky", "'Иреттөө': «Done» чыгышы эч жакка алып барбайт. Аны жок дегенде End аракетине туташтырыңыз.")]
    public void A_problem_is_told_in_the_readers_language(string language, string said) =>
        new Texts(language).Why(new DefinitionProblem("/root", "unconnected-outcome", Written["unconnected-outcome"], "'Rank'", "Done")).Should().Be(said);

    [Theory]
    [InlineData("hy", "'Սպասել պրոֆիլին'")]
    [InlineData("ky", "'Профилди күтүү'")]
    [InlineData("ru", "'Ждать профиля'")]
    [InlineData("en", "'Wait for the profile'")]
    public void A_shipped_caption_in_a_sentence_reads_as_on_our_pages_and_another_as_it_was_drawn(string language, string read)
    {
        var texts = new Texts(language);

        Told("'Wait for the profile'").Should().StartWith(read);
        Told("'Wait for the profile' (wait2)").Should().StartWith($"{read} (wait2)");
        Told("'Wait for the minister's word'").Should().StartWith("'Wait for the minister's word'");
        texts.Why(new DefinitionProblem("/root", "unknown-template", "{0}", "x") { Lead = "'Wait for the profile', Template: " }).Should().StartWith($"{read}, Template: ");
        texts.Why(new DefinitionProblem("/root", "contains-itself", Written["contains-itself"], "'Ours'", "'Award' → 'Ours'")).Should().Contain($"'{texts.Drawn("Award")}' → 'Ours'");
        texts.Why(new DefinitionProblem("/root", "unknown-workflow", Written["unknown-workflow"], "'Ours'", "Award")).Should().Contain(texts.Drawn("Award"));

        string Told(string caption) => texts.Why(new DefinitionProblem("/root", "unconnected-outcome", Written["unconnected-outcome"], caption, "Done"));
    }

    [Theory]
    [InlineData("hy")]
    [InlineData("ky")]
    [InlineData("ru")]
    public void What_the_engine_says_of_a_failure_is_told_in_the_readers_language(string language)
    {
        foreach (var said in new[] { ChildDepth.Sentence, ChildDepth.SentenceBelow })
        {
            new Texts("en").Incident(said).Should().Be(said);
            TextBook.Incident(language, said).Should().NotBeNull().And.NotBe(said);
        }

        new Texts(language).Incident("The bank refused the file.").Should().Be("The bank refused the file.");
    }

    [Fact]
    public void Activity_and_property_stand_before_the_sentence_and_braces_in_names_do_no_harm() =>
        new Texts("ru").Why(new DefinitionProblem("/root", "unknown-template", Written["unknown-template"], "{9}") { Lead = "'A {0}', Template: " })
            .Should().Be("'A {0}', Template: нет шаблона письма «{9}».");

    static IEnumerable<string> PlacesOf(string text) => Place().Matches(text).Select(m => m.Value);

    static string In(string path) => Path.Combine(RepositoryRoot.Path, path);

    [GeneratedRegex("\"(?<name>[a-z]+(-[a-z]+)+(\\.[a-z]+)?)\", \"(?<english>[^\"]+)\"")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Place();
}
