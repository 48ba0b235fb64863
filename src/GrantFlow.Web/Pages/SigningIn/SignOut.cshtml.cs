using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Pages.SigningIn;

/// <summary>Signs out; only by a button, so that no link can.</summary>
[Does(Act.UseService)]
sealed class SignOutPage(GrantFlowDb db, ActorAccessor actors, TimeProvider clock) : FlowPage
{
    /// <summary>A visit by address does nothing.</summary>
    public IActionResult OnGet() => LocalRedirect("/");

    /// <summary>Ends the session, so that a copy of the cookie is worth nothing, and drops the cookie.</summary>
    [Does(Act.UseService)]
    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await actors.SignedInAsync(User, ct) is { } signedIn) await EndSession.Execute(db, signedIn.Actor, signedIn.SessionId, true, clock, ct);
        await HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
        return LocalRedirect("/");
    }
}
