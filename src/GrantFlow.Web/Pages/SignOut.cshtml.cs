using GrantFlow.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Pages;

/// <summary>Signs out; only by a button, so that no link can.</summary>
[Does(Act.UseService)]
sealed class SignOutPage : FlowPage
{
    /// <summary>A visit by address does nothing.</summary>
    public IActionResult OnGet() => LocalRedirect("/");

    /// <summary>Drops the cookie.</summary>
    [Does(Act.UseService)]
    public async Task<IActionResult> OnPostAsync()
    {
        await HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
        return LocalRedirect("/");
    }
}
