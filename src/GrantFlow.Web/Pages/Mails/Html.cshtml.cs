using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Mails;

/// <summary>A mail's HTML part alone, for the frame: nothing in it can run, load or reach out.</summary>
[Does(Act.SeeMails)]
sealed class MailHtmlPage(GrantFlowDb db, MailRoute route, Secrets secrets) : FlowPage
{
    /// <summary>Gives the part as it was written.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        var html = await MailsPage.VisibleTo(db, Actor).Where(m => m.Id == id).Select(m => new { m.HtmlBody, m.Secret }).FirstOrDefaultAsync(ct);
        if (html is null) return NotFound();
        Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";
        return Content(MailPage.Part(html.HtmlBody, html.Secret, Actor, route, secrets), "text/html; charset=utf-8");
    }
}
