using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Awards;

/// <summary>A tranche is held back.</summary>
public sealed record DisbursementHeld(Guid AwardId, Guid DisbursementId, int Number, string Reason);

/// <summary>Finance or a grant manager holds a tranche back, with a reason; releasing it ends the hold.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>reason-missing</c>, <c>disbursement-not-open</c>. Signals: <c>DisbursementHeld</c>.</remarks>
public static class HoldDisbursement
{
    /// <summary>Why.</summary>
    public sealed record Request([Required, StringLength(4000)] string Reason);

    /// <summary>Holds it.</summary>
    public static async Task<Verdict<DisbursementHeld>> Execute(
        GrantFlowDb db, Actor actor, Guid disbursementId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        var awardId = await db.Disbursements.Where(d => d.Id == disbursementId).Select(d => d.AwardId).SingleOrDefaultAsync(ct);
        if (await AwardRow.LockAsync(db, awardId, ct) is not { } award) return Refusal.NotFound;
        if (!actor.May(Act.HoldDisbursement, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        var disbursement = await db.Disbursements.SingleAsync(d => d.Id == disbursementId, ct);
        if (!Decide(disbursement, request).Allows(out var fact, out var refusal)) return refusal;

        var now = clock.GetUtcNow();
        disbursement.Hold(fact.Reason);
        db.Record(actor, award.ProgrammeId, award.Subject, fact, now);
        db.Signal("DisbursementHeld", award.Subject, now, new { disbursementId, fact.Number, fact.Reason });
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<DisbursementHeld> Decide(Disbursement disbursement, Request request)
    {
        if (string.IsNullOrWhiteSpace(request.Reason)) return DeclineAward.ReasonMissing;
        return disbursement.State switch
        {
            DisbursementState.Planned or DisbursementState.Due or DisbursementState.Held =>
                new DisbursementHeld(disbursement.AwardId, disbursement.Id, disbursement.Number, request.Reason.Trim()),
            DisbursementState.Released or DisbursementState.Paid or DisbursementState.Cancelled => ReleaseDisbursement.NotOpen,
        };
    }
}
