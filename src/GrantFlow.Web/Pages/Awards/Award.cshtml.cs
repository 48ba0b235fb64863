using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Monitoring;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Reporting;
using GrantFlow.Web.Language;
using GrantFlow.Web.Pages.Acts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Awards;

/// <summary>A grant: agreement, money, reports, visits, and what can be done now; for the grantee and the programme's staff.</summary>
[Does(Act.SeeAward)]
sealed class AwardPage(GrantFlowDb db, TimeProvider clock, Texts texts) : ActsPage(texts)
{
    readonly Texts _texts = texts;

    /// <summary>The grant.</summary>
    public Award Award { get; private set; } = null!;

    /// <summary>The grantee.</summary>
    public Organisation Organisation { get; private set; } = null!;

    /// <summary>The programme: its zone.</summary>
    public Programme Programme { get; private set; } = null!;

    /// <summary>The agreement in force or out for signature.</summary>
    public Agreement? Agreement { get; private set; }

    /// <summary>The newest check of each kind.</summary>
    public IReadOnlyList<DueDiligenceCheck> Checks { get; private set; } = [];

    /// <summary>By number.</summary>
    public IReadOnlyList<Disbursement> Disbursements { get; private set; } = [];

    /// <summary>By number.</summary>
    public IReadOnlyList<Condition> Conditions { get; private set; } = [];

    /// <summary>By number.</summary>
    public IReadOnlyList<Report> Reports { get; private set; } = [];

    /// <summary>By number.</summary>
    public IReadOnlyList<Visit> Visits { get; private set; } = [];

    /// <summary>By number.</summary>
    public IReadOnlyList<Milestone> Milestones { get; private set; } = [];

    /// <summary>By number.</summary>
    public IReadOnlyList<AwardIndicator> Indicators { get; private set; } = [];

    /// <summary>The newest figure of each indicator.</summary>
    public IReadOnlyDictionary<Guid, IndicatorActual> Actuals { get; private set; } = new Dictionary<Guid, IndicatorActual>();

    /// <summary>By number; the grantee hears of them by letter.</summary>
    public IReadOnlyList<Finding> Findings { get; private set; } = [];

    /// <summary>When the page was made.</summary>
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>The same as a day of the programme.</summary>
    public DateOnly Today => Programme.DayOf(Now);

    /// <summary>The reader looks after the grant, and doesn't act for the grantee.</summary>
    public bool Staff => !Actor.ActsFor(Award.OrganisationId);

    /// <summary>Nothing stands between the grant and its close.</summary>
    public bool Settled =>
        Disbursements.All(d => d.State is DisbursementState.Paid or DisbursementState.Cancelled) && Reports.All(r => r.IsSettled)
        && Findings.All(f => f.State != FindingState.Open);

    /// <summary>The disbursement's day has come, and nothing that it waits for is open.</summary>
    public bool IsReady(Disbursement tranche) =>
        tranche.IsOpen && tranche.DueOn <= Today
        && Conditions.All(c => c.State != ConditionState.Open || (c.DisbursementId is { } other && other != tranche.Id))
        && (tranche.RequiresReport is not { } number || Reports.Any(r => r.Number == number && r.IsSettled));

    /// <summary>The side that the reader may sign for now, or null.</summary>
    public AgreementSide? SignsAs =>
        May(Act.SignForOrganisation) && !Signed(AgreementSide.Grantee) ? AgreementSide.Grantee
        : May(Act.SignForProgramme) && !Signed(AgreementSide.Grantor) && (Agreement?.Signatures.All(s => s.PersonId != Actor.PersonId) ?? false) ? AgreementSide.Grantor : null;

    /// <summary>The matrix lets the reader do it to this grant.</summary>
    public bool May(Act act) => Actor.May(act, Award.ProgrammeId, Award.OrganisationId);

    /// <summary>The side has signed.</summary>
    public bool Signed(AgreementSide side) => Agreement?.Signatures.Any(s => s.Side == side) ?? false;

    /// <summary>Whether it is published, and why not, in words.</summary>
    public string Publication =>
        Award.NotPublished is { } why ? _texts["privacy.not-published", why]
        : _texts[Organisation.AtRisk || Organisation.NotPublished is not null ? "privacy.with-organisation" : "privacy.may-be-published"];

    /// <summary>Shows the grant.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    /// <summary>Does one of the page's acts.</summary>
    [Does(
        Act.BeginAward, Act.RecordDueDiligence, Act.PrepareAgreement, Act.SignForProgramme, Act.SignForOrganisation,
        Act.RecordPaperSignature, Act.DeclineAward, Act.ScheduleDisbursements, Act.SuspendAward, Act.ResumeAward,
        Act.TerminateAward, Act.CloseAward, Act.ReleaseDisbursement, Act.HoldDisbursement, Act.ConfirmPayment,
        Act.MeetCondition, Act.WaiveCondition, Act.RaiseFinding, Act.ResolveFinding, Act.ChangeRisk, Act.SetMilestones,
        Act.ReportMilestone, Act.RecordActual, Act.PlanVisits, Act.PlanReports, Act.ExcludeFromPublication)]
    public async Task<IActionResult> OnPostActAsync(Guid id, string? act, Guid? on, CancellationToken ct) =>
        await LoadAsync(id, ct) ? await RunAsync(act, on, Programme.Zone) : NotFound();

    async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Awards.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, ct) is not { } award) return false;
        Award = award;
        if (!May(Act.SeeAward)) return false;
        Organisation = await db.Organisations.AsNoTracking().FirstAsync(o => o.Id == award.OrganisationId, ct);
        Programme = await db.Programmes.AsNoTracking().FirstAsync(p => p.Id == award.ProgrammeId, ct);
        Agreement = await db.Agreements.AsNoTracking().Include(a => a.Signatures).Where(a => a.AwardId == id && a.State != AgreementState.Void)
            .OrderByDescending(a => a.Version).FirstOrDefaultAsync(ct);
        Checks = [.. (await db.DueDiligenceChecks.AsNoTracking().Where(c => c.AwardId == id).ToListAsync(ct))
            .GroupBy(c => c.Kind).OrderBy(g => g.Key).Select(g => g.MaxBy(c => c.At)!)];
        Disbursements = await db.Disbursements.AsNoTracking().Where(d => d.AwardId == id).OrderBy(d => d.Number).ToListAsync(ct);
        Conditions = await db.Conditions.AsNoTracking().Where(c => c.AwardId == id).OrderBy(c => c.Number).ToListAsync(ct);
        Reports = await db.Reports.AsNoTracking().Where(r => r.AwardId == id).OrderBy(r => r.Number).ToListAsync(ct);
        await LoadCareAsync(id, ct);
        var work = new Work(db, Actor, clock, ct);
        Acts = [.. AwardActs.Of(this, work, _texts), .. CareActs.Of(this, work, _texts)];
        return true;
    }

    async Task LoadCareAsync(Guid id, CancellationToken ct)
    {
        Visits = await db.Visits.AsNoTracking().Where(v => v.AwardId == id).OrderBy(v => v.Number).ToListAsync(ct);
        Milestones = await db.Milestones.AsNoTracking().Where(m => m.AwardId == id).OrderBy(m => m.Number).ToListAsync(ct);
        Indicators = await db.AwardIndicators.AsNoTracking().Where(i => i.AwardId == id).OrderBy(i => i.Number).ToListAsync(ct);
        var indicators = Indicators.Select(i => i.Id).ToList();
        Actuals = (await db.IndicatorActuals.AsNoTracking().Where(a => indicators.Contains(a.IndicatorId)).ToListAsync(ct))
            .GroupBy(a => a.IndicatorId).ToDictionary(g => g.Key, g => g.OrderBy(a => a.MeasuredOn).ThenBy(a => a.At).Last());
        Findings = await db.Findings.AsNoTracking().Where(f => f.AwardId == id).OrderBy(f => f.Number).ToListAsync(ct);
    }
}
