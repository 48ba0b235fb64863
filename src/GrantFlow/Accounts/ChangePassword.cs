using System.ComponentModel.DataAnnotations;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Identity;

namespace GrantFlow.Accounts;

/// <summary>A password was changed or set anew.</summary>
/// <param name="PersonId">Whose.</param>
/// <param name="SessionsEnded">How many other sign-ins that ended.</param>
public sealed record PasswordChanged(Guid PersonId, int SessionsEnded);

/// <summary>A person who has signed in changes the password; all other sign-ins are over.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>sign-in-wrong</c> for the old one, <c>sign-in-too-often</c>, and what <c>PasswordRules</c> refuse.</remarks>
public static class ChangePassword
{
    /// <summary>What the person types.</summary>
    /// <param name="Old">The password so far.</param>
    /// <param name="Password">The one from now on.</param>
    public sealed record Request([Required] string Old, [Required] string Password);

    internal static readonly Refusal OldWrong = new("password-old-wrong", "The present password is wrong.", nameof(Request.Old));

    /// <summary>Changes it; the caller renews the ticket of the session that goes on.</summary>
    public static async Task<Verdict<PasswordChanged>> Execute(
        GrantFlowDb db, UserManager<Person> people, SignedIn signedIn, Request request, Whence whence, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Users.FindAsync([signedIn.Actor.PersonId], ct) is not { } person) return Refusal.Forbidden;
        // Counted like a sign-in: whoever found an open browser doesn't get to guess either.
        if (!(await CheckPassword.Execute(db, people, new(person.Email!, request.Old), whence, clock, ct)).Allows(out _, out var refusal))
            return refusal == CheckPassword.Wrong ? OldWrong : refusal;
        if (PasswordRules.Judge(request.Password, person.FullName, person.Email!) is { } bad) return bad;
        var fact = await SetAsync(db, people, person, request.Password, signedIn.SessionId, signedIn.Actor, clock.GetUtcNow(), ct);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    /// <summary>Sets a password that was judged, ends the sessions and tells the person; saved by the caller.</summary>
    internal static async Task<PasswordChanged> SetAsync(
        GrantFlowDb db, UserManager<Person> people, Person person, string password, Guid? keep, Actor actor, DateTimeOffset now, CancellationToken ct)
    {
        person.PasswordHash = people.PasswordHasher.HashPassword(person, password);
        person.SecurityStamp = Guid.CreateVersion7().ToString();
        var ended = await EndSession.Others(db, person.Id, keep, SessionEnd.PasswordChanged, now, ct);
        var fact = new PasswordChanged(person.Id, ended);
        db.Record(actor, null, person.Subject, fact, now);
        await SignInNotice.TellAsync(db, person.Id, SignInNotice.Password, $"password:{now:O}", now, ct);
        return fact;
    }
}
