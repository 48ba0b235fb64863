using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Competitions;
using GrantFlow.Monitoring;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Reporting;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages;

/// <summary>Where the page of a subject is, for a reader who may open it: one query a kind, however many subjects.</summary>
static class SubjectLinks
{
    /// <summary>One subject, and what decides who may see it.</summary>
    /// <param name="Id">The noun's.</param>
    /// <param name="ProgrammeId">The programme.</param>
    /// <param name="OrganisationId">Whose it is; null for the programme's own.</param>
    /// <param name="Path">Its page.</param>
    /// <param name="Act">The row of the matrix that the page asks.</param>
    sealed record Target(Guid Id, Guid ProgrammeId, Guid? OrganisationId, string Path, Act Act);

    /// <summary>The links of those subjects (<c>kind:id</c>) that the reader may open, by subject; of other kinds there is none.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(GrantFlowDb db, Actor actor, IEnumerable<string> subjects, CancellationToken ct)
    {
        Dictionary<string, string> links = [];
        var kinds = subjects.Distinct().Select(s => s.Split(':')).Where(s => s.Length == 2).ToLookup(s => s[0], s => Guid.TryParse(s[1], out var id) ? id : Guid.Empty);
        foreach (var kind in kinds)
            foreach (var target in await TargetsAsync(db, actor, kind.Key, [.. kind], ct))
                if (actor.May(target.Act, target.ProgrammeId, target.OrganisationId)) links[$"{kind.Key}:{target.Id}"] = target.Path;
        return links;
    }

    static async Task<IEnumerable<Target>> TargetsAsync(GrantFlowDb db, Actor actor, string kind, Guid[] ids, CancellationToken ct) => kind switch
    {
        "programme" => ids.Select(id => new Target(id, id, null, $"/programmes/{id}", Act.SeeProgramme)),
        "cohort" => (await db.Cohorts.Where(c => ids.Contains(c.Id)).Select(c => new { c.Id, c.ProgrammeId }).ToListAsync(ct))
            .Select(c => new Target(c.Id, c.ProgrammeId, null, $"/cohorts/{c.Id}", Act.SeeCohort)),
        "organisation" => (await db.Organisations.Where(o => ids.Contains(o.Id)).Select(o => new { o.Id, o.ProgrammeId }).ToListAsync(ct))
            .Select(o => new Target(o.Id, o.ProgrammeId, o.Id, $"/organisations/{o.Id}", Act.SeeOrganisation)),
        "competition" => (await db.Competitions.AsNoTracking().Where(c => ids.Contains(c.Id)).ToListAsync(ct)).Where(c => c.MayBeSeenBy(actor))
            .Select(c => new Target(c.Id, c.ProgrammeId, null, actor.May(Act.SeeDecision, c.ProgrammeId) ? $"/competitions/{c.Id}/selection" : $"/competitions/{c.Id}", Act.SeeCompetitions)),
        "application" => (await db.Applications.Where(a => ids.Contains(a.Id)).Select(a => new { a.Id, a.ProgrammeId, a.OrganisationId, a.State }).ToListAsync(ct))
            .Select(a => new Target(a.Id, a.ProgrammeId, a.OrganisationId, $"/applications/{a.Id}", a.State.ReadBy)),
        "award" => (await db.Awards.Where(a => ids.Contains(a.Id)).Select(a => new { a.Id, a.ProgrammeId, a.OrganisationId }).ToListAsync(ct))
            .Select(a => new Target(a.Id, a.ProgrammeId, a.OrganisationId, $"/awards/{a.Id}", Act.SeeAward)),
        "visit" => (await db.Visits.Where(v => ids.Contains(v.Id)).Join(db.Awards, v => v.AwardId, a => a.Id, (v, a) => new { v.Id, a.ProgrammeId, a.OrganisationId }).ToListAsync(ct))
            .Select(v => new Target(v.Id, v.ProgrammeId, v.OrganisationId, $"/visits/{v.Id}", Act.SeeAward)),
        "report" => (await db.Reports.Where(r => ids.Contains(r.Id)).Join(db.Awards, r => r.AwardId, a => a.Id, (r, a) => new { r.Id, r.State, a.ProgrammeId, a.OrganisationId }).ToListAsync(ct))
            .Select(r => new Target(r.Id, r.ProgrammeId, r.OrganisationId, $"/reports/{r.Id}", r.State.ReadBy)),
        _ => [],
    };
}
