using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.SigningIn;

/// <summary>What a person has to prove who they are, and where they are signed in.</summary>
[Does(Act.SeeSelf)]
sealed class SecurityPage(GrantFlowDb db, UserManager<Person> people, Tickets tickets, TimeProvider clock) : FlowPage
{
    /// <summary>An authenticator app is at work.</summary>
    public bool HasAuthenticator { get; private set; }

    /// <summary>Recovery codes not used yet.</summary>
    public int CodesLeft { get; private set; }

    /// <summary>New recovery codes, shown once.</summary>
    public IReadOnlyList<string> Codes { get; private set; } = [];

    /// <summary>The person's passkeys, by the id that forms carry.</summary>
    public IReadOnlyList<(string Id, string Name)> Passkeys { get; private set; } = [];

    /// <summary>Where the person is signed in.</summary>
    public IReadOnlyList<SessionLine> Sessions { get; private set; } = [];

    /// <summary>The reader is about to connect the account with the organisation's own sign-in.</summary>
    public bool Connecting { get; private set; }

    /// <summary>Reads everything.</summary>
    public async Task OnGetAsync(CancellationToken ct)
    {
        Response.Headers.CacheControl = "no-cache, no-store";
        HasAuthenticator = await db.HasAuthenticatorAsync(Actor.PersonId, ct);
        CodesLeft = await db.RecoveryCodes.CountAsync(c => c.PersonId == Actor.PersonId && c.UsedAt == null, ct);
        Passkeys = [.. (await db.Passkeys.AsNoTracking().Where(p => p.UserId == Actor.PersonId).ToListAsync(ct)).Select(p => (WebEncoders.Base64UrlEncode(p.CredentialId), p.Data.Name ?? "?"))];
        Sessions = await SessionLine.OfAsync(db, Actor.PersonId, clock.GetUtcNow(), ct);
    }

    /// <summary>Changes the password; this session goes on with a new ticket.</summary>
    [Does(Act.SeeSelf)]
    public async Task<IActionResult> OnPostPasswordAsync(string? old, string? password, CancellationToken ct)
    {
        ModelState.Clear();
        var verdict = await ChangePassword.Execute(db, people, SignedIn!, new(old ?? "", password ?? ""), Whence.Of(HttpContext), clock, ct);
        if (!verdict.Allows(out _, out var refusal)) return await AgainAsync(refusal, ct);
        await Tickets.WriteAsync(HttpContext, (await db.Users.FindAsync([Actor.PersonId], ct))!, SignedIn!.SessionId);
        return Done("/me/security", "done.password-changed");
    }

    /// <summary>Makes new recovery codes.</summary>
    [Does(Act.SeeSelf)]
    public async Task<IActionResult> OnPostCodesAsync(CancellationToken ct)
    {
        var verdict = await RenewRecoveryCodes.Execute(db, SignedIn!, clock, ct);
        if (!verdict.Allows(out var codes, out var refusal)) return await AgainAsync(refusal, ct);
        Codes = codes;
        await OnGetAsync(ct);
        return Page();
    }

    /// <summary>Wishes to connect the account; the way there is a link on the page that comes back.</summary>
    [Does(Act.SeeSelf)]
    public async Task<IActionResult> OnPostConnectAsync(CancellationToken ct)
    {
        tickets.MakeWish(HttpContext, SignedIn!.SessionId);
        Connecting = true;
        await OnGetAsync(ct);
        return Page();
    }

    /// <summary>Takes a passkey off.</summary>
    [Does(Act.SeeSelf)]
    public async Task<IActionResult> OnPostRemovePasskeyAsync(string? passkey, CancellationToken ct)
    {
        var id = passkey is { Length: > 0 and < 2000 } && passkey.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? WebEncoders.Base64UrlDecode(passkey) : [];
        var verdict = await AddPasskey.Remove(db, SignedIn!, id, clock, ct);
        return verdict.Allows(out _, out var refusal) ? Done("/me/security", "done.saved") : await AgainAsync(refusal, ct);
    }

    /// <summary>Ends one session.</summary>
    [Does(Act.SeeSelf)]
    public async Task<IActionResult> OnPostEndAsync(Guid session, CancellationToken ct)
    {
        var verdict = await EndSession.Execute(db, Actor, session, false, clock, ct);
        return verdict.Allows(out _, out var refusal) ? Done("/me/security", "done.session-ended") : await AgainAsync(refusal, ct);
    }

    /// <summary>Ends all but this one.</summary>
    [Does(Act.SeeSelf)]
    public async Task<IActionResult> OnPostEndOthersAsync(CancellationToken ct)
    {
        var verdict = await EndSession.AllOf(db, Actor, Actor.PersonId, SignedIn!.SessionId, clock, ct);
        return verdict.Allows(out _, out var refusal) ? Done("/me/security", "done.session-ended") : await AgainAsync(refusal, ct);
    }

    async Task<IActionResult> AgainAsync(Refusal refusal, CancellationToken ct)
    {
        await OnGetAsync(ct);
        return Refused(refusal);
    }
}
