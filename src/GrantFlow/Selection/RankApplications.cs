using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Selection;

/// <summary>A competition's applications were ranked and a decision was proposed.</summary>
public sealed record ApplicationsRanked(Guid CompetitionId, Guid DecisionId, int Selected, int Reserved, int Refused);

/// <summary>Ranks the reviewed applications by the mean of the weighted scores and proposes who gets the places.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>competition-not-screened</c>, <c>reviews-open</c>, <c>reviews-missing</c>.</remarks>
public static class RankApplications
{
    /// <summary>What is sent.</summary>
    /// <param name="WithoutOpenReviews">True ranks although reviews are still open, by the scores there are; each application needs one.</param>
    public sealed record Request(bool WithoutOpenReviews = false);

    internal static readonly Refusal NotScreened = new("competition-not-screened", "Only a screened competition is ranked, and only while no decision stands.");
    internal static readonly Refusal ReviewsOpen = new("reviews-open", "Some reviews aren't scored.");
    internal static readonly Refusal ReviewsMissing = new("reviews-missing", "An application has no score at all.");

    /// <summary>Ranks the applications.</summary>
    public static async Task<Verdict<ApplicationsRanked>> Execute(
        GrantFlowDb db, Actor actor, Guid competitionId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Competitions.FindAsync([competitionId], ct) is not { } competition) return Refusal.NotFound;
        if (!actor.May(Act.RankApplications, competition.ProgrammeId)) return Refusal.Forbidden;
        var applications = await db.Applications
            .Where(a => a.ProgrammeId == competition.ProgrammeId && a.CompetitionId == competitionId
                && (a.State == ApplicationState.Eligible || a.State == ApplicationState.UnderReview))
            .ToListAsync(ct);
        var reviews = await db.Reviews
            .Where(r => r.ProgrammeId == competition.ProgrammeId && r.CompetitionId == competitionId && r.State != ReviewState.Declined)
            .ToListAsync(ct);
        var organisations = applications.Select(a => a.OrganisationId).ToList();
        var regions = await db.Organisations.Where(o => organisations.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.Region, ct);
        var contenders = applications.Select(a => new Contender(
            a.Id, a.Number, a.SubmittedAt!.Value, regions[a.OrganisationId], a.RequestedAmount,
            [.. reviews.Where(r => r.ApplicationId == a.Id && r.State == ReviewState.Scored).Select(r => r.Total!.Value)])).ToList();
        var contending = applications.Select(a => a.Id).ToHashSet();
        var open = reviews.Count(r => r.State == ReviewState.Assigned && contending.Contains(r.ApplicationId));
        var cohort = (await db.Cohorts.FindAsync([competition.CohortId], ct))!;
        var places = Math.Min(competition.Places, await CohortPlaces.FreeAsync(db, cohort, ct));
        if (!Decide(competition, places, contenders, open, request).Allows(out var lines, out var refusal)) return refusal;

        var now = clock.GetUtcNow();
        var decision = new Decision { ProgrammeId = competition.ProgrammeId, CompetitionId = competitionId, ProposedBy = actor.PersonId, ProposedAt = now };
        db.Add(decision);
        db.AddRange(lines.Select(l => new Ranking
        {
            DecisionId = decision.Id,
            ApplicationId = l.ApplicationId,
            ProgrammeId = competition.ProgrammeId,
            Rank = l.Rank,
            MeanScore = l.Mean,
            Outcome = l.Outcome,
            Reason = l.Reason,
        }));
        foreach (var application in applications) application.State = ApplicationState.Ranked;
        foreach (var review in reviews.Where(r => r.State == ReviewState.Assigned))
            await EndDeadline.Execute(db, review.Subject, "review", DeadlineEnd.Cancelled, now, ct);
        competition.State = CompetitionState.Selected;
        var fact = new ApplicationsRanked(
            competitionId,
            decision.Id,
            lines.Count(l => l.Outcome == RankingOutcome.Selected),
            lines.Count(l => l.Outcome == RankingOutcome.Reserved),
            lines.Count(l => l.Outcome == RankingOutcome.Refused));
        db.Record(actor, competition.ProgrammeId, competition.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<List<RankedLine>> Decide(
        Competition competition, int places, IReadOnlyList<Contender> contenders, int openReviews, Request request)
    {
        if (competition.State != CompetitionState.Screened) return NotScreened;
        if (openReviews > 0 && !request.WithoutOpenReviews) return ReviewsOpen;
        if (contenders.FirstOrDefault(c => c.Totals.Count == 0) is { } without)
            return ReviewsMissing with { Detail = $"{ReviewsMissing.Detail} It is {without.Number}." };
        return RankingRules.Rank(competition, places, contenders);
    }
}
