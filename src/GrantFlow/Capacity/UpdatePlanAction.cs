using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Capacity;

/// <summary>An action of a plan moved on.</summary>
public sealed record PlanActionUpdated(Guid PlanActionId, PlanActionState State, int Remaining);

/// <summary>The organisation or the programme's staff tell how far an action is.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>evidence-missing</c>, <c>action-done</c>. Signals: <c>PlanActionUpdated</c> to the organisation.
/// </remarks>
public static class UpdatePlanAction
{
    /// <summary>What is sent.</summary>
    /// <param name="State">How far it is.</param>
    /// <param name="Evidence">What shows it; needed when done.</param>
    public sealed record Request(PlanActionState State, [StringLength(2000)] string Evidence = "");

    internal static readonly Refusal EvidenceMissing = new("evidence-missing", "Say what shows that it is done.", nameof(Request.Evidence));
    internal static readonly Refusal ActionDone = new("action-done", "The action is done already.");

    /// <summary>Records it.</summary>
    public static async Task<Verdict<PlanActionUpdated>> Execute(
        GrantFlowDb db, Actor actor, Guid planActionId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.PlanActions.FindAsync([planActionId], ct) is not { } action) return Refusal.NotFound;
        var organisation = (await db.Organisations.FindAsync([action.OrganisationId], ct))!;
        if (!actor.May(Act.UpdatePlanAction, action.ProgrammeId, action.OrganisationId)) return Refusal.Forbidden;
        var others = await db.PlanActions.CountAsync(a => a.PlanId == action.PlanId && a.Id != action.Id && a.State != PlanActionState.Done, ct);
        if (!Decide(action, request, others).Allows(out var fact, out var refusal)) return refusal;
        var now = clock.GetUtcNow();
        (action.State, action.Evidence) = (request.State, request.Evidence);
        if (request.State == PlanActionState.Done)
        {
            action.DoneAt = now;
            await EndDeadline.Execute(db, action.Subject, "plan-action", DeadlineEnd.Met, now, ct);
        }

        db.Record(actor, action.ProgrammeId, organisation.Subject, fact, now);
        db.Signal("PlanActionUpdated", organisation.Subject, now, fact);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<PlanActionUpdated> Decide(PlanAction action, Request request, int othersOpen)
    {
        if (action.State == PlanActionState.Done) return ActionDone;
        if (request.State == PlanActionState.Done && string.IsNullOrWhiteSpace(request.Evidence)) return EvidenceMissing;
        return new PlanActionUpdated(action.Id, request.State, othersOpen + (request.State == PlanActionState.Done ? 0 : 1));
    }
}
