using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Web.Language;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Pages.SigningIn;

/// <summary>Opened by the link of a registration mail: name, language, password; then the person is in.</summary>
[Does(Act.UseService)]
sealed class NewAccountPage(GrantFlowDb db, UserManager<Person> people, Tickets tickets, TimeProvider clock) : FlowPage
{
    /// <summary>What was typed.</summary>
    public NewPersonForm Form { get; private set; } = new(null, null, null);

    /// <summary>The address the link proves; null when it doesn't work any more.</summary>
    public string? Address { get; private set; }

    /// <summary>Shows the form.</summary>
    public async Task OnGetAsync(string token, CancellationToken ct)
    {
        Response.Headers["Referrer-Policy"] = "no-referrer";
        Address = await CompleteRegistration.AddressAsync(db, token, clock, ct);
    }

    /// <summary>Makes the account and signs the person in.</summary>
    [Does(Act.UseService)]
    public async Task<IActionResult> OnPostAsync(string token, string? name, string? language, string? password, CancellationToken ct)
    {
        ModelState.Clear();
        Form = new(name, language, password);
        var verdict = await CompleteRegistration.Execute(db, people, token, Form.Request, clock, ct);
        if (verdict.Allows(out var registered, out var refusal))
        {
            await tickets.OpenAsync(HttpContext, (await db.Users.FindAsync([registered.PersonId], ct))!, null, ct);
            ReaderLanguage.Remember(Response, Form.Request.Language);
            return Done("/me", "done.registered");
        }

        await OnGetAsync(token, ct);
        return Address is null ? Page() : Refused(refusal);
    }
}
