using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Web.Language;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Pages.SigningIn;

/// <summary>The second half of a sign-in: a code of the authenticator app, or a recovery code.</summary>
[Does(Act.UseService)]
sealed class CodePage(GrantFlowDb db, Tickets tickets, Secrets secrets, TimeProvider clock, Texts texts) : FlowPage
{
    /// <summary>As typed.</summary>
    [BindProperty]
    public string? Code { get; set; }

    /// <summary>Where to go afterwards.</summary>
    [BindProperty(SupportsGet = true, Name = "to")]
    public string? To { get; set; }

    /// <summary>Asks for the code, of whoever has shown the password.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken ct) =>
        await tickets.HalfAsync(HttpContext, ct) is null ? Redirect($"/sign-in{Tickets.Onward(Url, To)}") : Page();

    /// <summary>Checks, and makes the cookie.</summary>
    [Does(Act.UseService)]
    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        ModelState.Clear();
        if (await tickets.HalfAsync(HttpContext, ct) is not { } person) return Redirect($"/sign-in{Tickets.Onward(Url, To)}");
        if (string.IsNullOrWhiteSpace(Code))
        {
            ModelState.AddModelError(nameof(Code), texts["refusal.code-wrong"]);
            return Page();
        }

        var verdict = await CheckCode.Execute(db, secrets, person, Code, Whence.Of(HttpContext), clock, ct);
        if (!verdict.Allows(out var shown, out var refusal)) return Refused(refusal);
        await tickets.OpenAsync(HttpContext, person, shown.By, ct);
        return LocalRedirect(Url.IsLocalUrl(To) ? To : "/me");
    }
}
