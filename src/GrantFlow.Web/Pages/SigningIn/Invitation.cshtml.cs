using GrantFlow.Accounts;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Web.Language;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.SigningIn;

/// <summary>Opened by an invitation's link: whoever has an account signs in first, whoever has none makes one.</summary>
[Does(Act.UseService)]
sealed class InvitationPage(GrantFlowDb db, UserManager<Person> people, Tickets tickets, TimeProvider clock, Texts texts) : FlowPage
{
    /// <summary>The invitation while its link works.</summary>
    public Invitation? Invitation { get; private set; }

    /// <summary>The organisation's or programme's name.</summary>
    public string Where { get; private set; } = "";

    /// <summary>What was typed.</summary>
    public NewPersonForm Form { get; private set; } = new(null, null, null);

    /// <summary>Shows what the invitation is to.</summary>
    public async Task OnGetAsync(string token, CancellationToken ct)
    {
        Response.Headers["Referrer-Policy"] = "no-referrer";
        Invitation = await AcceptInvitation.FindAsync(db, token, clock, ct);
        if (Invitation is not { } invitation) return;
        Where = (invitation.OrganisationId is { } organisation
            ? await db.Organisations.Where(o => o.Id == organisation).Select(o => o.Name).FirstAsync(ct)
            : await db.Programmes.Where(p => p.Id == invitation.ProgrammeId).Select(p => p.Name).FirstAsync(ct)).In(texts.Language);
        if (Form.Name is null) Form = Form with { Name = invitation.Name, Language = invitation.Language };
    }

    /// <summary>Takes it up into the account that is signed in.</summary>
    [Does(Act.SeeSelf)]
    public async Task<IActionResult> OnPostAsync(string token, CancellationToken ct) =>
        await AnswerAsync(token, await AcceptInvitation.Execute(db, Actor, token, clock, ct), ct);

    /// <summary>Takes it up into a new account, and signs the person in.</summary>
    [Does(Act.UseService)]
    public async Task<IActionResult> OnPostNewAsync(string token, string? name, string? language, string? password, CancellationToken ct)
    {
        Form = new(name ?? "", language, password);
        var verdict = await AcceptInvitation.AsSomebodyNew(db, people, token, Form.Request, clock, ct);
        if (verdict.Allows(out var accepted, out _))
        {
            await tickets.OpenAsync(HttpContext, (await db.Users.FindAsync([accepted.PersonId], ct))!, null, ct);
            ReaderLanguage.Remember(Response, Form.Request.Language);
        }

        return await AnswerAsync(token, verdict, ct);
    }

    async Task<IActionResult> AnswerAsync(string token, Verdict<InvitationAccepted> verdict, CancellationToken ct)
    {
        ModelState.Clear();
        if (verdict.Allows(out var accepted, out var refusal))
            return Done(accepted.OrganisationId is { } organisation ? $"/organisations/{organisation}" : "/me", "done.invitation");
        await OnGetAsync(token, ct);
        return Invitation is null ? Page() : Refused(refusal);
    }
}
