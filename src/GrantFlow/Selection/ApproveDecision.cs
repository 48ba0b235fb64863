using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Audit;
using GrantFlow.Competitions;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Selection;

/// <summary>A decision was approved: the selected hold their places from this moment.</summary>
public sealed record DecisionApproved(Guid DecisionId, Guid CompetitionId, int Selected, int Reserved, int Refused);

/// <summary>A grant manager other than the one who prepared it approves a decision, with the panel's minutes.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>decision-not-proposed</c>, <c>same-person</c>, <c>minutes-missing</c>, <c>places-taken</c>,
/// <c>member-already</c>. Signals: <c>DecisionApproved</c> to the competition. Concurrency: places are taken under
/// <see cref="AdmitMembers"/>' lock, in this transaction: all of the selected get theirs, or the decision stays proposed.
/// </remarks>
public static class ApproveDecision
{
    /// <summary>What the approver sends.</summary>
    /// <param name="Minutes">The panel's minutes: who sat, what was weighed, why.</param>
    public sealed record Request([Required, StringLength(20_000)] string Minutes);

    internal static readonly Refusal NotProposed = new("decision-not-proposed", "The decision was judged already.");
    internal static readonly Refusal SamePerson = new("same-person", "Somebody other than the one who prepared the decision approves it.");
    internal static readonly Refusal MinutesMissing = new("minutes-missing", "A decision stands on the panel's minutes.", nameof(Request.Minutes));

    /// <summary>Approves the decision.</summary>
    public static async Task<Verdict<DecisionApproved>> Execute(
        GrantFlowDb db, Actor actor, Guid decisionId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await db.Decisions.FindAsync([decisionId], ct) is not { } decision) return Refusal.NotFound;
        if (!actor.May(Act.ApproveDecision, decision.ProgrammeId)) return Refusal.Forbidden;
        var lines = await db.Rankings.Where(r => r.DecisionId == decisionId).OrderBy(r => r.Rank).ToListAsync(ct);
        if (!Decide(decision, actor, request, lines).Allows(out var fact, out var refusal)) return refusal;

        var competition = (await db.Competitions.FindAsync([decision.CompetitionId], ct))!;
        var ids = lines.Select(l => l.ApplicationId).ToList();
        var applications = await db.Applications.Where(a => ids.Contains(a.Id)).ToDictionaryAsync(a => a.Id, ct);
        List<AdmitMembers.Entrant> entrants =
        [
            .. lines.Where(l => l.Outcome == RankingOutcome.Selected)
                .Select(l => new AdmitMembers.Entrant(applications[l.ApplicationId].OrganisationId, l.ApplicationId)),
        ];
        var admitted = await AdmitMembers.Execute(db, actor, competition.CohortId, entrants, clock, ct);
        if (!admitted.Allows(out _, out refusal)) return refusal;

        var now = clock.GetUtcNow();
        foreach (var line in lines) applications[line.ApplicationId].State = StateOf(line.Outcome);
        (decision.State, decision.JudgedBy, decision.JudgedAt, decision.Minutes) = (DecisionState.Approved, actor.PersonId, now, request.Minutes.Trim());
        competition.State = CompetitionState.Decided;
        var cohort = (await db.Cohorts.FindAsync([competition.CohortId], ct))!;
        if (cohort.State is CohortState.Planned or CohortState.Open) cohort.State = CohortState.Selected;
        await EndDeadline.Execute(db, competition.Subject, "decision-approval", DeadlineEnd.Met, now, ct);
        var sealing = new
        {
            decision = decision.Id,
            competition = competition.Title,
            decision.Minutes,
            ranking = lines.Select(l => (Line: l, Application: applications[l.ApplicationId])).Select(l => new
            {
                l.Line.Rank,
                application = l.Application.Number,
                l.Application.Title,
                organisation = l.Application.OrganisationId,
                l.Application.RequestedAmount,
                l.Line.MeanScore,
                l.Line.Outcome,
                l.Line.Reason,
                sent = l.Application.SnapshotHash,
            }),
            approvedBy = actor.Name,
        };
        db.Seal(actor, decision.ProgrammeId, competition.Subject, nameof(DecisionApproved), sealing, now);
        db.Record(actor, decision.ProgrammeId, competition.Subject, fact, now);
        db.Signal("DecisionApproved", competition.Subject, now, fact);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<DecisionApproved> Decide(Decision decision, Actor actor, Request request, IReadOnlyList<Ranking> lines)
    {
        if (decision.State != DecisionState.Proposed) return NotProposed;
        // A proposal of the workflow has the empty id, and so does the service: neither approves itself.
        if (actor.PersonId == decision.ProposedBy || actor.PersonId == Guid.Empty) return SamePerson;
        if (string.IsNullOrWhiteSpace(request.Minutes)) return MinutesMissing;
        return new DecisionApproved(
            decision.Id,
            decision.CompetitionId,
            lines.Count(l => l.Outcome == RankingOutcome.Selected),
            lines.Count(l => l.Outcome == RankingOutcome.Reserved),
            lines.Count(l => l.Outcome == RankingOutcome.Refused));
    }

    static ApplicationState StateOf(RankingOutcome outcome) => outcome switch
    {
        RankingOutcome.Selected => ApplicationState.Selected,
        RankingOutcome.Reserved => ApplicationState.Reserved,
        RankingOutcome.Refused => ApplicationState.Refused,
    };
}
