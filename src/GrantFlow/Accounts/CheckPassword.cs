using System.ComponentModel.DataAnnotations;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Accounts;

/// <summary>E-mail address and password fit; whether that is enough is for the caller to ask.</summary>
/// <param name="Person">Whose they are.</param>
/// <param name="Authenticator">The person has an authenticator app at work.</param>
/// <param name="Passkey">The person has a passkey.</param>
/// <param name="Staff">The person works for a programme or the service: a second factor is a must.</param>
public sealed record PasswordFits(Person Person, bool Authenticator, bool Passkey, bool Staff)
{
    /// <summary>A second factor is asked for.</summary>
    public bool SecondFactorAsked => Authenticator || Passkey;
}

/// <summary>Judges an e-mail address and a password: the first half of a sign-in.</summary>
/// <remarks>
/// Refuses: <c>sign-in-wrong</c>, <c>sign-in-too-often</c>. An unknown address and a wrong password get the same answer
/// after the same work. Guessing is slowed per account and network address, so that a village behind one address goes on
/// working when one neighbour mistypes: whoever has signed in from an address before is never held up there by others.
/// </remarks>
public static class CheckPassword
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
    static readonly Person NobodyKnown = new();
    static readonly string HashOfNothing = new PasswordHasher<Person>().HashPassword(NobodyKnown, Guid.CreateVersion7().ToString());

    /// <summary>Judges the two; a failure is kept on count.</summary>
    public static async Task<Verdict<PasswordFits>> Execute(
        GrantFlowDb db, UserManager<Person> people, Request request, Whence whence, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (TooMany(await CountAsync(db, SignInAttempt.Seal(request.Email), SignInAttempt.Seal(whence.Address), now, ct))) return TooOften;

        var person = await people.FindByEmailAsync(request.Email.Trim());
        var fits = people.PasswordHasher.VerifyHashedPassword(
            person ?? NobodyKnown, person?.PasswordHash ?? HashOfNothing, request.Password) != PasswordVerificationResult.Failed;
        if (fits && person?.PasswordHash is not null)
        {
            return new PasswordFits(
                person,
                await db.HasAuthenticatorAsync(person.Id, ct),
                await db.HasPasskeyAsync(person.Id, ct),
                await db.ProgrammeRoles.AnyAsync(r => r.PersonId == person.Id && r.Role != Role.Applicant, ct));
        }

        db.Add(SignInAttempt.Of(AttemptKind.Password, request.Email, whence, now, succeeded: false));
        await db.SaveChangesAsync(ct);
        return Wrong;
    }

    // 5: a hand mistypes twice or thrice. 30 and 300: far above what a household or a village office does in a quarter of an hour.
    internal static bool TooMany(Tries tries) =>
        tries.PairFailures >= 5 || (!tries.KnownHere && (tries.AccountFailures >= 30 || tries.AddressFailures >= 300));

    static async Task<Tries> CountAsync(GrantFlowDb db, string account, string from, DateTimeOffset now, CancellationToken ct)
    {
        var attempts = db.Set<SignInAttempt>().AsNoTracking().Where(a => a.Kind == AttemptKind.Password);
        var since = now - Window;
        var lastSuccess = await attempts.Where(a => a.Account == account && a.Address == from && a.Succeeded && a.At >= now - SignInAttempt.Kept)
            .MaxAsync(a => (DateTimeOffset?)a.At, ct);
        var failures = attempts.Where(a => !a.Succeeded && a.At > since);
        return new Tries(
            await failures.CountAsync(a => a.Account == account && a.Address == from && (lastSuccess == null || a.At > lastSuccess), ct),
            await failures.CountAsync(a => a.Account == account, ct),
            await failures.CountAsync(a => a.Address == from, ct),
            lastSuccess is not null);
    }
}
