using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Reporting;

/// <summary>What other stages may ask about reports.</summary>
public static class ReportQueries
{
    /// <summary>True when the award's report of that number is accepted or waived.</summary>
    public static Task<bool> IsSettledAsync(GrantFlowDb db, Guid awardId, int number, CancellationToken ct) =>
        db.Reports.AnyAsync(
            r => r.AwardId == awardId && r.Number == number && (r.State == ReportState.Accepted || r.State == ReportState.Waived), ct);

    /// <summary>How many reports of an award are open, and what its settled ones say was spent.</summary>
    public static async Task<(int Open, decimal Spent)> SumUpAsync(GrantFlowDb db, Guid awardId, CancellationToken ct)
    {
        var reports = await db.Reports.AsNoTracking().Where(r => r.AwardId == awardId).Select(r => new { r.State, r.Spent }).ToListAsync(ct);
        return (
            reports.Count(r => r.State is not (ReportState.Accepted or ReportState.Waived)),
            reports.Where(r => r.State == ReportState.Accepted).Sum(r => r.Spent ?? 0));
    }
}
