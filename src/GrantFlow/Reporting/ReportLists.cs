using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Reporting;

/// <summary>What the JSON API tells of reports.</summary>
static class ReportLists
{
    internal sealed record ReportSummary(
        Guid Id, int Number, ReportKind Kind, DateOnly PeriodStart, DateOnly PeriodEnd, DateOnly DueOn, ReportState State, bool Late, int TimesReturned, decimal? Spent);

    internal sealed record ReviewLine(ReportState Outcome, string Reasons, DateOnly? DueOn, DateTimeOffset At);

    internal sealed record FigureLine(int Number, string Heading, decimal Budgeted, decimal Spent);

    internal sealed record ReportView(ReportSummary Report, Guid AwardId, string Content, IReadOnlyList<FigureLine> Lines, IReadOnlyList<ReviewLine> Reviews);

    /// <summary>An award's reports, to whoever may see the award.</summary>
    internal static async Task<List<ReportSummary>?> ReportsAsync(GrantFlowDb db, Actor actor, Guid awardId, CancellationToken ct)
    {
        if (await db.Awards.AsNoTracking().SingleOrDefaultAsync(a => a.Id == awardId, ct) is not { } award || !actor.May(Act.SeeReport, award.ProgrammeId, award.OrganisationId)) return null;
        return await db.Reports.AsNoTracking().Where(r => r.AwardId == awardId).OrderBy(r => r.Number)
            .Select(r => new ReportSummary(r.Id, r.Number, r.Kind, r.PeriodStart, r.PeriodEnd, r.DueOn, r.State, r.Late, r.TimesReturned, r.Spent))
            .ToListAsync(ct);
    }

    /// <summary>One report with its answers; a draft only to the organisation itself.</summary>
    internal static async Task<ReportView?> ReportAsync(GrantFlowDb db, Actor actor, Guid id, CancellationToken ct)
    {
        if (await db.Reports.AsNoTracking().Include(r => r.Lines).SingleOrDefaultAsync(r => r.Id == id, ct) is not { } r) return null;
        var award = await db.Awards.AsNoTracking().SingleAsync(a => a.Id == r.AwardId, ct);
        if (!actor.May(r.State.ReadBy, award.ProgrammeId, award.OrganisationId)) return null;
        var readable = r.SubmittedAt is not null || actor.ActsFor(award.OrganisationId);
        var reviews = await db.ReportReviews.AsNoTracking().Where(v => v.ReportId == id).OrderBy(v => v.At)
            .Select(v => new ReviewLine(v.Outcome, v.Reasons, v.DueOn, v.At)).ToListAsync(ct);
        ReportSummary summary = new(r.Id, r.Number, r.Kind, r.PeriodStart, r.PeriodEnd, r.DueOn, r.State, r.Late, r.TimesReturned, readable ? r.Spent : null);
        return new ReportView(
            summary, r.AwardId, readable ? r.Content : "{}",
            readable ? [.. r.Lines.OrderBy(l => l.Number).Select(l => new FigureLine(l.Number, l.Heading, l.Budgeted, l.Spent))] : [], reviews);
    }
}
