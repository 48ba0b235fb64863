using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Monitoring;

/// <summary>What the JSON API tells of an award's monitoring.</summary>
static class MonitoringLists
{
    internal sealed record VisitLine(Guid Id, int Number, VisitKind Kind, DateOnly PlannedOn, VisitState State, DateOnly? HeldOn);

    internal sealed record FindingLine(Guid Id, int Number, string Text, FindingSeverity Severity, string Action, DateOnly? DueOn, FindingState State);

    internal sealed record MilestoneLine(Guid Id, int Number, LocalText Title, DateOnly DueOn, MilestoneState State, DateOnly? ReachedOn);

    internal sealed record IndicatorLine(Guid Id, int Number, LocalText Title, string Unit, decimal? Baseline, decimal? Target);

    internal sealed record MonitoringView(
        Risk Risk, IReadOnlyList<VisitLine> Visits, IReadOnlyList<FindingLine> Findings, IReadOnlyList<MilestoneLine> Milestones, IReadOnlyList<IndicatorLine> Indicators);

    /// <summary>All of it, to whoever may see the award.</summary>
    internal static async Task<MonitoringView?> OfAsync(GrantFlowDb db, Actor actor, Guid awardId, CancellationToken ct)
    {
        if (await db.Awards.AsNoTracking().SingleOrDefaultAsync(a => a.Id == awardId, ct) is not { } award || !AwardLists.MaySee(actor, award)) return null;
        return new MonitoringView(
            award.Risk,
            await db.Visits.AsNoTracking().Where(v => v.AwardId == awardId).OrderBy(v => v.Number)
                .Select(v => new VisitLine(v.Id, v.Number, v.Kind, v.PlannedOn, v.State, v.HeldOn)).ToListAsync(ct),
            await db.Findings.AsNoTracking().Where(f => f.AwardId == awardId).OrderBy(f => f.Number)
                .Select(f => new FindingLine(f.Id, f.Number, f.Text, f.Severity, f.Action, f.DueOn, f.State)).ToListAsync(ct),
            await db.Milestones.AsNoTracking().Where(m => m.AwardId == awardId).OrderBy(m => m.Number)
                .Select(m => new MilestoneLine(m.Id, m.Number, m.Title, m.DueOn, m.State, m.ReachedOn)).ToListAsync(ct),
            await db.AwardIndicators.AsNoTracking().Where(i => i.AwardId == awardId).OrderBy(i => i.Number)
                .Select(i => new IndicatorLine(i.Id, i.Number, i.Title, i.Unit, i.Baseline, i.Target)).ToListAsync(ct));
    }
}
