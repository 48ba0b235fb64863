using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Awards;

/// <summary>A condition no longer holds money back.</summary>
/// <param name="AwardId">The award.</param>
/// <param name="ConditionId">The condition.</param>
/// <param name="State">Met or Waived.</param>
/// <param name="Evidence">How one can tell, or why it was waived.</param>
public sealed record ConditionSettled(Guid AwardId, Guid ConditionId, ConditionState State, string Evidence);

/// <summary>A grant manager sees that a condition is met, by evidence.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>evidence-missing</c>, <c>condition-settled</c>, <c>award-over</c>. Signals: <c>ConditionSettled</c>.</remarks>
public static class MeetCondition
{
    /// <summary>What the manager sends.</summary>
    /// <param name="Evidence">How one can tell.</param>
    public sealed record Request([Required, StringLength(4000)] string Evidence);

    internal static readonly Refusal EvidenceMissing = new("evidence-missing", "Say how one can tell, for the record.", nameof(Request.Evidence));
    internal static readonly Refusal Settled = new("condition-settled", "The condition is met or waived already.");

    /// <summary>Records it.</summary>
    public static Task<Verdict<ConditionSettled>> Execute(
        GrantFlowDb db, Actor actor, Guid conditionId, Request request, TimeProvider clock, CancellationToken ct) =>
        SettleAsync(db, actor, conditionId, ConditionState.Met, request.Evidence, EvidenceMissing, clock, ct);

    internal static Verdict<ConditionSettled> Decide(Award award, Condition condition, ConditionState state, string evidence, Refusal missing)
    {
        if (string.IsNullOrWhiteSpace(evidence)) return missing;
        if (!award.IsOpen) return PrepareAgreement.AwardOver;
        return condition.State switch
        {
            ConditionState.Open => new ConditionSettled(award.Id, condition.Id, state, evidence.Trim()),
            ConditionState.Met or ConditionState.Waived => Settled,
        };
    }

    /// <summary>Meeting and waiving differ in the word only.</summary>
    internal static async Task<Verdict<ConditionSettled>> SettleAsync(
        GrantFlowDb db, Actor actor, Guid conditionId, ConditionState state, string evidence, Refusal missing, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        var awardId = await db.Conditions.Where(c => c.Id == conditionId).Select(c => c.AwardId).SingleOrDefaultAsync(ct);
        if (await AwardRow.LockAsync(db, awardId, ct) is not { } award) return Refusal.NotFound;
        if (!actor.May(Act.MeetCondition, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        var condition = await db.Conditions.SingleAsync(c => c.Id == conditionId, ct);
        if (!Decide(award, condition, state, evidence, missing).Allows(out var fact, out var refusal)) return refusal;

        var now = clock.GetUtcNow();
        condition.Settle(state, actor.PersonId, fact.Evidence, now);
        await EndDeadline.Execute(
            db, condition.Subject, null, state == ConditionState.Met ? DeadlineEnd.Met : DeadlineEnd.Cancelled, now, ct);
        db.Record(actor, award.ProgrammeId, award.Subject, fact, now);
        db.Signal("ConditionSettled", award.Subject, now, new { conditionId, outcome = state.ToString() });
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }
}
