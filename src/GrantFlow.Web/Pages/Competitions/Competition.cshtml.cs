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
    /// <summary>An organisation of the reader's.</summary>
    /// <param name="Id">The organisation.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Begun">Its application to this competition, if it has one.</param>
    public sealed record Applicant(Guid Id, LocalText Name, Guid? Begun);

    /// <summary>The competition.</summary>
    public Competition Competition { get; private set; } = null!;

    /// <summary>Its programme.</summary>
    public Programme Programme { get; private set; } = null!;

    /// <summary>The reader's organisations in this programme: those that have begun, and those that the reader may begin for.</summary>
    public IReadOnlyList<Applicant> Applicable { get; private set; } = [];

    /// <summary>When the page was made.</summary>
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>It takes applications now.</summary>
    public bool IsOpen => Competition.TakesApplicationsAt(Now);

    /// <summary>The reader may see how it is judged.</summary>
    public bool SeesSelection => Actor.May(Act.SeeDecision, Competition.ProgrammeId);

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
        if (!competition.MayBeSeenBy(Actor)) return false;
        Programme = await db.Programmes.AsNoTracking().FirstAsync(p => p.Id == competition.ProgrammeId, ct);
        var mine = Actor.Organisations.ToList();
        var applicants = await db.Organisations.Where(o => o.ProgrammeId == Programme.Id && mine.Contains(o.Id)).OrderBy(o => o.Id)
            .Select(o => new Applicant(o.Id, o.Name, db.Set<Application>().Where(
                a => a.CompetitionId == id && a.OrganisationId == o.Id && a.State != ApplicationState.Withdrawn).Select(a => (Guid?)a.Id).FirstOrDefault()))
            .ToListAsync(ct);
        Applicable = [.. applicants.Where(a => Actor.May(a.Begun is null ? Act.StartApplication : Act.SeeDraftApplication, Programme.Id, a.Id))];
        return true;
    }
}
