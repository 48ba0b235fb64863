using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Web.Language;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Board;

/// <summary>Where every organisation and grant of a programme stands, and what is late. A donor reads the same board.</summary>
[Does(Act.SeeBoard)]
sealed class BoardPage(GrantFlowDb db, TimeProvider clock, Texts texts) : FlowPage
{
    /// <summary>Rows a page.</summary>
    public const int PageRows = 100;

    /// <summary>The programmes the reader may see.</summary>
    public IReadOnlyList<Programme> Programmes { get; private set; } = [];

    /// <summary>The one shown, or null when there is none.</summary>
    public Programme? Chosen { get; private set; }

    /// <summary>Its cohorts.</summary>
    public IReadOnlyList<Cohort> Cohorts { get; private set; } = [];

    /// <summary>Its competitions, or those of the cohort chosen.</summary>
    public IReadOnlyList<Competition> Competitions { get; private set; } = [];

    /// <summary>Names of regions by code.</summary>
    public Dictionary<string, string> Regions { get; private set; } = [];

    /// <summary>How many stand where, before the filter by standing.</summary>
    public IReadOnlyList<(Standing Standing, int Count)> Counts { get; private set; } = [];

    /// <summary>How many organisations have something late.</summary>
    public int LateTotal { get; private set; }

    /// <summary>Rows that fit in all.</summary>
    public int Total { get; private set; }

    /// <summary>The page's rows: the late first, then by number.</summary>
    public IReadOnlyList<BoardFacts> Rows { get; private set; } = [];

    /// <summary>Which programme.</summary>
    [BindProperty(SupportsGet = true, Name = "programme")]
    public Guid? ProgrammeId { get; set; }

    /// <summary>Only members of this cohort.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Cohort { get; set; }

    /// <summary>Only of this region.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Region { get; set; }

    /// <summary>Part of the name or number.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Search { get; set; }

    /// <summary>Only those with something late.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Late { get; set; }

    /// <summary>Only those who stand here.</summary>
    [BindProperty(SupportsGet = true)]
    public Standing? Standing { get; set; }

    /// <summary>The page, from 1.</summary>
    [BindProperty(SupportsGet = true)]
    public int Number { get; set; } = 1;

    /// <summary>The matrix lets the reader do it in the programme shown, or to an organisation of it.</summary>
    public bool May(Act act, Guid? organisation = null) => Actor.May(act, Chosen!.Id, organisation);

    /// <summary>The reader may see all of the programme's board, or some organisations on it.</summary>
    public static bool MayOpen(Actor actor, Guid programme) => actor.Sees(Act.SeeBoard, programme) is { } seen && (seen.All || seen.Organisations.Length > 0);

    /// <summary>Reads the board.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        Programmes = [.. (await db.Programmes.AsNoTracking().OrderBy(p => p.Kind).ThenBy(p => p.CreatedAt).ToListAsync(ct))
            .Where(p => MayOpen(Actor, p.Id))];
        Chosen = ProgrammeId is { } id ? Programmes.FirstOrDefault(p => p.Id == id) : Programmes.Count > 0 ? Programmes[0] : null;
        if (Chosen is null) return ProgrammeId is null ? Page() : NotFound();
        Cohorts = await db.Cohorts.AsNoTracking().Where(c => c.ProgrammeId == Chosen.Id).OrderBy(c => c.Number).ToListAsync(ct);
        var (drafts, ended) = (May(Act.SeeCompetitionDraft), May(Act.SeeCompetitionDraft) || May(Act.SeeDecision));
        Competitions = await db.Competitions.AsNoTracking().Where(c => c.ProgrammeId == Chosen.Id && (Cohort == null || c.CohortId == Cohort)
                && (drafts || c.State != CompetitionState.Draft) && (ended || c.State != CompetitionState.Cancelled))
            .OrderByDescending(c => c.ClosesAt).Take(10).ToListAsync(ct);
        Regions = await db.Regions.AsNoTracking().Where(r => r.Country == Chosen.Country).OrderBy(r => r.Code)
            .ToDictionaryAsync(r => r.Code, r => r.Name.In(texts.Language), ct);
        var now = clock.GetUtcNow();
        var (all, some) = Actor.Sees(Act.SeeBoard, Chosen.Id);
        var fitting = (await BoardQuery.ReadAsync(db, Chosen.Id, now, Chosen.DayOf(now), ct)).Where(r => (all || some.Contains(r.Id)) && Fits(r)).ToList();
        Counts = [.. fitting.GroupBy(r => r.Standing).OrderBy(g => g.Key).Select(g => (g.Key, g.Count()))];
        LateTotal = fitting.Count(r => r.Late > 0);
        var shown = fitting.Where(r => Standing is null || r.Standing == Standing).OrderByDescending(r => r.Late).ThenBy(r => r.Number).ToList();
        Total = shown.Count;
        Number = Math.Clamp(Number, 1, new PageTurner(1, Total, PageRows).Last);
        Rows = [.. shown.Skip((Number - 1) * PageRows).Take(PageRows)];
        return Page();
    }

    /// <summary>The same board with another standing.</summary>
    public string To(Standing? standing) => Request.Path + QueryString.Create(Request.Query.Where(q => q.Key is not "standing" and not "number" and not "Standing")
        .Append(new("standing", standing?.ToString() ?? "")));

    /// <summary>What is late, in words.</summary>
    public string LateWords(BoardFacts row) => string.Join(", ", new[]
    {
        row.LateReports > 0 ? texts.Count("board.late-reports", row.LateReports) : null,
        row.LateVisits > 0 ? texts.Count("board.late-visits", row.LateVisits) : null,
        row.LateMilestones > 0 ? texts.Count("board.late-milestones", row.LateMilestones) : null,
    }.OfType<string>());

    bool Fits(BoardFacts row) =>
        (Cohort is null || row.CohortId == Cohort)
        && (string.IsNullOrEmpty(Region) || row.Region == Region)
        && (!Late || row.Late > 0)
        && (string.IsNullOrWhiteSpace(Search)
            || row.Number.Contains(Search.Trim(), StringComparison.OrdinalIgnoreCase)
            || row.Name.Texts.Values.Any(n => n.Contains(Search.Trim(), StringComparison.CurrentCultureIgnoreCase)));
}
