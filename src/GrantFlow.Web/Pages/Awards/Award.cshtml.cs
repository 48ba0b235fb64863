using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Monitoring;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Reporting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Awards;

/// <summary>A grant: agreement, money, reports, visits; for the grantee and the programme's staff.</summary>
[OpenTo]
sealed class AwardPage(GrantFlowDb db, TimeProvider clock) : FlowPage
{
    /// <summary>The grant.</summary>
    public Award Award { get; private set; } = null!;

    /// <summary>The grantee.</summary>
    public Organisation Organisation { get; private set; } = null!;

    /// <summary>The programme: its zone.</summary>
    public Programme Programme { get; private set; } = null!;

    /// <summary>The agreement in force or out for signature.</summary>
    public Agreement? Agreement { get; private set; }

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

    /// <summary>By number; the grantee hears of them by letter.</summary>
    public IReadOnlyList<Finding> Findings { get; private set; } = [];

    /// <summary>When the page was made.</summary>
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>The same as a day of the programme.</summary>
    public DateOnly Today => Programme.DayOf(Now);

    /// <summary>The reader runs, pays or watches the programme.</summary>
    public bool Staff => Actor.Is(Award.ProgrammeId, Role.GrantManager, Role.Finance, Role.Donor);

    /// <summary>The reader runs the programme.</summary>
    public bool Manages => Actor.Is(Award.ProgrammeId, Role.GrantManager);

    /// <summary>The reader releases and pays.</summary>
    public bool Pays => Actor.Is(Award.ProgrammeId, Role.Finance);

    /// <summary>The side that the reader may sign for now, or null.</summary>
    public AgreementSide? SignsAs =>
        Actor.ActsFor(Award.OrganisationId) && !Signed(AgreementSide.Grantee) ? AgreementSide.Grantee
        : Manages && !Signed(AgreementSide.Grantor) ? AgreementSide.Grantor : null;

    /// <summary>Shows the grant.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    /// <summary>Signs the agreement for the reader's side.</summary>
    public async Task<IActionResult> OnPostSignAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct) || SignsAs is not { } side) return NotFound();
        return After(await SignAgreement.Execute(db, Actor, id, new(side), clock, ct), "done.signed");
    }

    /// <summary>Releases a disbursement.</summary>
    public async Task<IActionResult> OnPostReleaseAsync(Guid id, Guid disbursement, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct) || Disbursements.All(d => d.Id != disbursement)) return NotFound();
        return After(await ReleaseDisbursement.Execute(db, Actor, disbursement, clock, ct), "done.released");
    }

    /// <summary>Confirms that the bank paid.</summary>
    public async Task<IActionResult> OnPostPayAsync(Guid id, Guid disbursement, DateOnly paidOn, string? reference, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct) || Disbursements.All(d => d.Id != disbursement)) return NotFound();
        return After(await ConfirmPayment.Execute(db, Actor, disbursement, new(paidOn, reference?.Trim() ?? ""), clock, ct), "done.paid");
    }

    IActionResult After<T>(Verdict<T> verdict, string done)
        where T : notnull =>
        verdict.Allows(out _, out var refusal) ? Done($"/awards/{Award.Id}", done) : Refused(refusal);

    bool Signed(AgreementSide side) => Agreement?.Signatures.Any(s => s.Side == side) ?? false;

    async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Awards.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, ct) is not { } award) return false;
        Award = award;
        if (!Staff && !Actor.ActsFor(award.OrganisationId)) return false;
        Organisation = await db.Organisations.AsNoTracking().FirstAsync(o => o.Id == award.OrganisationId, ct);
        Programme = await db.Programmes.AsNoTracking().FirstAsync(p => p.Id == award.ProgrammeId, ct);
        Agreement = await db.Agreements.AsNoTracking().Include(a => a.Signatures).Where(a => a.AwardId == id && a.State != AgreementState.Void)
            .OrderByDescending(a => a.Version).FirstOrDefaultAsync(ct);
        Disbursements = await db.Disbursements.AsNoTracking().Where(d => d.AwardId == id).OrderBy(d => d.Number).ToListAsync(ct);
        Conditions = await db.Conditions.AsNoTracking().Where(c => c.AwardId == id).OrderBy(c => c.Number).ToListAsync(ct);
        Reports = await db.Reports.AsNoTracking().Where(r => r.AwardId == id).OrderBy(r => r.Number).ToListAsync(ct);
        Visits = await db.Visits.AsNoTracking().Where(v => v.AwardId == id).OrderBy(v => v.Number).ToListAsync(ct);
        Milestones = await db.Milestones.AsNoTracking().Where(m => m.AwardId == id).OrderBy(m => m.Number).ToListAsync(ct);
        Findings = await db.Findings.AsNoTracking().Where(f => f.AwardId == id).OrderBy(f => f.Number).ToListAsync(ct);
        return true;
    }
}
