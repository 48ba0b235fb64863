using System.Security.Claims;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Pages.SigningIn;

/// <summary>Goes to the organisation's own sign-in, and comes back from it.</summary>
[Does(Act.UseService)]
sealed class ProviderPage(GrantFlowDb db, Tickets tickets, ProviderOptions provider, TimeProvider clock) : FlowPage
{
    /// <summary>Sends the reader there; a link, for a form that leads to another site is stopped by our own policy.</summary>
    public IActionResult OnGetGo(string? to) => provider.IsConfigured
        ? Challenge(new AuthenticationProperties { RedirectUri = $"/sign-in/provider{Tickets.Onward(Url, to)}" }, Provider.Scheme)
        : NotFound();

    /// <summary>Back: signs in whoever is connected; or connects whoever asked for it from inside their account.</summary>
    public async Task<IActionResult> OnGetAsync(string? to, CancellationToken ct)
    {
        if (!provider.IsConfigured) return NotFound();
        var back = await HttpContext.AuthenticateAsync(IdentityConstants.ExternalScheme);
        if (back.Principal?.FindFirstValue(ClaimTypes.NameIdentifier) is not { Length: > 0 } sub) return Redirect("/sign-in");
        await HttpContext.SignOutAsync(IdentityConstants.ExternalScheme);
        if (SignedIn is { } signedIn && tickets.TakeWish(HttpContext) == signedIn.SessionId)
        {
            var verdict = await ConnectProvider.Execute(db, signedIn, sub, clock, ct);
            return Done("/me/security", verdict.Allows(out _, out var refusal) ? "done.provider" : $"refusal.{refusal.Code}");
        }

        if (await Provider.PersonOfAsync(db, sub, ct) is not { } person) return Page();
        var asked = await db.HasAuthenticatorAsync(person.Id, ct) || await db.HasPasskeyAsync(person.Id, ct);
        if (!provider.SecondFactor && asked)
        {
            tickets.RememberHalf(HttpContext, person);
            return Redirect($"/sign-in/code{Tickets.Onward(Url, to)}");
        }

        await tickets.OpenAsync(HttpContext, person, provider.SecondFactor ? SecondFactor.Provider : null, ct);
        return LocalRedirect(Url.IsLocalUrl(to) ? to : "/me");
    }
}
