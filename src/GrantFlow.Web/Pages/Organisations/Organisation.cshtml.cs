using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Capacity;
using GrantFlow.Competitions;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Web.Language;
using GrantFlow.Web.Pages.Acts;
using GrantFlow.Workflows.Runtime;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Organisations;

/// <summary>Where an organisation stands: entrance, entitlement, applications, grants; and what can be done now.</summary>
[Does(Act.SeeOrganisation)]
sealed class OrganisationPage(GrantFlowDb db, IWorkflowEngine engine, TimeProvider clock, Texts texts) : ActsPage(texts)
{
    readonly Texts _texts = texts;
    Guid? _healthReportOf;

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

    /// <summary>The reader may read its newest assessment.</summary>
    public bool SeesAssessment => Assessment is { } newest && Actor.May(Act.SeeHealthReport, Organisation.ProgrammeId, Organisation.Id, newest.AssessorId);

    /// <summary>A health report was issued, and the reader may read it.</summary>
    public bool SeesHealthReport { get; private set; }

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
    public bool Manages => Actor.May(Act.InviteToProfile, Organisation.ProgrammeId, Organisation.Id);

    /// <summary>The reader may see where and who it is.</summary>
    public bool SeesPeople => OrganisationAccess.MaySeePeople(Actor, Organisation);

    /// <summary>The reader may set who learns what of it.</summary>
    public bool MaySetPrivacy => May(Act.MarkAtRisk) || May(Act.ExcludeFromPublication) || May(Act.ShareHealthReport);

    /// <summary>The reader may do it here.</summary>
    public bool May(Act act) => Actor.May(act, Organisation.ProgrammeId, Organisation.Id);

    /// <summary>What it writes is told to the reader: a draft is the organisation's own.</summary>
    public bool Tells(ApplicationLine line) => line.State != ApplicationState.Draft || May(Act.SeeDraftApplication);

    /// <summary>Its way through the entrance is under way.</summary>
    public bool EntranceRuns { get; private set; }

    /// <summary>A plan was agreed for the newest assessment.</summary>
    public bool HasPlan { get; private set; }

    /// <summary>The report of that assessment was issued.</summary>
    public bool HealthReportOf(Guid assessment) => _healthReportOf == assessment;

    /// <summary>Shows the organisation to its own people and to the programme's staff.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    /// <summary>Does one of the page's acts.</summary>
    [Does(
        Act.BeginEntrance, Act.InviteToProfile, Act.OfferAssessment, Act.IssueHealthReport, Act.AgreePlan,
        Act.UpdatePlanAction, Act.GrantEntitlement, Act.WaiveEntitlement, Act.RevokeEntitlement)]
    public async Task<IActionResult> OnPostActAsync(Guid id, string? act, Guid? on, CancellationToken ct) =>
        await LoadAsync(id, ct) ? await RunAsync(act, on, Programme.Zone) : NotFound();

    async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Organisations.AsNoTracking().FirstOrDefaultAsync(o => o.Id == id, ct) is not { } organisation) return false;
        if (!OrganisationAccess.MaySee(Actor, organisation)) return false;
        Organisation = organisation;
        Programme = await db.Programmes.AsNoTracking().FirstAsync(p => p.Id == organisation.ProgrammeId, ct);
        Region = (await db.Regions.AsNoTracking().FirstOrDefaultAsync(r => r.Country == Programme.Country && r.Code == organisation.Region, ct))
            ?.Name.In(_texts.Language) ?? organisation.Region;
        Profile = await db.Profiles.Where(p => p.OrganisationId == id).Select(p => (ProfileState?)p.State).FirstOrDefaultAsync(ct);
        Assessment = await db.Assessments.AsNoTracking().Where(a => a.OrganisationId == id).OrderByDescending(a => a.Round).FirstOrDefaultAsync(ct);
        var report = await db.HealthReports.Where(r => r.OrganisationId == id).OrderByDescending(r => r.Id)
            .Join(db.Assessments, r => r.AssessmentId, a => a.Id, (r, a) => new { a.Id, a.AssessorId }).FirstOrDefaultAsync(ct);
        _healthReportOf = report?.Id;
        SeesHealthReport = report is not null && await HealthReportAccess.MaySeeAsync(db, Actor, Programme.Id, id, report.AssessorId, ct);
        Entitlement = await EntitlementOf.At(db, Programme.Id, id, clock.GetUtcNow(), ct);
        Actions = await db.PlanActions.AsNoTracking().Where(a => a.OrganisationId == id).OrderBy(a => a.DueOn).ToListAsync(ct);
        Applications = await db.Applications.AsNoTracking().Where(a => a.OrganisationId == id).OrderByDescending(a => a.Id)
            .Join(db.Competitions, a => a.CompetitionId, c => c.Id, (a, c) => new ApplicationLine(a.Id, a.Number, a.Title, a.State, c.Title)).ToListAsync(ct);
        Awards = await db.Awards.AsNoTracking().Where(a => a.OrganisationId == id).OrderByDescending(a => a.Id).ToListAsync(ct);
        People = await db.OrganisationPeople.AsNoTracking().Where(p => p.OrganisationId == id).OrderBy(p => p.Role).ThenBy(p => p.Name).ToListAsync(ct);
        await LoadActsAsync(id, ct);
        return true;
    }

    async Task LoadActsAsync(Guid id, CancellationToken ct)
    {
        HasPlan = Assessment is { } newest && await db.CapacityPlans.AnyAsync(p => p.AssessmentId == newest.Id, ct);
        EntranceRuns = Actor.May(Act.BeginEntrance, Organisation.ProgrammeId, id) && (await engine.QueryAsync(new("entrance", Organisation.Subject), ct)).Items.Any(i => i.Status == WorkflowStatus.Running);
        Acts = [.. OrganisationActs.Of(this, new Work(db, Actor, clock, ct), _texts)];
    }
}
