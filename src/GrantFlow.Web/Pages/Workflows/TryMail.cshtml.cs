using GrantFlow.Accounts;
using GrantFlow.Simulation;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Pages.Workflows;

/// <summary>A mail that a try would have sent, as it would have looked.</summary>
[Does(Act.DrawDesigns)]
sealed class TryMailPage(Tries tries) : FlowPage
{
    /// <summary>The try.</summary>
    public Try Try { get; private set; } = null!;

    /// <summary>The mail.</summary>
    public TriedMail Mail { get; private set; } = null!;

    /// <summary>Its words.</summary>
    public MailParts Parts { get; private set; } = null!;

    /// <summary>Shows it.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, int number, CancellationToken ct) => await LoadAsync(id, number, ct) ? Page() : NotFound();

    /// <summary>Its HTML part alone, for the frame: nothing in it can run, load or reach out.</summary>
    public async Task<IActionResult> OnGetHtmlAsync(Guid id, int number, CancellationToken ct)
    {
        if (!await LoadAsync(id, number, ct)) return NotFound();
        Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";
        return Content(Parts.Html, "text/html; charset=utf-8");
    }

    async Task<bool> LoadAsync(Guid id, int number, CancellationToken ct)
    {
        if (!await tries.AreReadyAsync(ct) || await tries.FindAsync(id, ct) is not { } found || !Actor.May(Act.DrawDesigns, found.ProgrammeId)) return false;
        if (await tries.MailAsync(id, number, ct) is not { } parts || await tries.ResultAsync(id, ct) is not { } result) return false;
        (Try, Parts, Mail) = (found, parts, result.Mails[number - 1]);
        return true;
    }
}
