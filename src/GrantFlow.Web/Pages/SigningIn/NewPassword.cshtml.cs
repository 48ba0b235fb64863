using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Pages.SigningIn;

/// <summary>Opened by the link of a recovery mail: a new password.</summary>
[Does(Act.UseService)]
sealed class NewPasswordPage(GrantFlowDb db, UserManager<Person> people, TimeProvider clock) : FlowPage
{
    /// <summary>As typed.</summary>
    [BindProperty]
    public string? Password { get; set; }

    /// <summary>The link still works.</summary>
    public bool Works { get; private set; }

    /// <summary>Shows the form.</summary>
    public async Task OnGetAsync(string token, CancellationToken ct)
    {
        Response.Headers["Referrer-Policy"] = "no-referrer";
        Works = await RecoverPassword.WorksAsync(db, token, clock, ct);
    }

    /// <summary>Sets the password; the person then signs in with it, second factor and all.</summary>
    [Does(Act.UseService)]
    public async Task<IActionResult> OnPostAsync(string token, CancellationToken ct)
    {
        ModelState.Clear();
        var verdict = await RecoverPassword.Execute(db, people, token, new(Password ?? ""), clock, ct);
        if (verdict.Allows(out _, out var refusal)) return Done("/sign-in", "done.password");
        await OnGetAsync(token, ct);
        return Works ? Refused(refusal) : Page();
    }
}
