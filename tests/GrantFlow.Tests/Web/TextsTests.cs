using System.Reflection;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Scheduling;
using GrantFlow.Web.Language;
using GrantFlow.Web.Pages;
using GrantFlow.Web.Pages.Board;
using GrantFlow.Workflows.Runtime;
using Xunit;

namespace GrantFlow.Tests.Web;

public sealed class TextsTests
{
    // Enums that no page shows.
    static readonly HashSet<string> Unseen = ["Role", "DeadlineEnd", "FormPurpose", "QuestionKind", "RungState", "MailVerdict", "StepKind", "SessionEnd", "AttemptKind", "MailLinkKind", "InstanceOrder", "InstanceTimeColumn", "TimeComparison", "FileState", "Restlessness"];

    static IEnumerable<Refusal> Refusals =>
        new[] { typeof(Refusal).Assembly, typeof(FlowPage).Assembly }.SelectMany(a => a.GetTypes())
            .SelectMany(t => t.GetMembers(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(m => m switch
            {
                FieldInfo { FieldType: var f } kept when f == typeof(Refusal) && !kept.Name.StartsWith('<') => (Refusal?)kept.GetValue(null),
                PropertyInfo { PropertyType: var p } property when p == typeof(Refusal) => (Refusal?)property.GetValue(null),
                _ => null,
            }).OfType<Refusal>();

    [Fact]
    public void Every_refusal_has_its_text_in_every_language()
    {
        var missing = Refusals.Select(r => r.Code).Distinct().Where(c => LocalText.Languages.Any(l => TextBook.Find(l, $"refusal.{c}") is null)).Order();

        missing.Should().BeEmpty();
    }

    [Fact]
    public void No_refusal_text_is_left_over()
    {
        string[] host = ["bad-request", "unexpected", "database-unreachable", "sealed-fields", "not-json", "not-a-package"];
        var known = Refusals.Select(r => r.Code).Concat(host).ToHashSet();

        TextBook.Keys("en").Where(k => k.StartsWith("refusal.", StringComparison.Ordinal)).Select(k => k[8..]).Where(c => !known.Contains(c)).Should().BeEmpty();
    }

    [Fact]
    public void Every_state_has_its_word_and_no_word_is_left_over()
    {
        var enums = typeof(Refusal).Assembly.GetExportedTypes().Where(t => t.IsEnum && !Unseen.Contains(t.Name)).Append(typeof(WorkflowSubStatus)).Append(typeof(Standing));
        var wanted = enums.SelectMany(t => Enum.GetNames(t).Select(n => $"state.{t.Name}.{n}")).Concat(Enum.GetNames<Role>().Select(r => $"role.{r}"));
        var written = TextBook.Keys("en").Where(k => k.StartsWith("state.", StringComparison.Ordinal) || k.StartsWith("role.", StringComparison.Ordinal));

        wanted.Except(TextBook.Keys("en")).Should().BeEmpty();
        written.Except(wanted).Should().BeEmpty();
    }

    [Fact]
    public void Every_language_has_the_same_texts() =>
        LocalText.Languages.Should().AllSatisfy(l => TextBook.Keys(l).Should().BeEquivalentTo(TextBook.Keys("en")));

    [Theory]
    [InlineData(1, "1 день")]
    [InlineData(2, "2 дня")]
    [InlineData(5, "5 дней")]
    [InlineData(11, "11 дней")]
    [InlineData(21, "21 день")]
    [InlineData(1112, "1\u00a0112 дней")]
    public void Russian_counts_in_its_three_forms(int days, string words) => new Texts("ru").Count("span.days", days).Should().Be(words);

    [Theory]
    [InlineData("hy", "9\u00a0500\u00a0000,50\u00a0AMD")]
    [InlineData("ky", "9\u00a0500\u00a0000,50\u00a0AMD")]
    [InlineData("ru", "9\u00a0500\u00a0000,50\u00a0AMD")]
    [InlineData("en", "9,500,000.50\u00a0AMD")]
    public void Money_is_written_as_the_language_does(string language, string written) =>
        new Texts(language).Money(9_500_000.5m, "AMD").Should().Be(written);

    [Theory]
    [InlineData("hy", "10 դեկտեմբերի 2026 թ., ժ. 18:00 (Երևանի ժամանակով, UTC+4)")]
    [InlineData("ky", "2026-ж. 10-декабрь, саат 18:00 (Ереван убактысы, UTC+4)")]
    [InlineData("ru", "10 декабря 2026 г., 18:00 (время Еревана, UTC+4)")]
    [InlineData("en", "10 December 2026, 18:00 (Yerevan time, UTC+4)")]
    public void A_moment_is_shown_with_its_hour_and_zone(string language, string written) =>
        new Texts(language).When(new DateTimeOffset(2026, 12, 10, 14, 0, 0, TimeSpan.Zero), "Asia/Yerevan").Should().Be(written);

    [Fact]
    public void A_deadline_at_midnight_is_the_end_of_the_day_before() =>
        new Texts("en").Until(new DateTimeOffset(2026, 11, 15, 20, 0, 0, TimeSpan.Zero), "Asia/Yerevan").Should().StartWith("15 November 2026, 24:00");

    [Theory]
    [InlineData("1 250 000,50", "1250000.50")]
    [InlineData("1\u00a0250\u00a0000", "1250000")]
    [InlineData("1,250,000", "1250000")]
    [InlineData("12,5", "12.5")]
    [InlineData("250.75", "250.75")]
    [InlineData("viel", "viel")]
    public void An_amount_is_read_as_people_write_it(string typed, string read) => PostedForm.Amount(typed).Should().Be(read);

    [Fact]
    public void Every_job_has_a_name_people_read()
    {
        var jobs = typeof(IBackgroundJob).Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(IBackgroundJob)) && t is { IsAbstract: false, IsInterface: false })
            .Select(t => (string)t.GetProperty("Name")!.GetValue(System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(t))!);

        jobs.Where(j => TextBook.Find("en", $"job.{j}") is null).Should().BeEmpty();
    }

    [Fact]
    public void Every_kind_of_letter_has_a_name_people_read()
    {
        var templates = Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "src/GrantFlow/Notifications/Templates"), "*.en.md")
            .Select(f => Path.GetFileName(f)[..^6]).Where(t => t != "layout");

        TextBook.Keys("en").Where(k => k.StartsWith("mailkind.", StringComparison.Ordinal)).Select(k => k[9..]).Should().BeEquivalentTo(templates);
    }
}
