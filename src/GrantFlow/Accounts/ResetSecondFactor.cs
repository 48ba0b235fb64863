using System.ComponentModel.DataAnnotations;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Accounts;

/// <summary>An administrator took a person's second factor off.</summary>
/// <param name="PersonId">Whose.</param>
/// <param name="Reason">Why.</param>
public sealed record SecondFactorReset(Guid PersonId, string Reason);

/// <summary>An administrator takes off the second factor of somebody who has lost it: all their sessions are over, and they are told by mail.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>not-found</c>, <c>reason-missing</c>, <c>same-person</c>: nobody takes off their own.</remarks>
public static class ResetSecondFactor
{
    /// <summary>What the administrator says.</summary>
    /// <param name="Reason">How the person showed who they are.</param>
    public sealed record Request([Required, StringLength(500)] string Reason);

    internal static readonly Refusal ReasonMissing = new("reason-missing", "Say why, for the record.", nameof(Request.Reason));
    internal static readonly Refusal Own = new("same-person", "Somebody else must do this: one person can't act on both sides.");

    /// <summary>Takes it off.</summary>
    public static async Task<Verdict<SecondFactorReset>> Execute(
        GrantFlowDb db, Actor actor, Guid personId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (!actor.May(Act.ResetSecondFactor, Guid.Empty)) return Refusal.Forbidden;
        if (await db.Users.FindAsync([personId], ct) is not { } person) return Refusal.NotFound;
        if (actor.PersonId == personId) return Own;
        if (string.IsNullOrWhiteSpace(request.Reason)) return ReasonMissing;
        var now = clock.GetUtcNow();
        db.RemoveRange(await db.Authenticators.Where(a => a.PersonId == personId).ToListAsync(ct));
        db.RemoveRange(await db.RecoveryCodes.Where(c => c.PersonId == personId).ToListAsync(ct));
        db.RemoveRange(await db.Passkeys.Where(p => p.UserId == personId).ToListAsync(ct));
        await EndSession.Others(db, personId, null, SessionEnd.FactorChanged, now, ct);
        var fact = new SecondFactorReset(personId, request.Reason.Trim());
        db.Record(actor, null, person.Subject, fact, now);
        db.QueueMail(
            new MailRequest(
                $"second-factor-reset:{personId}:{now:O}", "second-factor-reset", null, person.Subject,
                new Receiver(person.Email!, person.FullName, person.Language, personId),
                new Dictionary<string, string> { ["reason"] = fact.Reason, ["link"] = "/sign-in" }),
            now);
        await db.SaveChangesAsync(ct);
        return fact;
    }
}
