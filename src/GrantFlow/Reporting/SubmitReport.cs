using GrantFlow.Accounts;
using GrantFlow.Audit;
using GrantFlow.Awards;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Reporting;

/// <summary>A report came in.</summary>
/// <param name="AwardId">The award.</param>
/// <param name="ReportId">The report.</param>
/// <param name="Number">Its number.</param>
/// <param name="At">The instant that counts, UTC.</param>
/// <param name="Late">True at or after the first instant of the day after the due day, in the programme's zone.</param>
public sealed record ReportReceived(Guid AwardId, Guid ReportId, int Number, DateTimeOffset At, bool Late);

/// <summary>Those who act for the organisation send a report in; a late one is taken and marked.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>report-not-yours</c>, <c>report-empty</c>, <c>figures-missing</c>, <c>spent-above-award</c>,
/// <c>award-over</c>. Signals: <c>ReportReceived</c>.
/// </remarks>
public static class SubmitReport
{
    internal static readonly Refusal Empty = new("report-empty", "The report has no answers yet.");
    internal static readonly Refusal FiguresMissing = new("figures-missing", "The report must say what was spent.");
    internal static readonly Refusal SpentAboveAward = new("spent-above-award", "With this report more would be spent than was awarded.");

    /// <summary>Sends it in.</summary>
    public static async Task<Verdict<ReportReceived>> Execute(
        GrantFlowDb db, Actor actor, Guid reportId, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await ReportRow.LockAsync(db, reportId, ct) is not var (award, report)) return Refusal.NotFound;
        if (!actor.May(Act.SubmitReport, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        var now = clock.GetUtcNow();
        var before = await db.Reports
            .Where(r => r.AwardId == award.Id && r.Id != reportId && (r.State == ReportState.Submitted || r.State == ReportState.Accepted))
            .SumAsync(r => r.Spent ?? 0, ct);
        if (!Decide(award, report, before, now).Allows(out var fact, out var refusal)) return refusal;

        var parties = await AwardParties.LoadAsync(db, award, ct);
        report.Submit(actor.PersonId, now);
        await EndDeadline.Execute(db, report.Subject, "report", DeadlineEnd.Met, now, ct);
        await ReportDates.SetReviewAsync(db, parties, report, now, ct);
        parties.Tell(db, "report-received", report.Subject, $"{report.TimesReturned}", ReportDates.Values(parties, report), now);
        db.Seal(actor, award.ProgrammeId, report.Subject, nameof(ReportReceived), SealedReport.Of(award, report), now);
        db.Record(actor, award.ProgrammeId, report.Subject, fact, now);
        db.Signal("ReportReceived", award.Subject, now, new { reportId, fact.Number, fact.Late });
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<ReportReceived> Decide(Award award, Report report, decimal spentBefore, DateTimeOffset now)
    {
        if (!award.IsOpen) return PrepareAgreement.AwardOver;
        if (!report.IsWithGrantee) return SaveReport.NotYours;
        if (report.Content is "{}" or "{ }") return Empty;
        if (report.Kind != ReportKind.Narrative && report.Spent is null) return FiguresMissing;
        if (spentBefore + (report.Spent ?? 0) > award.Amount) return SpentAboveAward;
        return new ReportReceived(award.Id, report.Id, report.Number, now, now >= report.DueAt);
    }
}
