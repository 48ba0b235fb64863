using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Selection;

/// <summary>A decision was sent back to be prepared again.</summary>
public sealed record DecisionSentBack(Guid DecisionId, Guid CompetitionId, string Reason);

/// <summary>A grant manager other than the one who prepared it sends a decision back, with the reason.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>decision-not-proposed</c>, <c>same-person</c>, <c>reason-missing</c>. Signals: <c>DecisionSentBack</c>
/// to the competition. The ranking is kept; the competition is as before it, so that reviews can be opened again.
/// </remarks>
public static class SendBackDecision
{
    /// <summary>What the approver sends.</summary>
    /// <param name="Reason">What has to be looked at again.</param>
    public sealed record Request([Required, StringLength(20_000)] string Reason);

    internal static readonly Refusal ReasonMissing = new("reason-missing", "Say what has to be looked at again.", nameof(Request.Reason));

    /// <summary>Sends the decision back.</summary>
    public static async Task<Verdict<DecisionSentBack>> Execute(
        GrantFlowDb db, Actor actor, Guid decisionId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Decisions.FindAsync([decisionId], ct) is not { } decision) return Refusal.NotFound;
        if (!actor.May(Act.SendBackDecision, decision.ProgrammeId)) return Refusal.Forbidden;
        if (!Decide(decision, actor, request).Allows(out var fact, out var refusal)) return refusal;
        var competition = (await db.Competitions.FindAsync([decision.CompetitionId], ct))!;
        var applications = await db.Applications
            .Where(a => a.ProgrammeId == decision.ProgrammeId && a.CompetitionId == competition.Id && a.State == ApplicationState.Ranked)
            .ToListAsync(ct);
        var now = clock.GetUtcNow();
        foreach (var application in applications) application.State = ApplicationState.UnderReview;
        (decision.State, decision.JudgedBy, decision.JudgedAt, decision.Minutes) = (DecisionState.SentBack, actor.PersonId, now, fact.Reason);
        competition.State = CompetitionState.Screened;
        await EndDeadline.Execute(db, competition.Subject, "decision-approval", DeadlineEnd.Met, now, ct);
        db.Record(actor, decision.ProgrammeId, competition.Subject, fact, now);
        db.Signal("DecisionSentBack", competition.Subject, now, fact);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<DecisionSentBack> Decide(Decision decision, Actor actor, Request request) =>
        decision.State != DecisionState.Proposed ? ApproveDecision.NotProposed
        : actor.PersonId == decision.ProposedBy || actor.PersonId == Guid.Empty ? ApproveDecision.SamePerson
        : string.IsNullOrWhiteSpace(request.Reason) ? ReasonMissing
        : new DecisionSentBack(decision.Id, decision.CompetitionId, request.Reason.Trim());
}
