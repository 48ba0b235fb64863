using System.Text.Json;
using GrantFlow.Awards;

namespace GrantFlow.Reporting;

/// <summary>A report as it is sealed when it comes in and when it is accepted: the two, and every version between, can be compared.</summary>
static class SealedReport
{
    /// <summary>Its content at this moment.</summary>
    /// <param name="award">The award.</param>
    /// <param name="report">The report, with its lines.</param>
    /// <param name="remark">The grant manager's, when accepted.</param>
    public static object Of(Award award, Report report, string? remark = null) => new
    {
        award = award.Number,
        report.Number,
        report.Kind,
        report.PeriodStart,
        report.PeriodEnd,
        report.DueOn,
        report.SubmittedAt,
        report.Late,
        report.Spent,
        lines = report.Lines.OrderBy(l => l.Number).Select(l => new { l.Number, l.Heading, l.Budgeted, l.Spent }),
        content = JsonSerializer.Deserialize<JsonElement>(report.Content),
        remark,
    };
}
