using GrantFlow.Forms;
using GrantFlow.Web.Language;

namespace GrantFlow.Web.Pages.Reports;

/// <summary>What every grantee's report asks, in all languages of the interface.</summary>
static class ReportQuestions
{
    /// <summary>In the order shown.</summary>
    public static IReadOnlyList<Question> All { get; } =
        [New("done", true, 4000), New("changed", true, 4000), New("people", false, 1000), New("problems", false, 3000), New("next", false, 3000)];

    static Question New(string code, bool required, int length) => new(
        code,
        new LocalText(LocalText.Languages.Select(l => KeyValuePair.Create(l, TextBook.Find(l, $"form.report.{code}")!))),
        QuestionKind.LongText, required, length, []);
}
