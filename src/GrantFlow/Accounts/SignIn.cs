using System.ComponentModel.DataAnnotations;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Accounts;

/// <summary>A person proves who they are by e-mail address and password.</summary>
/// <remarks>
/// Refuses: <c>sign-in-wrong</c>, <c>sign-in-too-often</c>. An unknown address and a wrong password get the same answer
/// after the same work. Guessing is slowed per account and network address, so that a village behind one address goes on
/// working when one neighbour mistypes: whoever has signed in from an address before is never held up there by others.
/// </remarks>
public static class SignIn
{
    /// <summary>What the person sends.</summary>
    /// <param name="Email">The account's e-mail address.</param>
    /// <param name="Password">As typed.</param>
    public sealed record Request([Required] string Email, [Required] string Password);

    /// <summary>What is counted before the password is looked at, over the last fifteen minutes.</summary>
    /// <param name="PairFailures">Failures of this account from this address.</param>
    /// <param name="AccountFailures">Failures of this account from anywhere.</param>
    /// <param name="AddressFailures">Failures of any account from this address.</param>
    /// <param name="KnownHere">The account has signed in from this address within thirty days.</param>
    public sealed record Tries(int PairFailures, int AccountFailures, int AddressFailures, bool KnownHere);

    internal static readonly Refusal Wrong = new("sign-in-wrong", "The e-mail address or the password is wrong.");
    internal static readonly Refusal TooOften = new("sign-in-too-often", "Too many tries. Wait fifteen minutes, then try again.");

    internal static readonly TimeSpan Window = TimeSpan.FromMinutes(15);
    static readonly TimeSpan Kept = TimeSpan.FromDays(30);
    static readonly Person NobodyKnown = new();
    static readonly string HashOfNothing = new PasswordHasher<Person>().HashPassword(NobodyKnown, Guid.CreateVersion7().ToString());

    /// <summary>Judges the try and keeps it on record; the caller makes the cookie or the token.</summary>
    public static async Task<Verdict<PersonSignedIn>> Execute(
        GrantFlowDb db, UserManager<Person> people, Request request, string address, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (account, from) = (SignInAttempt.Seal(request.Email), SignInAttempt.Seal(address));
        var tries = await CountAsync(db, account, from, now, ct);
        if (TooMany(tries)) return TooOften;

        var person = await people.FindByEmailAsync(request.Email.Trim());
        var fits = people.PasswordHasher.VerifyHashedPassword(
            person ?? NobodyKnown, person?.PasswordHash ?? HashOfNothing, request.Password) != PasswordVerificationResult.Failed;
        db.Add(new SignInAttempt { Account = account, Address = from, At = now, Succeeded = fits && person is not null });
        if (fits && person is not null)
        {
            var signedIn = new PersonSignedIn(person.Id, person.FullName, person.Language);
            db.Record(Actor.Service with { PersonId = person.Id, Name = person.FullName }, null, $"person:{person.Id}", signedIn, now);
            await db.SaveChangesAsync(ct);
            await db.Set<SignInAttempt>().Where(a => a.At < now - Kept).ExecuteDeleteAsync(ct);
            return signedIn;
        }

        await db.SaveChangesAsync(ct);
        return Wrong;
    }

    // 5: a hand mistypes twice or thrice. 30 and 300: far above what a household or a village office does in a quarter of an hour.
    internal static bool TooMany(Tries tries) =>
        tries.PairFailures >= 5 || (!tries.KnownHere && (tries.AccountFailures >= 30 || tries.AddressFailures >= 300));

    static async Task<Tries> CountAsync(GrantFlowDb db, string account, string from, DateTimeOffset now, CancellationToken ct)
    {
        var attempts = db.Set<SignInAttempt>().AsNoTracking();
        var since = now - Window;
        var lastSuccess = await attempts.Where(a => a.Account == account && a.Address == from && a.Succeeded && a.At >= now - Kept)
            .MaxAsync(a => (DateTimeOffset?)a.At, ct);
        var failures = attempts.Where(a => !a.Succeeded && a.At > since);
        return new Tries(
            await failures.CountAsync(a => a.Account == account && a.Address == from && (lastSuccess == null || a.At > lastSuccess), ct),
            await failures.CountAsync(a => a.Account == account, ct),
            await failures.CountAsync(a => a.Address == from, ct),
            lastSuccess is not null);
    }
}

/// <summary>A person signed in.</summary>
/// <param name="PersonId">Who.</param>
/// <param name="Name">The name.</param>
/// <param name="Language">hy, ky, ru or en.</param>
public sealed record PersonSignedIn(Guid PersonId, string Name, string Language);
