using GrantFlow.Accounts;
using GrantFlow.Capacity;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Competitions;

/// <summary>A competition was announced.</summary>
public sealed record CompetitionAnnounced(Guid CompetitionId, int Organisations);

/// <summary>Tells the organisations that may apply that a competition is on; each is told once.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>competition-not-open</c>. Mails: <c>competition-announced</c>.</remarks>
public static class AnnounceCompetition
{
    internal static readonly Refusal NotOpen = new("competition-not-open", "Only a published competition is announced.");

    /// <summary>Tells them.</summary>
    public static async Task<Verdict<CompetitionAnnounced>> Execute(
        GrantFlowDb db, Actor actor, Guid competitionId, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Competitions.FindAsync([competitionId], ct) is not { } competition) return Refusal.NotFound;
        if (!actor.May(Act.AnnounceCompetition, competition.ProgrammeId)) return Refusal.Forbidden;
        if (Decide(competition) is { } refusal) return refusal;
        var now = clock.GetUtcNow();
        var programme = (await db.Programmes.FindAsync([competition.ProgrammeId], ct))!;
        var organisations = await db.Organisations
            .Where(o => o.ProgrammeId == programme.Id && o.State == OrganisationState.Active)
            .OrderBy(o => o.Id)
            .ToListAsync(ct);
        var entitled = competition.EntitlementRequired
            ? await EntitlementOf.Among(db, programme.Id, [.. organisations.Select(o => o.Id)], now, ct)
            : [.. organisations.Select(o => o.Id)];
        Dictionary<string, string> values = new()
        {
            ["programme"] = MailValue.Text(programme.Name),
            ["competition"] = MailValue.Text(competition.Title),
            ["dueDate"] = MailValue.Date(competition.ClosesAt, competition.TimeZone),
            ["link"] = $"/competitions/{competitionId}",
        };
        foreach (var organisation in organisations.Where(o => entitled.Contains(o.Id)))
            await db.TellAsync(organisation, "competition-announced", competition.Subject, "published", values, now, ct);
        var fact = new CompetitionAnnounced(competitionId, entitled.Count);
        db.Record(actor, programme.Id, competition.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Refusal? Decide(Competition competition) =>
        competition.State is CompetitionState.Published or CompetitionState.Open ? null : NotOpen;
}
