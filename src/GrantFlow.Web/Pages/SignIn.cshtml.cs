using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Web.Language;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Pages;

/// <summary>Signs a person in with a cookie, and out again.</summary>
[Does(Act.UseService)]
sealed class SignInPage(GrantFlowDb db, UserManager<Person> people, TimeProvider clock, Texts texts) : FlowPage
{
    /// <summary>The e-mail address; shown again after a failure.</summary>
    [BindProperty]
    public string? Email { get; set; }

    /// <summary>The password; never shown again.</summary>
    [BindProperty]
    public string? Password { get; set; }

    /// <summary>Where to go afterwards.</summary>
    [BindProperty(SupportsGet = true, Name = "to")]
    public string? To { get; set; }

    /// <summary>Checks, and makes the cookie.</summary>
    [Does(Act.UseService)]
    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        ModelState.Clear();
        if (string.IsNullOrWhiteSpace(Email)) ModelState.AddModelError(nameof(Email), texts["sign-in.email-missing"]);
        if (string.IsNullOrEmpty(Password)) ModelState.AddModelError(nameof(Password), texts["sign-in.password-missing"]);
        if (!ModelState.IsValid) return Page();
        var address = HttpContext.Connection.RemoteIpAddress?.ToString() ?? "";
        var verdict = await Accounts.SignIn.Execute(db, people, new(Email!, Password!), address, clock, ct);
        if (!verdict.Allows(out var signedIn, out var refusal)) return Refused(refusal);
        var scheme = IdentityConstants.ApplicationScheme;
        await HttpContext.SignInAsync(scheme, await AccountsStage.TicketOf(people, signedIn.PersonId, scheme));
        return LocalRedirect(Url.IsLocalUrl(To) ? To : "/me");
    }
}
