using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Notifications;
using GrantFlow.Persistence;

namespace GrantFlow.Reporting;

/// <summary>A report isn't needed any longer.</summary>
public sealed record ReportWaived(Guid AwardId, Guid ReportId, int Number, string Reason);

/// <summary>A grant manager waives a report, with a reason.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>reason-missing</c>, <c>report-settled</c>. Signals: <c>ReportReviewed</c> with outcome Waived.</remarks>
public static class WaiveReport
{
    /// <summary>Why.</summary>
    public sealed record Request([Required, StringLength(4000)] string Reason);

    internal static readonly Refusal Settled = new("report-settled", "The report is accepted or waived already.");

    /// <summary>Waives it.</summary>
    public static async Task<Verdict<ReportWaived>> Execute(
        GrantFlowDb db, Actor actor, Guid reportId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await ReportRow.LockAsync(db, reportId, ct) is not var (award, report)) return Refusal.NotFound;
        if (!actor.May(Act.WaiveReport, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        if (!Decide(award, report, request).Allows(out var fact, out var refusal)) return refusal;

        var now = clock.GetUtcNow();
        report.Settle(ReportState.Waived, actor.PersonId, now);
        db.Add(new ReportReview { ReportId = reportId, Outcome = ReportState.Waived, Reasons = fact.Reason, ById = actor.PersonId, At = now });
        await EndDeadline.Execute(db, report.Subject, null, DeadlineEnd.Cancelled, now, ct);
        db.Record(actor, award.ProgrammeId, report.Subject, fact, now);
        db.Signal("ReportReviewed", award.Subject, now, new { reportId, fact.Number, outcome = "Waived" });
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<ReportWaived> Decide(Award award, Report report, Request request)
    {
        if (string.IsNullOrWhiteSpace(request.Reason)) return DeclineAward.ReasonMissing;
        return report.IsSettled ? Settled : new ReportWaived(award.Id, report.Id, report.Number, request.Reason.Trim());
    }
}
