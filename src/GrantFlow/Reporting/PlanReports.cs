using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Reporting;

/// <summary>An award got its plan of reports.</summary>
/// <param name="AwardId">The award.</param>
/// <param name="Periods">The periods in order; empty when there was a plan already.</param>
public sealed record ReportsPlanned(Guid AwardId, IReadOnlyList<ReportPeriod> Periods);

/// <summary>What one report covers and when it is due.</summary>
public sealed record ReportPeriod(DateOnly Start, DateOnly End, DateOnly DueOn, ReportKind Kind);

/// <summary>
/// Plans an award's reports: one every so many months from its first day, the last one final and up to half a period longer; a plan
/// that is there stays.
/// </summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>not-in-force</c>. Signals: <c>ReportsPlanned</c> when a plan was made.</remarks>
public static class PlanReports
{
    /// <summary>How often.</summary>
    /// <param name="EveryMonths">Months in a period, 1 to 60.</param>
    /// <param name="DueDays">Days after a period's end.</param>
    /// <param name="FinalDueDays">Days after the grant's end for the final one.</param>
    /// <param name="Kind">What the reports before the final one tell.</param>
    public sealed record Request(
        [Range(1, 60)] int EveryMonths = 3, [Range(1, 365)] int DueDays = 15, [Range(1, 365)] int FinalDueDays = 30,
        ReportKind Kind = ReportKind.Combined);

    /// <summary>Plans them.</summary>
    public static async Task<Verdict<ReportsPlanned>> Execute(
        GrantFlowDb db, Actor actor, Guid awardId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await AwardRow.LockAsync(db, awardId, ct) is not { } award) return Refusal.NotFound;
        if (!actor.May(Act.PlanReports, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        var known = await db.Reports.AnyAsync(r => r.AwardId == awardId, ct);
        if (!Decide(award, known, request).Allows(out var fact, out var refusal)) return refusal;
        if (fact.Periods.Count == 0) return fact;

        var now = clock.GetUtcNow();
        var programme = (await db.Programmes.FindAsync([award.ProgrammeId], ct))!;
        foreach (var (i, period) in fact.Periods.Index())
        {
            var report = new Report
            {
                ProgrammeId = award.ProgrammeId,
                AwardId = awardId,
                Number = i + 1,
                Kind = period.Kind,
                PeriodStart = period.Start,
                PeriodEnd = period.End,
            };
            report.Due(period.DueOn, ReportDates.EndOf(programme, period.DueOn));
            db.Add(report);
        }

        db.Record(actor, award.ProgrammeId, award.Subject, fact, now);
        db.Signal("ReportsPlanned", award.Subject, now, new { reports = fact.Periods.Count });
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<ReportsPlanned> Decide(Award award, bool known, Request request)
    {
        if (award.State is not (AwardState.Signed or AwardState.Active)) return TerminateAward.NotInForce;
        return new ReportsPlanned(award.Id, known ? [] : [.. Periods(award.StartsOn, award.EndsOn, request)]);
    }

    static IEnumerable<ReportPeriod> Periods(DateOnly from, DateOnly to, Request request)
    {
        for (var (i, start) = (1, from); start <= to; i++)
        {
            // Counted from the first day each time, so that the 31st doesn't shrink to the 28th for good.
            var next = from.AddMonths(i * request.EveryMonths);
            // A rest of less than half a period is no period of its own: a grant of a year and a day has four quarters.
            var last = next > to || (to.DayNumber - next.DayNumber + 1) * 2 < next.DayNumber - start.DayNumber;
            var end = last ? to : next.AddDays(-1);
            yield return new ReportPeriod(
                start, end, end.AddDays(last ? request.FinalDueDays : request.DueDays), last ? ReportKind.Final : request.Kind);
            if (last) yield break;
            start = next;
        }
    }
}
