using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Web.Language;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Competitions;

/// <summary>One competition, for everybody: until when, for whom, how it is judged; and the way to apply.</summary>
[Does(Act.SeeCompetitions)]
sealed class CompetitionPage(GrantFlowDb db, TimeProvider clock, Texts texts) : FlowPage
{
    /// <summary>An organisation that the reader may apply for.</summary>
    public sealed record Applicant(Guid Id, LocalText Name, bool Begun);

    /// <summary>The competition.</summary>
    public Competition Competition { get; private set; } = null!;

    /// <summary>Its programme.</summary>
    public Programme Programme { get; private set; } = null!;

    /// <summary>The reader's organisations in this programme.</summary>
    public IReadOnlyList<Applicant> Applicable { get; private set; } = [];

    /// <summary>When the page was made.</summary>
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>It takes applications now.</summary>
    public bool IsOpen => Competition.TakesApplicationsAt(Now);

    /// <summary>The reader may see how it is judged, and a draft of it.</summary>
    public bool Manages => Actor.May(Act.SeeCompetitionDraft, Competition.ProgrammeId) || (Competition.State != CompetitionState.Draft && Actor.May(Act.SeeDecision, Competition.ProgrammeId));

    /// <summary>Shows the competition; a draft only to those who manage it.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        await LoadAsync(id, ct) ? Page() : NotFound();

    /// <summary>Begins the application of an organisation, or goes on with the one begun.</summary>
    [Does(Act.StartApplication)]
    public async Task<IActionResult> OnPostApplyAsync(Guid id, Guid organisation, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) return NotFound();
        var begun = await db.Applications.Where(a => a.CompetitionId == id && a.OrganisationId == organisation && a.State != ApplicationState.Withdrawn)
            .Select(a => (Guid?)a.Id).FirstOrDefaultAsync(ct);
        if (begun is { } known) return LocalRedirect($"/applications/{known}");
        var verdict = await StartApplication.Execute(db, Actor, id, new(organisation, texts.Language), clock, ct);
        return verdict.Allows(out var fact, out var refusal) ? LocalRedirect($"/applications/{fact.ApplicationId}") : Refused(refusal);
    }

    async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Competitions.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct) is not { } competition) return false;
        Competition = competition;
        if (competition.State is CompetitionState.Draft or CompetitionState.Cancelled && !Manages) return false;
        Programme = await db.Programmes.AsNoTracking().FirstAsync(p => p.Id == competition.ProgrammeId, ct);
        var mine = Actor.Organisations.ToList();
        Applicable = await db.Organisations.Where(o => o.ProgrammeId == Programme.Id && mine.Contains(o.Id)).OrderBy(o => o.Id)
            .Select(o => new Applicant(o.Id, o.Name, db.Set<Application>().Any(
                a => a.CompetitionId == id && a.OrganisationId == o.Id && a.State != ApplicationState.Withdrawn)))
            .ToListAsync(ct);
        return true;
    }
}
