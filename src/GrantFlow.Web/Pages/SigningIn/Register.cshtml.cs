using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Web.Language;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Pages.SigningIn;

/// <summary>Asks for a mail to register; the answer is the same whether or not there is an account.</summary>
[Does(Act.UseService)]
sealed class RegisterPage(GrantFlowDb db, Secrets secrets, TimeProvider clock, Texts texts) : FlowPage
{
    /// <summary>As typed.</summary>
    [BindProperty]
    public string? Email { get; set; }

    /// <summary>The request was taken.</summary>
    public bool Asked { get; private set; }

    /// <summary>Asks.</summary>
    [Does(Act.UseService)]
    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        ModelState.Clear();
        var answer = SameTime.Begin();
        if (!MailAddress.Is(Email)) ModelState.AddModelError(nameof(Email), texts["sign-in.email-missing"]);
        else if ((await AskForLink.Execute(db, secrets, MailLinkKind.Registration, Email!, texts.Language, Whence.Of(HttpContext), clock, ct)).Allows(out _, out var refusal)) Asked = true;
        else Refused(refusal);
        await answer.EndAsync(ct);
        return Page();
    }
}
