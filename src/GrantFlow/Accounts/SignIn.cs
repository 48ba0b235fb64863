using System.ComponentModel.DataAnnotations;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Identity;

namespace GrantFlow.Accounts;

/// <summary>A person proves who they are in one go, as programs do: e-mail address, password and, where they have one, a code.</summary>
/// <remarks>
/// Refuses: what <see cref="CheckPassword"/> and <see cref="CheckCode"/> refuse, <c>second-factor-needed</c> when the code is missing,
/// <c>second-factor-not-set-up</c> for staff who have none. The code counts only beside the right password.
/// </remarks>
public static class SignIn
{
    /// <summary>What the person sends.</summary>
    /// <param name="Email">The account's e-mail address.</param>
    /// <param name="Password">As typed.</param>
    /// <param name="Code">Of the authenticator app, or a recovery code; null when the person has neither.</param>
    public sealed record Request([Required] string Email, [Required] string Password, string? Code = null);

    internal static readonly Refusal CodeNeeded = new("second-factor-needed", "Send the code of your authenticator app as well.");
    internal static readonly Refusal NotSetUp = new("second-factor-not-set-up", "Your work needs a second factor. Sign in on the pages first and set one up.");

    /// <summary>Judges all of it and opens a session.</summary>
    public static async Task<Verdict<PersonSignedIn>> Execute(
        GrantFlowDb db, UserManager<Person> people, Secrets secrets, Request request, Whence whence, TimeProvider clock, CancellationToken ct)
    {
        var password = await CheckPassword.Execute(db, people, new(request.Email, request.Password), whence, clock, ct);
        if (!password.Allows(out var fits, out var refusal)) return refusal;
        SecondFactor? factor = null;
        if (fits.SecondFactorAsked)
        {
            if (string.IsNullOrWhiteSpace(request.Code)) return CodeNeeded;
            if (!(await CheckCode.Execute(db, secrets, fits.Person, request.Code, whence, clock, ct)).Allows(out var shown, out refusal)) return refusal;
            factor = shown.By;
        }
        else if (fits.Staff)
        {
            return NotSetUp;
        }

        return await OpenSession.Execute(db, fits.Person, SessionKind.Token, factor, whence, clock.GetUtcNow(), ct);
    }
}
