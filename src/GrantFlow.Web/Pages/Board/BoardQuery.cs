using GrantFlow.Awards;
using GrantFlow.Capacity;
using GrantFlow.Competitions;
using GrantFlow.Monitoring;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Reporting;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Board;

/// <summary>Reads a programme's board: one query a stage, joined here, so that a thousand organisations cost eight round trips.</summary>
static class BoardQuery
{
    /// <summary>Every active organisation of the programme with the newest of each stage.</summary>
    public static async Task<IReadOnlyList<BoardFacts>> ReadAsync(GrantFlowDb db, Guid programme, DateTimeOffset now, DateOnly today, CancellationToken ct)
    {
        var organisations = await db.Organisations.AsNoTracking().Where(o => o.ProgrammeId == programme && o.State == OrganisationState.Active)
            .OrderBy(o => o.Number).Select(o => new { o.Id, o.Number, o.Name, o.Region }).ToListAsync(ct);
        var profiles = await db.Profiles.AsNoTracking().Where(p => p.ProgrammeId == programme)
            .Select(p => new { p.OrganisationId, p.State }).ToDictionaryAsync(p => p.OrganisationId, p => p.State, ct);
        var assessments = (await db.Assessments.AsNoTracking().Where(a => a.ProgrammeId == programme).OrderBy(a => a.Round)
            .Select(a => new { a.OrganisationId, a.State }).ToListAsync(ct)).ToLookup(a => a.OrganisationId, a => a.State);
        var entitled = (await db.Entitlements.Where(e => e.ProgrammeId == programme && e.State == EntitlementState.Granted && e.ValidFrom <= now && e.ValidTo >= now)
            .Select(e => e.OrganisationId).ToListAsync(ct)).ToHashSet();
        var applications = (await db.Applications.AsNoTracking().Where(a => a.ProgrammeId == programme).OrderBy(a => a.Id)
            .Select(a => new { a.OrganisationId, a.Id, a.State }).ToListAsync(ct)).ToLookup(a => a.OrganisationId);
        var awards = (await db.Awards.AsNoTracking().Where(a => a.ProgrammeId == programme).OrderBy(a => a.Id)
            .Select(a => new { a.OrganisationId, a.Id, a.Number, a.State, a.Risk, a.Amount, a.Currency, a.CohortId }).ToListAsync(ct)).ToLookup(a => a.OrganisationId);
        var members = (await db.CohortMembers.AsNoTracking().Where(m => m.ProgrammeId == programme).OrderBy(m => m.Id)
            .Select(m => new { m.OrganisationId, m.CohortId, m.State }).ToListAsync(ct)).ToLookup(m => m.OrganisationId);
        var reports = await LateAsync(db.Reports.Where(r => r.ProgrammeId == programme
            && (r.State == ReportState.Requested || r.State == ReportState.Returned) && r.DueAt < now).Select(r => r.AwardId), ct);
        var visits = await LateAsync(db.Visits.Where(v => v.ProgrammeId == programme
            && (v.State == VisitState.Missed || ((v.State == VisitState.Planned || v.State == VisitState.Confirmed) && v.PlannedOn < today))).Select(v => v.AwardId), ct);
        var milestones = await LateAsync(db.Milestones.Where(m => m.ProgrammeId == programme
            && (m.State == MilestoneState.Overdue || (m.State == MilestoneState.Planned && m.DueOn < today))).Select(m => m.AwardId), ct);
        return [.. organisations.Select(o =>
        {
            var (application, award, member) = (applications[o.Id].LastOrDefault(), awards[o.Id].LastOrDefault(), members[o.Id].LastOrDefault());
            // An ended grant owes nothing more; what came late or never is in its history.
            var open = award is { State: not (AwardState.Closed or AwardState.Terminated or AwardState.Declined) } ? award.Id : Guid.Empty;
            return new BoardFacts(
                o.Id, o.Number, o.Name, o.Region,
                profiles.TryGetValue(o.Id, out var profile) ? profile : null,
                assessments[o.Id].Select(a => (AssessmentState?)a).LastOrDefault(),
                entitled.Contains(o.Id),
                application?.Id, application?.State, award?.Id, award?.Number, award?.State, award?.Risk, award?.Amount, award?.Currency,
                member?.CohortId ?? award?.CohortId, member?.State,
                reports.GetValueOrDefault(open), visits.GetValueOrDefault(open), milestones.GetValueOrDefault(open));
        })];
    }

    static async Task<Dictionary<Guid, int>> LateAsync(IQueryable<Guid> late, CancellationToken ct) =>
        await late.GroupBy(a => a).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
}
