using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Web.Language;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Pages.SigningIn;

/// <summary>Ties an authenticator app to the account, and shows the recovery codes once.</summary>
[OpenBeforeSecondFactor]
[Does(Act.SeeSelf)]
sealed class SecondFactorPage(GrantFlowDb db, UserManager<Person> people, Passkeys passkeys, Secrets secrets, TimeProvider clock, Texts texts) : FlowPage
{
    string _secret = "";

    /// <summary>A code of the app.</summary>
    [BindProperty]
    public string? Code { get; set; }

    /// <summary>What the QR code says.</summary>
    public string Address { get; private set; } = "";

    /// <summary>The secret in fours, to be typed.</summary>
    public string Spaced => string.Join(' ', _secret.Chunk(4).Select(c => new string(c)));

    /// <summary>The recovery codes, once.</summary>
    public IReadOnlyList<string> Codes { get; private set; } = [];

    /// <summary>Shows the secret.</summary>
    public async Task OnGetAsync(CancellationToken ct) => await ShowAsync(ct);

    /// <summary>Takes the first code.</summary>
    [Does(Act.SeeSelf)]
    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        ModelState.Clear();
        Response.Headers.CacheControl = "no-cache, no-store";
        if (string.IsNullOrWhiteSpace(Code)) ModelState.AddModelError(nameof(Code), texts["refusal.code-wrong"]);
        else if ((await SetUpAuthenticator.Execute(db, SignedIn!, secrets, new(Code), clock, ct)).Allows(out var done, out var refusal))
        {
            Codes = done.RecoveryCodes;
            return Page();
        }
        else if (Refused(refusal) is StatusCodeResult status)
        {
            return status;
        }

        await ShowAsync(ct);
        return Page();
    }

    /// <summary>Asks the browser for a new passkey.</summary>
    [Does(Act.SeeSelf)]
    public async Task<IActionResult> OnPostPasskeyOptionsAsync(CancellationToken ct) =>
        await passkeys.AskForNewAsync(HttpContext, (await db.Users.FindAsync([Actor.PersonId], ct))!);

    /// <summary>Ties the passkey to the account.</summary>
    [Does(Act.SeeSelf)]
    public async Task<IActionResult> OnPostPasskeyAsync(string? name, string? credential, CancellationToken ct)
    {
        ModelState.Clear();
        if (await passkeys.NewAsync(HttpContext, string.IsNullOrEmpty(credential) ? null : credential, Actor.PersonId) is not { } passkey)
            ModelState.AddModelError("", texts["passkey.wrong"]);
        else if ((await AddPasskey.Execute(db, people, SignedIn!, passkey, name ?? "", clock, ct)).Allows(out var done, out var refusal))
        {
            Codes = done.RecoveryCodes;
            return Codes.Count > 0 ? Page() : Done("/me/security", "done.passkey");
        }
        else if (Refused(refusal) is StatusCodeResult status)
        {
            return status;
        }

        await ShowAsync(ct);
        return Page();
    }

    async Task ShowAsync(CancellationToken ct)
    {
        Response.Headers.CacheControl = "no-cache, no-store";
        var person = (await db.Users.FindAsync([Actor.PersonId], ct))!;
        _secret = await SetUpAuthenticator.BeginAsync(db, secrets, person.Id, ct);
        Address = Totp.AddressOf(_secret, person.Email!);
    }
}
