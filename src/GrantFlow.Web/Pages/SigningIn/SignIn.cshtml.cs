using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Web.Language;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Pages.SigningIn;

/// <summary>E-mail address and password; whoever has a second factor is asked for it on the next page.</summary>
[Does(Act.UseService)]
sealed class SignInPage(GrantFlowDb db, UserManager<Person> people, Tickets tickets, Passkeys passkeys, TimeProvider clock, Texts texts) : FlowPage
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

    /// <summary>Shows the form; says so when somebody comes back from their organisation's own sign-in without one.</summary>
    /// <param name="failed"><c>provider</c>, or null.</param>
    public void OnGet(string? failed)
    {
        if (failed == "provider") ModelState.AddModelError("", texts["provider.failed"]);
    }

    /// <summary>Checks, and makes the cookie or asks on.</summary>
    [Does(Act.UseService)]
    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        ModelState.Clear();
        if (string.IsNullOrWhiteSpace(Email)) ModelState.AddModelError(nameof(Email), texts["sign-in.email-missing"]);
        if (string.IsNullOrEmpty(Password)) ModelState.AddModelError(nameof(Password), texts["sign-in.password-missing"]);
        if (!ModelState.IsValid) return Page();
        var verdict = await CheckPassword.Execute(db, people, new(Email!, Password!), Whence.Of(HttpContext), clock, ct);
        if (!verdict.Allows(out var fits, out var refusal)) return Refused(refusal);
        if (fits.SecondFactorAsked)
        {
            tickets.RememberHalf(HttpContext, fits.Person);
            return Redirect($"/sign-in/code{Tickets.Onward(Url, To)}");
        }

        await tickets.OpenAsync(HttpContext, fits.Person, null, ct);
        return fits.Staff ? Redirect("/me/second-factor") : LocalRedirect(Url.IsLocalUrl(To) ? To : "/me");
    }

    /// <summary>Asks the browser for a passkey.</summary>
    [Does(Act.UseService)]
    public Task<ContentResult> OnPostPasskeyOptionsAsync() => passkeys.AskForAnyAsync(HttpContext);

    /// <summary>Signs in by passkey: it stands for password and second factor.</summary>
    [Does(Act.UseService)]
    public async Task<IActionResult> OnPostPasskeyAsync(string? credential, CancellationToken ct)
    {
        ModelState.Clear();
        if (await passkeys.ShownAsync(HttpContext, string.IsNullOrEmpty(credential) ? null : credential) is not ({ } person, { } passkey))
        {
            ModelState.AddModelError("", texts["passkey.wrong"]);
            return Page();
        }

        await people.AddOrUpdatePasskeyAsync(person, passkey); // the device's count of uses: a copy of it would stand out
        await tickets.OpenAsync(HttpContext, person, SecondFactor.Passkey, ct);
        return LocalRedirect(Url.IsLocalUrl(To) ? To : "/me");
    }
}
