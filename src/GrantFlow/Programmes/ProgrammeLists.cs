using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Programmes;

/// <summary>What the JSON API tells of programmes and cohorts.</summary>
static class ProgrammeLists
{
    internal sealed record CohortLine(Guid Id, int Number, LocalText Name, int Year, int Places, CohortState State);

    internal sealed record ProgrammeLine(Guid Id, string Key, LocalText Name, string Country, string Currency, string TimeZone, DateOnly StartsOn, DateOnly EndsOn, IReadOnlyList<CohortLine> Cohorts);

    internal sealed record MemberLine(Guid Id, Guid OrganisationId, CohortMemberState State, bool FromReserve, DateOnly JoinedOn, DateOnly? LeftOn, Guid? ReplacesId);

    internal sealed record CohortView(CohortLine Cohort, int PlacesFree, IReadOnlyList<MemberLine> Members);

    /// <summary>The programmes the actor has any role in.</summary>
    internal static async Task<List<ProgrammeLine>?> ProgrammesAsync(GrantFlowDb db, Actor actor, CancellationToken ct)
    {
        var cohorts = (await db.Cohorts.AsNoTracking().OrderBy(c => c.Number).ToListAsync(ct)).ToLookup(c => c.ProgrammeId, Line);
        return
        [
            .. (await db.Programmes.AsNoTracking().OrderBy(p => p.Key).ToListAsync(ct))
                .Where(p => actor.May(Act.SeeProgrammes, p.Id))
                .Select(p => new ProgrammeLine(p.Id, p.Key, p.Name, p.Country, p.Currency, p.TimeZone, p.StartsOn, p.EndsOn, [.. cohorts[p.Id]])),
        ];
    }

    /// <summary>A cohort and its members, to staff and donor.</summary>
    internal static async Task<CohortView?> CohortAsync(GrantFlowDb db, Actor actor, Guid id, CancellationToken ct)
    {
        if (await db.Cohorts.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct) is not { } cohort) return null;
        if (!actor.May(Act.SeeCohort, cohort.ProgrammeId)) return null;
        var members = await db.CohortMembers.AsNoTracking().Where(m => m.CohortId == id).OrderBy(m => m.Id)
            .Select(m => new MemberLine(m.Id, m.OrganisationId, m.State, m.FromReserve, m.JoinedOn, m.LeftOn, m.ReplacesId))
            .ToListAsync(ct);
        return new CohortView(Line(cohort), await CohortPlaces.FreeAsync(db, cohort, ct), members);
    }

    static CohortLine Line(Cohort cohort) => new(cohort.Id, cohort.Number, cohort.Name, cohort.Year, cohort.Places, cohort.State);
}
