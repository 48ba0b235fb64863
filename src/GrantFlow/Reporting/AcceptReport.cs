using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Audit;
using GrantFlow.Awards;
using GrantFlow.Notifications;
using GrantFlow.Persistence;

namespace GrantFlow.Reporting;

/// <summary>A report was accepted.</summary>
public sealed record ReportAccepted(Guid AwardId, Guid ReportId, int Number, decimal? Spent);

/// <summary>A grant manager accepts a report.</summary>
/// <remarks>
/// Nobody accepts what they sent in themselves. Refuses: <c>forbidden</c>, <c>report-not-submitted</c>, <c>own-report</c>.
/// Signals: <c>ReportReviewed</c> with outcome Accepted.
/// </remarks>
public static class AcceptReport
{
    /// <summary>A remark, or nothing.</summary>
    public sealed record Request([StringLength(8000)] string Remark = "");

    internal static readonly Refusal OwnReport = new("own-report", "You sent this report in; somebody else must accept it.");

    /// <summary>Accepts it.</summary>
    public static async Task<Verdict<ReportAccepted>> Execute(
        GrantFlowDb db, Actor actor, Guid reportId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await ReportRow.LockAsync(db, reportId, ct) is not var (award, report)) return Refusal.NotFound;
        if (!actor.May(Act.AcceptReport, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        if (!Decide(award, report, actor.PersonId).Allows(out var fact, out var refusal)) return refusal;

        var now = clock.GetUtcNow();
        var parties = await AwardParties.LoadAsync(db, award, ct);
        report.Settle(ReportState.Accepted, actor.PersonId, now);
        db.Add(new ReportReview { ReportId = reportId, Outcome = ReportState.Accepted, Reasons = request.Remark, ById = actor.PersonId, At = now });
        await EndDeadline.Execute(db, report.Subject, null, DeadlineEnd.Met, now, ct);
        parties.Tell(db, "report-accepted", report.Subject, "", ReportDates.Values(parties, report), now);
        db.Seal(actor, award.ProgrammeId, report.Subject, nameof(ReportAccepted), SealedReport.Of(award, report, request.Remark), now);
        db.Record(actor, award.ProgrammeId, report.Subject, fact, now);
        db.Signal("ReportReviewed", award.Subject, now, new { reportId, fact.Number, outcome = "Accepted" });
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<ReportAccepted> Decide(Award award, Report report, Guid person)
    {
        if (report.State != ReportState.Submitted) return ReturnReport.NotSubmitted;
        return report.SubmittedBy == person ? OwnReport : new ReportAccepted(award.Id, report.Id, report.Number, report.Spent);
    }
}
