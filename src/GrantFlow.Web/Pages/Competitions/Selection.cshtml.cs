using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Competitions;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Selection;
using GrantFlow.Web.Language;
using GrantFlow.Web.Pages.Acts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Competitions;

/// <summary>A competition's applications, their scores and ranks, the decision (proposed by one, approved by another), and what can be done now.</summary>
[Does(Act.SeeDecision)]
sealed class SelectionPage(GrantFlowDb db, TimeProvider clock, Texts texts) : ActsPage(texts)
{
    readonly Texts _texts = texts;

    /// <summary>One application.</summary>
    public sealed record Line(
        Guid Id, Guid OrganisationId, string Number, string Title, LocalText Organisation, string Region, decimal Amount, ApplicationState State,
        int Reviews, int Scored, decimal? Mean, int? Rank, RankingOutcome? Outcome, string Failed);

    /// <summary>The competition.</summary>
    public Competition Competition { get; private set; } = null!;

    /// <summary>The newest decision, or null before the ranking.</summary>
    public Decision? Decision { get; private set; }

    /// <summary>Who prepared it.</summary>
    public string ProposedBy { get; private set; } = "";

    /// <summary>How many applications stand where.</summary>
    public IReadOnlyList<(ApplicationState State, int Count)> Counts { get; private set; } = [];

    /// <summary>The applications shown, by rank, then by mean.</summary>
    public IReadOnlyList<Line> Lines { get; private set; } = [];

    /// <summary>The cohort it fills.</summary>
    public Cohort Cohort { get; private set; } = null!;

    /// <summary>Applications decided on whose organisations weren't told.</summary>
    public int Untold { get; private set; }

    /// <summary>Selected applications without a grant.</summary>
    public int Unawarded { get; private set; }

    /// <summary>Names of regions by code.</summary>
    public Dictionary<string, string> Regions { get; private set; } = [];

    /// <summary>Only applications in this state.</summary>
    [BindProperty(SupportsGet = true)]
    public ApplicationState? State { get; set; }

    /// <summary>The panel's minutes, or why it goes back.</summary>
    [BindProperty]
    public string? Minutes { get; set; }

    /// <summary>The matrix lets the reader do it to the programme's, or to an organisation's.</summary>
    public bool May(Act act, Guid? organisation = null) => Actor.May(act, Competition.ProgrammeId, organisation);

    /// <summary>Shows the applications.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    /// <summary>Does one of the page's acts.</summary>
    [Does(
        Act.PublishCompetition, Act.OpenCohort, Act.OpenCompetition, Act.AnnounceCompetition, Act.ExtendClosing,
        Act.CloseCompetition, Act.ScreenEligibility, Act.AssignReviewers, Act.RankApplications, Act.TellApplicants,
        Act.OpenAwards, Act.CancelCompetition)]
    public async Task<IActionResult> OnPostActAsync(Guid id, string? act, Guid? on, CancellationToken ct) =>
        await LoadAsync(id, ct) ? await RunAsync(act, on, TimeZoneInfo.FindSystemTimeZoneById(Competition.TimeZone)) : NotFound();

    /// <summary>Approves the proposed decision.</summary>
    [Does(Act.ApproveDecision)]
    public async Task<IActionResult> OnPostApproveAsync(Guid id, Guid decision, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct) || Decision?.Id != decision) return NotFound();
        var verdict = await ApproveDecision.Execute(db, Actor, decision, new(Minutes?.Trim() ?? ""), clock, ct);
        return verdict.Allows(out _, out var refusal) ? Done($"/competitions/{id}/selection", "done.approved") : Refused(refusal);
    }

    /// <summary>Sends the proposed decision back.</summary>
    [Does(Act.SendBackDecision)]
    public async Task<IActionResult> OnPostSendBackAsync(Guid id, Guid decision, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct) || Decision?.Id != decision) return NotFound();
        var verdict = await SendBackDecision.Execute(db, Actor, decision, new(Minutes?.Trim() ?? ""), clock, ct);
        return verdict.Allows(out _, out var refusal) ? Done($"/competitions/{id}/selection", "done.sent-back") : Refused(refusal);
    }

    async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Competitions.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct) is not { } competition) return false;
        if (!Actor.May(Act.SeeDecision, competition.ProgrammeId) || !competition.MayBeSeenBy(Actor)) return false;
        Competition = competition;
        Cohort = await db.Cohorts.AsNoTracking().FirstAsync(c => c.Id == competition.CohortId, ct);
        Decision = await db.Decisions.AsNoTracking().Where(d => d.CompetitionId == id && d.State != DecisionState.SentBack)
            .OrderByDescending(d => d.ProposedAt).FirstOrDefaultAsync(ct);
        if (Decision is not null)
            ProposedBy = await db.Users.Where(p => p.Id == Decision.ProposedBy).Select(p => p.FullName).FirstOrDefaultAsync(ct) ?? Actor.Service.Name;
        Regions = await db.Regions.AsNoTracking().Where(r => db.Set<Programme>().Any(p => p.Id == competition.ProgrammeId && p.Country == r.Country))
            .ToDictionaryAsync(r => r.Code, r => r.Name.In(_texts.Language), ct);
        var decision = Decision?.Id ?? Guid.Empty;
        // A draft is nobody's business but the organisation's.
        var rows = await db.Applications.AsNoTracking().Where(a => a.CompetitionId == id && a.State != ApplicationState.Draft)
            .Join(db.Organisations, a => a.OrganisationId, o => o.Id, (a, o) => new
            {
                a,
                o.Name,
                o.Region,
                Reviews = db.Set<Review>().Count(r => r.ApplicationId == a.Id && r.State != ReviewState.Declined),
                Scored = db.Set<Review>().Count(r => r.ApplicationId == a.Id && r.State == ReviewState.Scored),
                Mean = db.Set<Review>().Where(r => r.ApplicationId == a.Id && r.State == ReviewState.Scored).Average(r => r.Total),
                Awarded = db.Set<Award>().Any(w => w.ApplicationId == a.Id),
                Ranking = db.Set<Ranking>().FirstOrDefault(r => r.DecisionId == decision && r.ApplicationId == a.Id),
            }).ToListAsync(ct);
        Counts = [.. rows.GroupBy(r => r.a.State).OrderBy(g => g.Key).Select(g => (g.Key, g.Count()))];
        Lines = [.. rows.Where(r => State is null || r.a.State == State).Select(r => new Line(
                r.a.Id, r.a.OrganisationId, r.a.Number, r.a.Title, r.Name, r.Region, r.a.RequestedAmount, r.a.State, r.Reviews, r.Scored,
                r.Ranking?.MeanScore ?? r.Mean, r.Ranking?.Rank, r.Ranking?.Outcome,
                string.Join(", ", r.a.Eligibility.Where(e => !e.Passed).Select(e => _texts.Find($"refusal.{e.Rule}", e.Rule)))))
            .OrderBy(l => l.Rank ?? int.MaxValue).ThenByDescending(l => l.Mean).ThenBy(l => l.Number)];
        Untold = rows.Count(r => r.a is { ToldAt: null, State: ApplicationState.Selected or ApplicationState.Reserved or ApplicationState.Refused });
        Unawarded = rows.Count(r => r.a.State == ApplicationState.Selected && !r.Awarded);
        Acts = [.. CompetitionActs.Of(this, new Work(db, Actor, clock, ct), clock.GetUtcNow(), _texts)];
        return true;
    }
}
