using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Competitions;

/// <summary>What the JSON API tells of competitions and applications.</summary>
static class CompetitionLists
{
    internal sealed record CompetitionLine(
        Guid Id, Guid ProgrammeId, Guid CohortId, LocalText Title, CompetitionState State, DateTimeOffset OpensAt, DateTimeOffset ClosesAt, string TimeZone,
        decimal Budget, decimal MaxAward, string Currency, int Places);

    internal sealed record ApplicationLine(
        Guid Id, string Number, Guid OrganisationId, string Title, decimal RequestedAmount, ApplicationState State, DateTimeOffset? SubmittedAt);

    /// <summary>Competitions: the published ones to everybody, drafts to their managers.</summary>
    internal static async Task<List<CompetitionLine>?> CompetitionsAsync(GrantFlowDb db, Actor actor, CancellationToken ct) =>
    [
        .. (await db.Competitions.AsNoTracking().OrderByDescending(c => c.OpensAt).ToListAsync(ct))
            .Where(c => c.State != CompetitionState.Draft || actor.May(Act.SeeCompetitionDraft, c.ProgrammeId))
            .Select(c => new CompetitionLine(
                c.Id, c.ProgrammeId, c.CohortId, c.Title, c.State, c.OpensAt, c.ClosesAt, c.TimeZone, c.Budget, c.MaxAward, c.Currency, c.Places)),
    ];

    /// <summary>A competition's applications: those sent in to managers, finance and donor; their own to applicants.</summary>
    internal static async Task<List<ApplicationLine>?> ApplicationsAsync(GrantFlowDb db, Actor actor, Guid competitionId, CancellationToken ct)
    {
        if (await db.Competitions.AsNoTracking().FirstOrDefaultAsync(c => c.Id == competitionId, ct) is not { } competition) return null;
        var (staff, others) = actor.Sees(Act.SeeApplication, competition.ProgrammeId);
        var (_, own) = actor.Sees(Act.SeeDraftApplication, competition.ProgrammeId);
        return await db.Applications.AsNoTracking()
            .Where(a => a.ProgrammeId == competition.ProgrammeId && a.CompetitionId == competitionId
                && (((staff || others.Contains(a.OrganisationId)) && a.SubmittedAt != null) || own.Contains(a.OrganisationId)))
            .OrderBy(a => a.Number)
            .Select(a => new ApplicationLine(a.Id, a.Number, a.OrganisationId, a.Title, a.RequestedAmount, a.State, a.SubmittedAt))
            .ToListAsync(ct);
    }
}
