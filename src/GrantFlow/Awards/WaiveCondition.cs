using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Persistence;

namespace GrantFlow.Awards;

/// <summary>A grant manager waives a condition, with a reason.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>reason-missing</c>, <c>condition-settled</c>, <c>award-over</c>. Signals: <c>ConditionSettled</c>.</remarks>
public static class WaiveCondition
{
    /// <summary>Why.</summary>
    public sealed record Request([Required, StringLength(4000)] string Reason);

    /// <summary>Waives it.</summary>
    public static Task<Verdict<ConditionSettled>> Execute(
        GrantFlowDb db, Actor actor, Guid conditionId, Request request, TimeProvider clock, CancellationToken ct) =>
        MeetCondition.SettleAsync(db, actor, conditionId, ConditionState.Waived, request.Reason, DeclineAward.ReasonMissing, clock, ct);
}
