using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Awards;

/// <summary>The bank paid a tranche.</summary>
public sealed record PaymentConfirmed(Guid AwardId, Guid DisbursementId, int Number, DateOnly PaidOn, string Reference);

/// <summary>Finance records that the bank paid a released tranche.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>not-released</c>, <c>paid-in-future</c>, <c>reference-missing</c>. Signals: <c>PaymentConfirmed</c>.
/// </remarks>
public static class ConfirmPayment
{
    /// <summary>What the bank said.</summary>
    /// <param name="PaidOn">The bank's day.</param>
    /// <param name="Reference">The bank's reference.</param>
    public sealed record Request(DateOnly PaidOn, [Required, StringLength(200)] string Reference);

    internal static readonly Refusal NotReleased = new("not-released", "The disbursement isn't released, or is paid already.");
    internal static readonly Refusal InFuture = new("paid-in-future", "The day of payment is still to come.", nameof(Request.PaidOn));
    internal static readonly Refusal ReferenceMissing = new("reference-missing", "Enter the bank's reference.", nameof(Request.Reference));

    /// <summary>Records it.</summary>
    public static async Task<Verdict<PaymentConfirmed>> Execute(
        GrantFlowDb db, Actor actor, Guid disbursementId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        var awardId = await db.Disbursements.Where(d => d.Id == disbursementId).Select(d => d.AwardId).SingleOrDefaultAsync(ct);
        if (await AwardRow.LockAsync(db, awardId, ct) is not { } award) return Refusal.NotFound;
        if (!actor.May(Act.ConfirmPayment, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        var disbursement = await db.Disbursements.SingleAsync(d => d.Id == disbursementId, ct);
        var programme = (await db.Programmes.FindAsync([award.ProgrammeId], ct))!;
        var now = clock.GetUtcNow();
        if (!Decide(disbursement, request, programme.DayOf(now)).Allows(out var fact, out var refusal)) return refusal;

        disbursement.Pay(fact.PaidOn, fact.Reference);
        await EndDeadline.Execute(db, disbursement.Subject, null, DeadlineEnd.Met, now, ct);
        db.Record(actor, award.ProgrammeId, award.Subject, fact, now);
        db.Signal("PaymentConfirmed", award.Subject, now, new { disbursementId, fact.Number });
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<PaymentConfirmed> Decide(Disbursement disbursement, Request request, DateOnly today)
    {
        if (disbursement.State != DisbursementState.Released) return NotReleased;
        if (request.PaidOn > today) return InFuture;
        if (string.IsNullOrWhiteSpace(request.Reference)) return ReferenceMissing;
        return new PaymentConfirmed(disbursement.AwardId, disbursement.Id, disbursement.Number, request.PaidOn, request.Reference.Trim());
    }
}
