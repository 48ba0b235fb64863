using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Capacity;
using GrantFlow.Competitions;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Web.Language;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Organisations;

/// <summary>Where an organisation stands: entrance, entitlement, applications, grants.</summary>
[OpenTo]
sealed class OrganisationPage(GrantFlowDb db, TimeProvider clock, Texts texts) : FlowPage
{
    /// <summary>One application of the list.</summary>
    public sealed record ApplicationLine(Guid Id, string Number, string Title, ApplicationState State, LocalText Competition);

    /// <summary>The organisation.</summary>
    public Organisation Organisation { get; private set; } = null!;

    /// <summary>Its programme.</summary>
    public Programme Programme { get; private set; } = null!;

    /// <summary>The region's name.</summary>
    public string Region { get; private set; } = "";

    /// <summary>Where its profile stands; null before the invitation.</summary>
    public ProfileState? Profile { get; private set; }

    /// <summary>The newest assessment.</summary>
    public Assessment? Assessment { get; private set; }

    /// <summary>A health report was issued.</summary>
    public bool HasHealthReport { get; private set; }

    /// <summary>The right to apply, when it holds now.</summary>
    public Entitlement? Entitlement { get; private set; }

    /// <summary>The capacity plan's actions.</summary>
    public IReadOnlyList<PlanAction> Actions { get; private set; } = [];

    /// <summary>Its applications, newest first.</summary>
    public IReadOnlyList<ApplicationLine> Applications { get; private set; } = [];

    /// <summary>Its grants, newest first.</summary>
    public IReadOnlyList<Award> Awards { get; private set; } = [];

    /// <summary>Who acts for it.</summary>
    public IReadOnlyList<OrganisationPerson> People { get; private set; } = [];

    /// <summary>The reader runs the programme.</summary>
    public bool Manages => Actor.Is(Organisation.ProgrammeId, Role.GrantManager);

    /// <summary>Shows the organisation to its own people and to the programme's staff.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await db.Organisations.AsNoTracking().FirstOrDefaultAsync(o => o.Id == id, ct) is not { } organisation) return NotFound();
        if (!OrganisationAccess.MaySee(Actor, organisation)) return NotFound();
        Organisation = organisation;
        Programme = await db.Programmes.AsNoTracking().FirstAsync(p => p.Id == organisation.ProgrammeId, ct);
        Region = (await db.Regions.AsNoTracking().FirstOrDefaultAsync(r => r.Country == Programme.Country && r.Code == organisation.Region, ct))
            ?.Name.In(texts.Language) ?? organisation.Region;
        Profile = await db.Profiles.Where(p => p.OrganisationId == id).Select(p => (ProfileState?)p.State).FirstOrDefaultAsync(ct);
        Assessment = await db.Assessments.AsNoTracking().Where(a => a.OrganisationId == id).OrderByDescending(a => a.Round).FirstOrDefaultAsync(ct);
        HasHealthReport = await db.HealthReports.AnyAsync(r => r.OrganisationId == id, ct);
        Entitlement = await EntitlementOf.At(db, Programme.Id, id, clock.GetUtcNow(), ct);
        Actions = await db.PlanActions.AsNoTracking().Where(a => a.OrganisationId == id).OrderBy(a => a.DueOn).ToListAsync(ct);
        Applications = await db.Applications.AsNoTracking().Where(a => a.OrganisationId == id).OrderByDescending(a => a.Id)
            .Join(db.Competitions, a => a.CompetitionId, c => c.Id, (a, c) => new ApplicationLine(a.Id, a.Number, a.Title, a.State, c.Title)).ToListAsync(ct);
        Awards = await db.Awards.AsNoTracking().Where(a => a.OrganisationId == id).OrderByDescending(a => a.Id).ToListAsync(ct);
        People = await db.OrganisationPeople.AsNoTracking().Where(p => p.OrganisationId == id).OrderBy(p => p.Role).ThenBy(p => p.Name).ToListAsync(ct);
        return Page();
    }
}
