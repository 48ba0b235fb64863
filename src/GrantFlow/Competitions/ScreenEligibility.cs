using GrantFlow.Accounts;
using GrantFlow.Capacity;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Competitions;

/// <summary>A competition's applications were screened.</summary>
public sealed record EligibilityScreened(Guid CompetitionId, int Eligible, int Ineligible);

/// <summary>Judges every application sent in by the rules of eligibility, keeps why, and tells those that failed.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>competition-not-closed</c>. Mails: <c>application-ineligible</c>, with the reason.</remarks>
public static class ScreenEligibility
{
    internal static readonly Refusal NotClosed = new("competition-not-closed", "Only a closed competition is screened, and only once.");

    /// <summary>Screens the applications.</summary>
    public static async Task<Verdict<EligibilityScreened>> Execute(
        GrantFlowDb db, Actor actor, Guid competitionId, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await CompetitionLock.TakeAsync(db, competitionId, ct) is not { } competition) return Refusal.NotFound;
        if (!actor.May(Act.ScreenEligibility, competition.ProgrammeId)) return Refusal.Forbidden;
        var applications = await db.Applications
            .Where(a => a.ProgrammeId == competition.ProgrammeId && a.CompetitionId == competitionId && a.State == ApplicationState.Submitted)
            .OrderBy(a => a.Number)
            .ToListAsync(ct);
        var screened = await KnowAsync(db, competition, applications, ct);
        if (!Decide(competition, screened).Allows(out var findings, out var refusal)) return refusal;

        var now = clock.GetUtcNow();
        foreach (var known in screened)
        {
            var application = known.Application;
            application.Eligibility = findings[application.Id];
            application.State = application.Eligibility.All(f => f.Passed) ? ApplicationState.Eligible : ApplicationState.Ineligible;
            if (application.State == ApplicationState.Eligible) continue;
            Dictionary<string, string> values = new()
            {
                ["competition"] = MailValue.Text(competition.Title),
                ["reason"] = MailValue.Text(EligibilityRules.ReasonOf(application.Eligibility)),
                ["link"] = $"/applications/{application.Id}",
            };
            await db.TellAsync(known.Organisation, "application-ineligible", application.Subject, "screened", values, now, ct);
            application.ToldAt = now;
        }

        competition.State = CompetitionState.Screened;
        var eligible = applications.Count(a => a.State == ApplicationState.Eligible);
        var fact = new EligibilityScreened(competitionId, eligible, applications.Count - eligible);
        db.Record(actor, competition.ProgrammeId, competition.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<Dictionary<Guid, List<EligibilityFinding>>> Decide(Competition competition, IReadOnlyList<Screened> screened) =>
        competition.State == CompetitionState.Closed
            ? screened.ToDictionary(s => s.Application.Id, s => EligibilityRules.Judge(competition, s))
            : NotClosed;

    static async Task<List<Screened>> KnowAsync(
        GrantFlowDb db, Competition competition, List<Application> applications, CancellationToken ct)
    {
        var ids = applications.Select(a => a.OrganisationId).ToList();
        var organisations = await db.Organisations.Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id, ct);
        var country = (await db.Programmes.FindAsync([competition.ProgrammeId], ct))!.Country;
        var regions = await db.Regions.Where(r => r.Country == country).Select(r => r.Code).ToListAsync(ct);
        var holding = await db.CohortMembers
            .Where(m => m.ProgrammeId == competition.ProgrammeId && ids.Contains(m.OrganisationId) && m.State == CohortMemberState.Member)
            .Select(m => m.OrganisationId)
            .ToListAsync(ct);
        var entitlements = (await db.Entitlements
            .Where(e => e.ProgrammeId == competition.ProgrammeId && ids.Contains(e.OrganisationId))
            .ToListAsync(ct)).ToLookup(e => e.OrganisationId);
        return
        [
            .. applications.Select(a => new Screened(
                a,
                organisations[a.OrganisationId],
                // Judged as of the sending: what is taken back later takes nothing from what was sent in before.
                entitlements[a.OrganisationId].Any(e => e.ValidFrom <= a.SubmittedAt && a.SubmittedAt <= e.ValidTo),
                holding.Contains(a.OrganisationId),
                regions.Count == 0 || regions.Contains(organisations[a.OrganisationId].Region))),
        ];
    }
}
