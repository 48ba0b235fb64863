using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Persistence;
using GrantFlow.Web.Language;
using GrantFlow.Web.Pages.Files;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Awards;

/// <summary>What was attached to an award's due diligence: a register's extract, a bank's letter.</summary>
[Does(Act.SeeEvidence), RequestSizeLimit(Attachments.Largest)]
sealed class EvidencePage(GrantFlowDb db, TimeProvider clock, Texts texts) : FlowPage
{
    /// <summary>The award.</summary>
    public Award Award { get; private set; } = null!;

    /// <summary>Shows it.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    /// <summary>Attaches a file or takes one away.</summary>
    [Does(Act.RecordDueDiligence)]
    public async Task<IActionResult> OnPostSaveAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) return NotFound();
        if (!Actor.May(Act.RecordDueDiligence, Award.ProgrammeId, Award.OrganisationId)) return StatusCode(StatusCodes.Status403Forbidden);
        var changed = await Attachments.TakeAsync(db, Actor, Award.Subject, Request.Form, ModelState, texts, clock, ct);
        return changed && ModelState.IsValid ? Done($"/awards/{id}/evidence", "done.saved") : Page();
    }

    async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Awards.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, ct) is not { } award) return false;
        Award = award;
        return Actor.May(Act.SeeEvidence, award.ProgrammeId, award.OrganisationId);
    }
}
