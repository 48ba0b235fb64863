using System.Security.Cryptography;
using GrantFlow.Accounts;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Pages.SigningIn;

/// <summary>The two halves of a passkey's ceremony: what the browser is asked, and what it answers; between them a sealed cookie of five minutes.</summary>
sealed class Passkeys(IPasskeyHandler<Person> handler, IDataProtectionProvider protection)
{
    const string Cookie = "passkey";

    static readonly TimeSpan Lasts = TimeSpan.FromMinutes(5);

    readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("GrantFlow.Passkeys").ToTimeLimitedDataProtector();

    /// <summary>Asks for a new passkey for a person.</summary>
    public async Task<ContentResult> AskForNewAsync(HttpContext context, Person person)
    {
        var asked = await handler.MakeCreationOptionsAsync(new() { Id = person.Id.ToString(), Name = person.Email!, DisplayName = person.FullName }, context);
        return Asked(context, asked.CreationOptionsJson, asked.AttestationState);
    }

    /// <summary>Judges the new passkey.</summary>
    /// <returns>Null when it isn't what was asked for.</returns>
    public async Task<UserPasskeyInfo?> NewAsync(HttpContext context, string? credential, Guid person)
    {
        if (credential is null || State(context) is not { } state) return null;
        var judged = await handler.PerformAttestationAsync(new() { HttpContext = context, CredentialJson = credential, AttestationState = state });
        return judged.Succeeded && judged.UserEntity.Id == person.ToString() ? judged.Passkey : null;
    }

    /// <summary>Asks for any passkey of this service: the browser shows whose it has.</summary>
    public async Task<ContentResult> AskForAnyAsync(HttpContext context)
    {
        var asked = await handler.MakeRequestOptionsAsync(null, context);
        return Asked(context, asked.RequestOptionsJson, asked.AssertionState);
    }

    /// <summary>Judges what the browser answered.</summary>
    /// <returns>Whose passkey it is; null when it doesn't fit.</returns>
    public async Task<(Person Person, UserPasskeyInfo Passkey)?> ShownAsync(HttpContext context, string? credential)
    {
        if (credential is null || State(context) is not { } state) return null;
        var judged = await handler.PerformAssertionAsync(new() { HttpContext = context, CredentialJson = credential, AssertionState = state });
        return judged.Succeeded ? (judged.User, judged.Passkey) : null;
    }

    ContentResult Asked(HttpContext context, string options, string? state)
    {
        context.Response.Cookies.Append(
            Cookie, _protector.Protect(state ?? "", Lasts), new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, IsEssential = true });
        return new ContentResult { Content = options, ContentType = "application/json" };
    }

    // Read once: an answer that was given can't be given again.
    string? State(HttpContext context)
    {
        if (context.Request.Cookies[Cookie] is not { } cookie) return null;
        context.Response.Cookies.Delete(Cookie);
        try
        {
            return _protector.Unprotect(cookie);
        }
        catch (CryptographicException)
        {
            // Too old, or not ours: the person begins again.
            return null;
        }
    }
}
