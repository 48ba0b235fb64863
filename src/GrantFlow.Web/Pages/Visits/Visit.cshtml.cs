using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Monitoring;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Web.Language;
using GrantFlow.Web.Pages.Acts;
using GrantFlow.Web.Pages.Awards;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Visits;

/// <summary>One visit, call or desk check: its day agreed, held with what was found, or missed.</summary>
[Does(Act.SeeAward)]
sealed class VisitPage(GrantFlowDb db, TimeProvider clock, Texts texts) : ActsPage(texts)
{
    readonly Texts _texts = texts;

    /// <summary>The visit.</summary>
    public Visit Visit { get; private set; } = null!;

    /// <summary>The grant visited.</summary>
    public Award Award { get; private set; } = null!;

    /// <summary>The grantee.</summary>
    public Organisation Organisation { get; private set; } = null!;

    /// <summary>The programme: its zone.</summary>
    public Programme Programme { get; private set; } = null!;

    /// <summary>What this visit found.</summary>
    public IReadOnlyList<Finding> Findings { get; private set; } = [];

    /// <summary>Who held it.</summary>
    public string? HeldBy { get; private set; }

    /// <summary>Today in the programme.</summary>
    public DateOnly Today => Programme.DayOf(clock.GetUtcNow());

    /// <summary>The reader looks after the grant, and doesn't act for the grantee.</summary>
    public bool Staff => !Actor.ActsFor(Award.OrganisationId);

    /// <summary>Shows the visit.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    /// <summary>Does one of the page's acts.</summary>
    [Does(Act.AnnounceVisit, Act.ConfirmVisit, Act.RecordVisit, Act.MissVisit, Act.RaiseFinding)]
    public async Task<IActionResult> OnPostActAsync(Guid id, string? act, Guid? on, CancellationToken ct) =>
        await LoadAsync(id, ct) ? await RunAsync(act, on, Programme.Zone) : NotFound();

    async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Visits.AsNoTracking().FirstOrDefaultAsync(v => v.Id == id, ct) is not { } visit) return false;
        Visit = visit;
        Award = await db.Awards.AsNoTracking().FirstAsync(a => a.Id == visit.AwardId, ct);
        if (!Actor.May(Act.SeeAward, Award.ProgrammeId, Award.OrganisationId)) return false;
        Organisation = await db.Organisations.AsNoTracking().FirstAsync(o => o.Id == Award.OrganisationId, ct);
        Programme = await db.Programmes.AsNoTracking().FirstAsync(p => p.Id == Award.ProgrammeId, ct);
        if (Staff) Findings = await db.Findings.AsNoTracking().Where(f => f.VisitId == id).OrderBy(f => f.Number).ToListAsync(ct);
        HeldBy = await db.Users.Where(p => p.Id == visit.HeldBy).Select(p => p.FullName).FirstOrDefaultAsync(ct);
        Acts = [.. ActsNow(new Work(db, Actor, clock, ct))];
        return true;
    }

    IEnumerable<ActForm> ActsNow(Work work)
    {
        var (db, actor, clock, ct) = work;
        var id = Visit.Id;
        bool May(Act act) => actor.May(act, Award.ProgrammeId, Award.OrganisationId);
        var running = Award.State is AwardState.Signed or AwardState.Active && Visit.IsOpen;
        yield return ActForm.New("act.announce-visit", May(Act.AnnounceVisit) && running && Visit.AnnouncedAt is null, _ => AnnounceVisit.Execute(db, actor, id, clock, ct));
        yield return ActForm.New("act.confirm-visit", May(Act.ConfirmVisit) && running,
            typed => ConfirmVisit.Execute(db, actor, id, new(typed.Day("On")), clock, ct),
            Ask.Day("On", "ask.visit-day", Visit.PlannedOn < Today ? Today : Visit.PlannedOn)) with
        { Next = Visit.State == VisitState.Planned };
        yield return ActForm.New("act.record-visit",
            May(Act.RecordVisit) && Award.IsOpen && Visit.State is VisitState.Planned or VisitState.Confirmed or VisitState.Missed && Visit.PlannedOn <= Today.AddDays(7),
            typed => RecordVisit.Execute(db, actor, id, new(typed.Day("HeldOn"), typed.Text("Notes"), typed.Tick("Text") ? [CareActs.FindingOf(typed)] : null), clock, ct),
            [Ask.Day("HeldOn", "ask.held-on", Today), Ask.Prose("Notes", "ask.notes", 20_000) with { Optional = true }, .. CareActs.AskFinding(_texts, _texts["ask.with-finding"])])
            with
        { Next = Visit.PlannedOn <= Today };
        yield return ActForm.New("act.miss-visit", May(Act.MissVisit) && Visit.IsOpen && Visit.PlannedOn < Today, _ => MissVisit.Execute(db, actor, id, clock, ct));
        yield return ActForm.New("act.raise-finding", May(Act.RaiseFinding) && Award.IsOpen && Visit.State == VisitState.Held,
            typed => RaiseFinding.Execute(db, actor, Award.Id, CareActs.FindingOf(typed) with { VisitId = id }, clock, ct), [.. CareActs.AskFinding(_texts)]);
    }
}
