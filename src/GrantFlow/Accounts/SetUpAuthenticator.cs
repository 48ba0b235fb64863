using System.ComponentModel.DataAnnotations;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Accounts;

/// <summary>An authenticator app is at work.</summary>
/// <param name="PersonId">Whose.</param>
public sealed record AuthenticatorSetUp(Guid PersonId);

/// <summary>A person ties an authenticator app to the account: shown the secret, they type a code of it.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>code-wrong</c>, <c>nothing-to-confirm</c>. Until the code is typed, the app that was there before goes on.
/// Afterwards the session has its second factor, all others are over, and new recovery codes are shown once.
/// </remarks>
public static class SetUpAuthenticator
{
    /// <summary>What the person types.</summary>
    /// <param name="Code">Of the app.</param>
    public sealed record Request([Required] string Code);

    /// <summary>What is shown once.</summary>
    /// <param name="Fact">What happened.</param>
    /// <param name="RecoveryCodes">To be written down.</param>
    public sealed record Done(AuthenticatorSetUp Fact, IReadOnlyList<string> RecoveryCodes);

    internal static readonly Refusal NothingToConfirm = new("nothing-to-confirm", "Begin again: the secret to confirm isn't there any more.");

    /// <summary>The secret to show: the one shown before, until it is confirmed, so that a page loaded again shows the same.</summary>
    public static async Task<string> BeginAsync(GrantFlowDb db, Secrets secrets, Guid personId, CancellationToken ct)
    {
        var authenticator = await db.Authenticators.FindAsync([personId], ct);
        if (authenticator?.Pending is { } pending) return secrets.Open(pending);
        var secret = Totp.NewSecret();
        var kept = secrets.Seal(secret);
        // Two pages opened at once: the first one's secret stands for both.
        await db.Database.ExecuteSqlAsync(
            $"insert into authenticators (person_id, pending) values ({personId}, {kept}) on conflict (person_id) do update set pending = coalesce(authenticators.pending, {kept})", ct);
        var stands = await db.Authenticators.AsNoTracking().Where(a => a.PersonId == personId).Select(a => a.Pending).SingleAsync(ct);
        return secrets.Open(stands!);
    }

    /// <summary>Judges the first code; from then on the app is asked for.</summary>
    public static async Task<Verdict<Done>> Execute(
        GrantFlowDb db, SignedIn signedIn, Secrets secrets, Request request, TimeProvider clock, CancellationToken ct)
    {
        var person = signedIn.Actor.PersonId;
        // Whoever has a second factor shows it before it can be changed.
        if (signedIn.SecondFactor is null && (await db.HasAuthenticatorAsync(person, ct) || await db.HasPasskeyAsync(person, ct))) return Refusal.Forbidden;
        var now = clock.GetUtcNow();
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        var authenticator = await db.Authenticators.FromSql($"select * from authenticators where person_id = {person} for update").SingleOrDefaultAsync(ct);
        if (authenticator?.Pending is not { } pending) return NothingToConfirm;
        var typed = string.Concat(request.Code.Where(char.IsLetterOrDigit));
        if (Totp.StepThatFits(secrets.Open(pending), typed, now) is not { } step) return CheckCode.Wrong;
        (authenticator.Secret, authenticator.Pending, authenticator.ConfirmedAt, authenticator.LastStep) = (pending, null, now, step);
        var codes = await RenewRecoveryCodes.MakeAsync(db, person, now, ct);
        await EndSession.Others(db, person, signedIn.SessionId, SessionEnd.FactorChanged, now, ct);
        if (await db.Sessions.FindAsync([signedIn.SessionId], ct) is { } session) session.SecondFactor ??= SecondFactor.Authenticator;
        var fact = new AuthenticatorSetUp(person);
        db.Record(signedIn.Actor, null, $"person:{person}", fact, now);
        await SignInNotice.TellAsync(db, person, SignInNotice.Authenticator, $"authenticator:{now:O}", now, ct);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return new Done(fact, codes);
    }
}
