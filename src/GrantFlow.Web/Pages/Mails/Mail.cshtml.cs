using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Mails;

/// <summary>One mail as it was written, and what became of it.</summary>
[Does(Act.SeeMails)]
sealed class MailPage(GrantFlowDb db, TimeProvider clock) : FlowPage
{
    /// <summary>The mail.</summary>
    public Mail Mail { get; private set; } = null!;

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
