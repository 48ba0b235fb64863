using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Mails;

/// <summary>One mail as it was written, and what became of it.</summary>
[Does(Act.SeeMails)]
sealed class MailPage(GrantFlowDb db, MailRoute route, Secrets secrets, TimeProvider clock) : FlowPage
{
    /// <summary>The mail.</summary>
    public Mail Mail { get; private set; } = null!;

    /// <summary>The plain part, as far as the reader may read it.</summary>
    public string Text => Part(Mail.TextBody, Mail.Secret, Actor, route, secrets);

    /// <summary>
    /// A part for the console. A one-time link is its receiver's alone: it is hidden, but where no mail server is configured
    /// (a demonstration, somebody's first look) an administrator hands it on.
    /// </summary>
    public static string Part(string part, string? secret, Actor actor, MailRoute route, Secrets secrets) => part.Replace(
        Mail.SecretMark,
        secret is not null && route.Transport is null && actor.May(Act.HandOnLinks, Guid.Empty) ? secrets.Open(secret) : "•••",
        StringComparison.Ordinal);

    /// <summary>Shows the mail.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await MailsPage.VisibleTo(db, Actor).FirstOrDefaultAsync(m => m.Id == id, ct) is not { } mail) return NotFound();
        Mail = mail;
        return Page();
    }

    /// <summary>Puts a failed or kept mail back into the outbox.</summary>
    [Does(Act.RequeueMail)]
    public async Task<IActionResult> OnPostResendAsync(Guid id, CancellationToken ct)
    {
        if (await MailsPage.VisibleTo(db, Actor).FirstOrDefaultAsync(m => m.Id == id, ct) is not { } mail) return NotFound();
        Mail = mail;
        var verdict = await RequeueMail.Execute(db, Actor, id, clock, ct);
        return verdict.Allows(out _, out var refusal) ? Done($"/mails/{id}", "done.requeued") : Refused(refusal);
    }
}
