using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Notifications;
using GrantFlow.Persistence;

namespace GrantFlow.Reporting;

/// <summary>A report was given back.</summary>
public sealed record ReportReturned(Guid AwardId, Guid ReportId, int Number, string Reasons, DateOnly DueOn);

/// <summary>A grant manager gives a report back with reasons and a new date.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>report-not-submitted</c>, <c>reason-missing</c>, <c>day-passed</c>. Signals: <c>ReportReviewed</c>
/// with outcome Returned.
/// </remarks>
public static class ReturnReport
{
    /// <summary>Why, and until when.</summary>
    /// <param name="Reasons">What must be changed.</param>
    /// <param name="DueOn">The new last day, in the programme's zone.</param>
    public sealed record Request([Required, StringLength(8000)] string Reasons, DateOnly DueOn);

    internal static readonly Refusal NotSubmitted = new("report-not-submitted", "The report doesn't wait for an answer.");
    internal static readonly Refusal ReasonMissing = DeclineAward.ReasonMissing with { Field = nameof(Request.Reasons) };
    internal static readonly Refusal DayPassed = new("day-passed", "The day has passed.", nameof(Request.DueOn));

    /// <summary>Gives it back.</summary>
    public static async Task<Verdict<ReportReturned>> Execute(
        GrantFlowDb db, Actor actor, Guid reportId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await ReportRow.LockAsync(db, reportId, ct) is not var (award, report)) return Refusal.NotFound;
        if (!actor.May(Act.ReturnReport, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        var parties = await AwardParties.LoadAsync(db, award, ct);
        var now = clock.GetUtcNow();
        if (!Decide(award, report, request, parties.Programme.DayOf(now)).Allows(out var fact, out var refusal)) return refusal;

        report.Return();
        report.Due(fact.DueOn, ReportDates.EndOf(parties.Programme, fact.DueOn));
        db.Add(new ReportReview
        {
            ReportId = reportId,
            Outcome = ReportState.Returned,
            Reasons = fact.Reasons,
            DueOn = fact.DueOn,
            ById = actor.PersonId,
            At = now,
        });
        await EndDeadline.Execute(db, report.Subject, "review", DeadlineEnd.Met, now, ct);
        // A suspended grant is left in peace; resuming sets the date.
        if (award.State != AwardState.Suspended) await ReportDates.SetAsync(db, parties, report, now, ct);
        parties.Tell(db, "report-returned", report.Subject, $"{report.TimesReturned}", ReportDates.Values(parties, report, ("reason", fact.Reasons)), now);
        db.Record(actor, award.ProgrammeId, report.Subject, fact, now);
        db.Signal("ReportReviewed", award.Subject, now, new { reportId, fact.Number, outcome = "Returned" });
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<ReportReturned> Decide(Award award, Report report, Request request, DateOnly today)
    {
        if (report.State != ReportState.Submitted) return NotSubmitted;
        if (string.IsNullOrWhiteSpace(request.Reasons)) return ReasonMissing;
        return request.DueOn < today
            ? DayPassed
            : new ReportReturned(award.Id, report.Id, report.Number, request.Reasons.Trim(), request.DueOn);
    }
}
