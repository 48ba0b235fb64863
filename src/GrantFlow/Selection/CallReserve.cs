using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Selection;

/// <summary>An organisation of the reserve took a place that came free.</summary>
public sealed record ReserveCalled(Guid CohortId, Guid OrganisationId, Guid ApplicationId, Guid ReplacesId);

/// <summary>Gives the place of a member who left to the next in the reserve, in the order of rank.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>place-not-free</c>, <c>reserve-empty</c>, and what <see cref="AdmitMembers"/> refuses. Mails:
/// <c>reserve-called</c>. Signals: <c>ReserveCalled</c> to the cohort.
/// </remarks>
public static class CallReserve
{
    /// <summary>One organisation in reserve.</summary>
    /// <param name="Application">Its application.</param>
    /// <param name="Rank">1 is best.</param>
    /// <param name="ApprovedAt">When the decision was approved: an earlier competition's reserve goes first.</param>
    internal sealed record Reserve(Application Application, int Rank, DateTimeOffset ApprovedAt);

    internal static readonly Refusal PlaceNotFree = new("place-not-free", "The member holds the place still, or another took it.");
    internal static readonly Refusal ReserveEmpty = new("reserve-empty", "Nobody is left in reserve.");

    /// <summary>Gives the place.</summary>
    /// <param name="db">The database.</param>
    /// <param name="actor">Who.</param>
    /// <param name="cohortId">The cohort.</param>
    /// <param name="memberId">The member who left; null is the first who left and was not replaced.</param>
    /// <param name="answerDays">Days the organisation has to begin.</param>
    /// <param name="clock">Now.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Verdict<ReserveCalled>> Execute(
        GrantFlowDb db, Actor actor, Guid cohortId, Guid? memberId, int answerDays, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await CohortPlaces.LockAsync(db, cohortId, ct) is not { } cohort) return Refusal.NotFound;
        if (!actor.May(Act.CallReserve, cohort.ProgrammeId)) return Refusal.Forbidden;
        var members = await db.CohortMembers.Where(m => m.ProgrammeId == cohort.ProgrammeId).OrderBy(m => m.Id).ToListAsync(ct);
        var reserves = await ReservesAsync(db, cohort, ct);
        if (!Decide(cohort, members, reserves, memberId).Allows(out var fact, out var refusal)) return refusal;
        var entrant = new AdmitMembers.Entrant(fact.OrganisationId, fact.ApplicationId, fact.ReplacesId);
        var admitted = await AdmitMembers.Execute(db, actor, cohortId, [entrant], clock, ct);
        if (!admitted.Allows(out _, out refusal)) return refusal;

        var now = clock.GetUtcNow();
        var application = reserves.First(r => r.Application.Id == fact.ApplicationId).Application;
        application.State = ApplicationState.Selected;
        var organisation = (await db.Organisations.FindAsync([fact.OrganisationId], ct))!;
        var competition = (await db.Competitions.FindAsync([application.CompetitionId], ct))!;
        var programme = (await db.Programmes.FindAsync([cohort.ProgrammeId], ct))!;
        Dictionary<string, string> values = new()
        {
            ["competition"] = MailValue.Text(competition.Title),
            ["dueDate"] = MailValue.Date(programme.DayOf(now).AddDays(answerDays)),
            ["link"] = $"/applications/{application.Id}",
        };
        await db.TellAsync(organisation, "reserve-called", application.Subject, "called", values, now, ct);
        db.Record(actor, cohort.ProgrammeId, cohort.Subject, fact, now);
        db.Signal("ReserveCalled", cohort.Subject, now, fact);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<ReserveCalled> Decide(
        Cohort cohort, IReadOnlyList<CohortMember> members, IReadOnlyList<Reserve> reserves, Guid? memberId)
    {
        var left = members.FirstOrDefault(m => m.CohortId == cohort.Id && m.State == CohortMemberState.Left && m.ReplacedById is null
            && (memberId is null || m.Id == memberId));
        if (left is null) return PlaceNotFree;
        // Whoever holds a place elsewhere, or left once, isn't called.
        var next = reserves
            .Where(r => members.All(m => m.OrganisationId != r.Application.OrganisationId))
            .OrderBy(r => r.ApprovedAt).ThenBy(r => r.Rank)
            .FirstOrDefault();
        if (next is null) return ReserveEmpty;
        return new ReserveCalled(cohort.Id, next.Application.OrganisationId, next.Application.Id, left.Id);
    }

    static async Task<List<Reserve>> ReservesAsync(GrantFlowDb db, Cohort cohort, CancellationToken ct)
    {
        var rows = await (
            from application in db.Applications
            join competition in db.Competitions on application.CompetitionId equals competition.Id
            join decision in db.Decisions on competition.Id equals decision.CompetitionId
            join ranking in db.Rankings on new { DecisionId = decision.Id, ApplicationId = application.Id } equals new { ranking.DecisionId, ranking.ApplicationId }
            where competition.ProgrammeId == cohort.ProgrammeId && competition.CohortId == cohort.Id
                && decision.State == DecisionState.Approved && application.State == ApplicationState.Reserved
            select new { application, ranking.Rank, decision.JudgedAt }).ToListAsync(ct);
        return [.. rows.Select(r => new Reserve(r.application, r.Rank, r.JudgedAt!.Value))];
    }
}
