using GrantFlow.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Accounts;

/// <summary>A passkey was tied to an account.</summary>
/// <param name="PersonId">Whose.</param>
public sealed record PasskeyAdded(Guid PersonId);

/// <summary>A passkey was taken off an account.</summary>
/// <param name="PersonId">Whose.</param>
public sealed record PasskeyRemoved(Guid PersonId);

/// <summary>A person ties a passkey to the account, or takes one off. It is password and second factor in one.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>not-found</c>, <c>last-factor</c>: staff keep at least one second factor. What the browser sent was judged by
/// the framework before. The first factor of an account comes with recovery codes, shown once.
/// </remarks>
public static class AddPasskey
{
    internal static readonly Refusal LastFactor = new("last-factor", "Your work needs a second factor. Set up another one before you take this one off.");

    /// <summary>What is shown once.</summary>
    /// <param name="Fact">What happened.</param>
    /// <param name="RecoveryCodes">To be written down; empty when there are some already.</param>
    public sealed record Done(PasskeyAdded Fact, IReadOnlyList<string> RecoveryCodes);

    /// <summary>Ties it.</summary>
    /// <param name="db">The database.</param>
    /// <param name="people">Keeps passkeys.</param>
    /// <param name="signedIn">Whose account.</param>
    /// <param name="passkey">As the framework judged it.</param>
    /// <param name="name">What the person calls it.</param>
    /// <param name="clock">Now.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Verdict<Done>> Execute(
        GrantFlowDb db, UserManager<Person> people, SignedIn signedIn, UserPasskeyInfo passkey, string name, TimeProvider clock, CancellationToken ct)
    {
        var id = signedIn.Actor.PersonId;
        if (await db.Users.FindAsync([id], ct) is not { } person) return Refusal.Forbidden;
        var first = !await db.HasAuthenticatorAsync(id, ct) && !await db.HasPasskeyAsync(id, ct);
        // Whoever has a second factor shows it before another can be added.
        if (!first && signedIn.SecondFactor is null) return Refusal.Forbidden;
        var now = clock.GetUtcNow();
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        passkey.Name = name.Trim() is { Length: > 0 } given ? given[..Math.Min(given.Length, 60)] : "Passkey";
        await people.AddOrUpdatePasskeyAsync(person, passkey);
        var codes = first ? await RenewRecoveryCodes.MakeAsync(db, id, now, ct) : [];
        if (first) await EndSession.Others(db, id, signedIn.SessionId, SessionEnd.FactorChanged, now, ct);
        if (await db.Sessions.FindAsync([signedIn.SessionId], ct) is { } session) session.SecondFactor ??= SecondFactor.Passkey;
        var fact = new PasskeyAdded(id);
        db.Record(signedIn.Actor, null, person.Subject, fact, now);
        await SignInNotice.TellAsync(db, id, SignInNotice.Passkey, $"passkey:{now:O}", now, ct);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return new Done(fact, codes);
    }

    /// <summary>Takes one off.</summary>
    public static async Task<Verdict<PasskeyRemoved>> Remove(
        GrantFlowDb db, SignedIn signedIn, byte[] credentialId, TimeProvider clock, CancellationToken ct)
    {
        var id = signedIn.Actor.PersonId;
        var mine = await db.Passkeys.Where(p => p.UserId == id).ToListAsync(ct);
        if (mine.Find(p => p.CredentialId.AsSpan().SequenceEqual(credentialId)) is not { } passkey) return Refusal.NotFound;
        if (signedIn.SecondFactor is null) return Refusal.Forbidden;
        if (mine.Count == 1 && signedIn.Actor.IsStaff && !await db.HasAuthenticatorAsync(id, ct)) return LastFactor;
        db.Remove(passkey);
        var fact = new PasskeyRemoved(id);
        db.Record(signedIn.Actor, null, $"person:{id}", fact, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return fact;
    }
}
