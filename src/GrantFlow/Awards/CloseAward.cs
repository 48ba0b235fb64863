using GrantFlow.Accounts;
using GrantFlow.Monitoring;
using GrantFlow.Persistence;
using GrantFlow.Reporting;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Awards;

/// <summary>An award came to its good end.</summary>
/// <param name="AwardId">The award.</param>
/// <param name="Paid">What was paid, in the award's currency.</param>
/// <param name="Spent">What the accepted reports say was spent.</param>
public sealed record AwardClosed(Guid AwardId, decimal Paid, decimal Spent);

/// <summary>Closes an award whose tranches are paid, whose reports are settled and whose findings are put right.</summary>
/// <remarks>
/// A visit still in the plan is struck. Refuses: <c>forbidden</c>, <c>award-not-active</c>, <c>disbursements-open</c>, <c>reports-open</c>, <c>findings-open</c>.
/// Signals: <c>AwardClosed</c>.
/// </remarks>
public static class CloseAward
{
    internal static readonly Refusal DisbursementsOpen = new("disbursements-open", "A disbursement is neither paid nor cancelled.");
    internal static readonly Refusal ReportsOpen = new("reports-open", "A report is neither accepted nor waived.");
    internal static readonly Refusal FindingsOpen = new("findings-open", "A finding isn't put right.");

    /// <summary>Closes it.</summary>
    public static async Task<Verdict<AwardClosed>> Execute(
        GrantFlowDb db, Actor actor, Guid awardId, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await AwardRow.LockAsync(db, awardId, ct) is not { } award) return Refusal.NotFound;
        if (!actor.May(Act.CloseAward, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        if (!Decide(award, await OpenPoints.OfAsync(db, awardId, ct)).Allows(out var fact, out var refusal)) return refusal;

        var now = clock.GetUtcNow();
        var parties = await AwardParties.LoadAsync(db, award, ct);
        await AwardDates.SilenceAsync(db, award, now, ct);
        await MonitoringDates.StrikeAsync(db, awardId, ct);
        award.End(AwardState.Closed, parties.Programme.DayOf(now), null);
        parties.Tell(db, "grant-closed", award.Subject, "", parties.Values(parties.Link), now);
        db.Record(actor, award.ProgrammeId, award.Subject, fact, now);
        db.Signal("AwardClosed", award.Subject, now, new { outcome = "Closed" });
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<AwardClosed> Decide(Award award, OpenPoints points)
    {
        if (award.State != AwardState.Active) return ReleaseDisbursement.AwardNotActive;
        if (points.Disbursements > 0) return DisbursementsOpen;
        if (points.Reports > 0) return ReportsOpen;
        return points.Findings > 0 ? FindingsOpen : new AwardClosed(award.Id, points.Paid, points.Spent);
    }
}

/// <summary>What still stands between an award and its close, and what its figures are.</summary>
/// <param name="Disbursements">Neither paid nor cancelled.</param>
/// <param name="Reports">Neither accepted nor waived.</param>
/// <param name="Findings">Not put right.</param>
/// <param name="Paid">What was paid.</param>
/// <param name="Spent">What settled reports say was spent.</param>
public sealed record OpenPoints(int Disbursements, int Reports, int Findings, decimal Paid, decimal Spent)
{
    /// <summary>Counts them.</summary>
    public static async Task<OpenPoints> OfAsync(GrantFlowDb db, Guid awardId, CancellationToken ct)
    {
        var disbursements = await db.Disbursements.AsNoTracking().Where(d => d.AwardId == awardId)
            .Select(d => new { d.State, d.Amount }).ToListAsync(ct);
        var reports = await ReportQueries.SumUpAsync(db, awardId, ct);
        var findings = await db.Findings.CountAsync(f => f.AwardId == awardId && f.State == FindingState.Open, ct);
        return new OpenPoints(
            disbursements.Count(d => d.State is not (DisbursementState.Paid or DisbursementState.Cancelled)),
            reports.Open,
            findings,
            disbursements.Where(d => d.State == DisbursementState.Paid).Sum(d => d.Amount),
            reports.Spent);
    }
}
