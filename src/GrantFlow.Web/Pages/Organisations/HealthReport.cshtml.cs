using GrantFlow.Accounts;
using GrantFlow.Capacity;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Organisations;

/// <summary>The newest written report on an organisation's condition; private to it and the programme's staff.</summary>
[Does(Act.SeeHealthReport, Act.SeeSharedHealthReport)]
sealed class HealthReportPage(GrantFlowDb db) : FlowPage
{
    /// <summary>Whose condition.</summary>
    public Organisation Organisation { get; private set; } = null!;

    /// <summary>The report; its HTML was written by us, every foreign word in it encoded.</summary>
    public HealthReport Report { get; private set; } = null!;

    /// <summary>Shows the report.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        var organisation = await db.Organisations.AsNoTracking().FirstOrDefaultAsync(o => o.Id == id, ct);
        if (organisation is null) return NotFound();
        if (await db.HealthReports.AsNoTracking().Where(r => r.OrganisationId == id).OrderByDescending(r => r.Id).FirstOrDefaultAsync(ct) is not { } report)
            return NotFound();
        // A donor sees where an organisation stands, not its weaknesses (K9.3).
        var assessor = await db.Assessments.Where(a => a.Id == report.AssessmentId).Select(a => a.AssessorId).FirstOrDefaultAsync(ct);
        if (!await HealthReportAccess.MaySeeAsync(db, Actor, organisation.ProgrammeId, id, assessor, ct)) return NotFound();
        (Organisation, Report) = (organisation, report);
        return Page();
    }
}
