using System.Security.Cryptography;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Pages.SigningIn;

/// <summary>The cookies of a sign-in: the ticket itself, and before it the proof that the password fitted.</summary>
sealed class Tickets(GrantFlowDb db, IDataProtectionProvider protection, TimeProvider clock)
{
    const string Half = "half-signed-in";
    const string Wish = "connect";

    static readonly TimeSpan HalfLasts = TimeSpan.FromMinutes(10);

    readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("GrantFlow.HalfSignedIn").ToTimeLimitedDataProtector();

    /// <summary>Opens a session and gives the browser its ticket.</summary>
    public async Task OpenAsync(HttpContext context, Person person, SecondFactor? factor, CancellationToken ct)
    {
        var signedIn = await OpenSession.Execute(db, person, SessionKind.Cookie, factor, Whence.Of(context), clock.GetUtcNow(), ct);
        context.Response.Cookies.Delete(Half, new() { Path = "/sign-in" });
        await WriteAsync(context, person, signedIn.SessionId);
    }

    /// <summary>Gives the browser the ticket of a session that goes on, after the person's security stamp has changed.</summary>
    public static Task WriteAsync(HttpContext context, Person person, Guid session) => context.SignInAsync(
        IdentityConstants.ApplicationScheme, AccountsStage.TicketOf(person, session, IdentityConstants.ApplicationScheme));

    /// <summary>Remembers for ten minutes that this browser has shown a person's password: it opens nothing but the next question.</summary>
    public void RememberHalf(HttpContext context, Person person) => context.Response.Cookies.Append(
        Half,
        _protector.Protect($"{person.Id}/{person.SecurityStamp}", HalfLasts),
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, Path = "/sign-in", IsEssential = true });

    /// <summary>The person whose password this browser has shown, or null.</summary>
    public async Task<Person?> HalfAsync(HttpContext context, CancellationToken ct)
    {
        if (context.Request.Cookies[Half] is not { } cookie) return null;
        try
        {
            var parts = _protector.Unprotect(cookie).Split('/', 2);
            var person = await db.Users.FindAsync([Guid.Parse(parts[0])], ct);
            return person is not null && (person.SecurityStamp ?? "") == parts[1] ? person : null;
        }
        catch (CryptographicException)
        {
            // Too old, or not ours: the sign-in begins again.
            return null;
        }
    }

    /// <summary>Remembers for ten minutes that this session's person wants to connect their account with the organisation's own sign-in.</summary>
    public void MakeWish(HttpContext context, Guid session) => context.Response.Cookies.Append(
        Wish, _protector.Protect(session.ToString(), HalfLasts), new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, Path = "/", IsEssential = true });

    /// <summary>The session that wished it, once; null for none.</summary>
    public Guid? TakeWish(HttpContext context)
    {
        if (context.Request.Cookies[Wish] is not { } cookie) return null;
        context.Response.Cookies.Delete(Wish);
        try
        {
            return Guid.Parse(_protector.Unprotect(cookie));
        }
        catch (CryptographicException)
        {
            // Too old, or not ours: nothing was wished.
            return null;
        }
    }

    /// <summary>The query that carries on where to go afterwards, if that is one of our pages.</summary>
    public static string Onward(IUrlHelper urls, string? to) => urls.IsLocalUrl(to) ? $"?to={Uri.EscapeDataString(to!)}" : "";
}
