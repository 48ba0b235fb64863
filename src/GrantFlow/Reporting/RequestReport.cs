using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Reporting;

/// <summary>An organisation was asked for a report.</summary>
public sealed record ReportRequested(Guid AwardId, Guid ReportId, int Number, DateOnly DueOn);

/// <summary>Asks an organisation for a planned report: a letter, and the date with its reminders.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>report-not-planned</c>, <c>award-not-active</c>. Signals: <c>ReportRequested</c>.</remarks>
public static class RequestReport
{
    internal static readonly Refusal NotPlanned = new("report-not-planned", "The report was asked for already, or isn't needed.");

    /// <summary>Asks for it.</summary>
    public static async Task<Verdict<ReportRequested>> Execute(
        GrantFlowDb db, Actor actor, Guid reportId, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await ReportRow.LockAsync(db, reportId, ct) is not var (award, report)) return Refusal.NotFound;
        if (!actor.May(Act.RequestReport, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        if (!Decide(award, report).Allows(out var fact, out var refusal)) return refusal;

        var now = clock.GetUtcNow();
        var parties = await AwardParties.LoadAsync(db, award, ct);
        report.Request(now);
        parties.Tell(db, "report-requested", report.Subject, "", ReportDates.Values(parties, report), now);
        await ReportDates.SetAsync(db, parties, report, now, ct);
        db.Record(actor, award.ProgrammeId, report.Subject, fact, now);
        db.Signal("ReportRequested", award.Subject, now, new { reportId, fact.Number });
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<ReportRequested> Decide(Award award, Report report)
    {
        if (award.State is not (AwardState.Signed or AwardState.Active)) return ReleaseDisbursement.AwardNotActive;
        return report.State == ReportState.Planned
            ? new ReportRequested(award.Id, report.Id, report.Number, report.DueOn)
            : NotPlanned;
    }
}

/// <summary>Loads a report for a change, under the lock of its award.</summary>
static class ReportRow
{
    public static async Task<(Award Award, Report Report)?> LockAsync(GrantFlowDb db, Guid reportId, CancellationToken ct)
    {
        var awardId = await db.Reports.Where(r => r.Id == reportId).Select(r => r.AwardId).SingleOrDefaultAsync(ct);
        if (await AwardRow.LockAsync(db, awardId, ct) is not { } award) return null;
        if (db.Reports.Local.FindEntry(reportId) is { } known) await known.ReloadAsync(ct);
        return (award, await db.Reports.Include(r => r.Lines).SingleAsync(r => r.Id == reportId, ct));
    }
}
