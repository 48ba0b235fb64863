using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Awards;

/// <summary>An award came to nothing before it was signed.</summary>
public sealed record AwardDeclined(Guid AwardId, string Reason);

/// <summary>The organisation doesn't want the award, or a grant manager withdraws it before it is signed.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>reason-missing</c>, <c>award-in-force</c>, <c>award-over</c>. Signals: <c>AwardDeclined</c>.</remarks>
public static class DeclineAward
{
    /// <summary>Why.</summary>
    public sealed record Request([Required, StringLength(4000)] string Reason);

    internal static readonly Refusal ReasonMissing = new("reason-missing", "Say why, for the record.", nameof(Request.Reason));
    internal static readonly Refusal InForce = new("award-in-force", "The agreement is signed; terminate the award instead.");

    /// <summary>Declines it.</summary>
    public static async Task<Verdict<AwardDeclined>> Execute(
        GrantFlowDb db, Actor actor, Guid awardId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await AwardRow.LockAsync(db, awardId, ct) is not { } award) return Refusal.NotFound;
        if (!actor.May(Act.DeclineAward, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        if (!Decide(award, request).Allows(out var fact, out var refusal)) return refusal;

        var now = clock.GetUtcNow();
        var programme = (await db.Programmes.FindAsync([award.ProgrammeId], ct))!;
        foreach (var agreement in await db.Agreements.Where(a => a.AwardId == awardId && a.State != AgreementState.Void).ToListAsync(ct))
            agreement.State = AgreementState.Void;
        award.End(AwardState.Declined, programme.DayOf(now), fact.Reason);
        await EndDeadline.Execute(db, award.Subject, null, DeadlineEnd.Cancelled, now, ct);
        db.Record(actor, award.ProgrammeId, award.Subject, fact, now);
        db.Signal("AwardDeclined", award.Subject, now, new { outcome = "Declined", fact.Reason });
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<AwardDeclined> Decide(Award award, Request request)
    {
        if (string.IsNullOrWhiteSpace(request.Reason)) return ReasonMissing;
        return award.State switch
        {
            AwardState.Prepared or AwardState.DueDiligence or AwardState.Offered => new AwardDeclined(award.Id, request.Reason.Trim()),
            AwardState.Signed or AwardState.Active or AwardState.Suspended => InForce,
            AwardState.Terminated or AwardState.Closed or AwardState.Declined => PrepareAgreement.AwardOver,
        };
    }
}
