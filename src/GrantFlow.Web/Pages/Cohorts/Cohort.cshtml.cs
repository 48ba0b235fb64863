using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Selection;
using GrantFlow.Web.Language;
using GrantFlow.Web.Pages.Acts;
using GrantFlow.Web.Pages.Competitions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Cohorts;

/// <summary>A cohort: its competitions, who holds its places, and what can be done now.</summary>
[Does(Act.SeeCohort)]
sealed class CohortPage(GrantFlowDb db, TimeProvider clock, Texts texts) : ActsPage(texts)
{
    readonly Texts _texts = texts;

    /// <summary>One place and who holds or held it.</summary>
    public sealed record Place(CohortMember Member, LocalText Name);

    /// <summary>The cohort.</summary>
    public Cohort Cohort { get; private set; } = null!;

    /// <summary>Its programme.</summary>
    public Programme Programme { get; private set; } = null!;

    /// <summary>Newest first.</summary>
    public IReadOnlyList<Competition> Competitions { get; private set; } = [];

    /// <summary>In the order of joining.</summary>
    public IReadOnlyList<Place> Members { get; private set; } = [];

    /// <summary>The matrix lets the reader do it in this programme, or to an organisation of it.</summary>
    public bool May(Act act, Guid? organisation = null) => Actor.May(act, Cohort.ProgrammeId, organisation);

    /// <summary>Shows the cohort.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    /// <summary>Does one of the page's acts.</summary>
    [Does(Act.CreateCompetition, Act.OpenCohort, Act.BeginWork, Act.RemoveMember, Act.CallReserve, Act.CloseCohort)]
    public async Task<IActionResult> OnPostActAsync(Guid id, string? act, Guid? on, CancellationToken ct) =>
        await LoadAsync(id, ct) ? await RunAsync(act, on, Programme.Zone) : NotFound();

    async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Cohorts.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct) is not { } cohort) return false;
        if (!Actor.May(Act.SeeCohort, cohort.ProgrammeId)) return false;
        Cohort = cohort;
        Programme = await db.Programmes.AsNoTracking().FirstAsync(p => p.Id == cohort.ProgrammeId, ct);
        Competitions = [.. (await db.Competitions.AsNoTracking().Where(c => c.CohortId == id).OrderByDescending(c => c.Id).ToListAsync(ct)).Where(c => c.MayBeSeenBy(Actor))];
        Members = await db.CohortMembers.AsNoTracking().Where(m => m.CohortId == id).OrderBy(m => m.Id)
            .Join(db.Organisations, m => m.OrganisationId, o => o.Id, (m, o) => new Place(m, o.Name)).ToListAsync(ct);
        Acts = [.. ActsNow(new Work(db, Actor, clock, ct))];
        return true;
    }

    IEnumerable<ActForm> ActsNow(Work work)
    {
        var (db, actor, clock, ct) = work;
        var id = Cohort.Id;
        var prepared = Competitions.Any(c => c.State is CompetitionState.Draft or CompetitionState.Published or CompetitionState.Open);
        yield return CompetitionActs.Create(Cohort, Programme, May(Act.CreateCompetition) && Cohort.State is CohortState.Planned or CohortState.Open, work, _texts)
            with
        { Next = Cohort.State == CohortState.Planned && !prepared };
        yield return ActForm.New("act.open-cohort", May(Act.OpenCohort) && Cohort.State == CohortState.Planned && prepared,
            _ => OpenCohort.Execute(db, actor, id, new(), clock, ct)) with
        { Next = true, Hint = _texts["act.open-cohort.hint"] };
        yield return ActForm.New("act.begin-work", May(Act.BeginWork) && Cohort.State == CohortState.Selected, _ => BeginWork.Execute(db, actor, id, clock, ct));
        foreach (var place in Members)
        {
            var member = place.Member;
            yield return ActForm.New("act.remove-member", May(Act.RemoveMember) && member.State == CohortMemberState.Member && Cohort.State != CohortState.Closed,
                typed => RemoveMember.Execute(db, actor, id, new(member.OrganisationId, typed.Text("Reason")), clock, ct), Ask.Reason(2000)) with
            { On = member.Id };
            yield return ActForm.New("act.call-reserve", May(Act.CallReserve) && member is { State: CohortMemberState.Left, ReplacedById: null } && Cohort.State != CohortState.Closed,
                typed => CallReserve.Execute(db, actor, id, member.Id, typed.Whole("Days"), clock, ct), Ask.Whole("Days", "ask.days-to-answer", 1, 365, 14))
                with
            { On = member.Id, Next = true };
        }

        yield return ActForm.New("act.close-cohort", May(Act.CloseCohort) && Cohort.State is CohortState.Running or CohortState.Selected or CohortState.Open,
            _ => CloseCohort.Execute(db, actor, id, clock, ct)) with
        { Hint = _texts["act.close-cohort.hint"] };
    }
}
