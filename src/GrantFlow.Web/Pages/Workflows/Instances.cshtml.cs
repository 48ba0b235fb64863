using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Workflows.Runtime;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Workflows;

/// <summary>Workflows under way and over: managers see their programmes', administrators all.</summary>
[Does(Act.SeeWorkflows)]
sealed class InstancesPage(GrantFlowDb db) : FlowPage
{
    /// <summary>Rows a page.</summary>
    public const int Rows = 50;

    /// <summary>Only this programme's.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Programme { get; set; }

    /// <summary>Only about something of this cohort.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Cohort { get; set; }

    /// <summary>Only of this definition.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Definition { get; set; }

    /// <summary>Only of this version of the definition.</summary>
    [BindProperty(SupportsGet = true)]
    public int? Version { get; set; }

    /// <summary>Only in this state.</summary>
    [BindProperty(SupportsGet = true)]
    public WorkflowSubStatus? State { get; set; }

    /// <summary>Part of a name or number.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Search { get; set; }

    /// <summary>Only about this: <c>kind:id</c>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? About { get; set; }

    /// <summary>Only with open incidents.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Incidents { get; set; }

    /// <summary>Those with open incidents before all others.</summary>
    [BindProperty(SupportsGet = true)]
    public bool IncidentsFirst { get; set; }

    /// <summary>The page, from 1.</summary>
    [BindProperty(SupportsGet = true)]
    public int Number { get; set; } = 1;

    /// <summary>The programmes whose instances the reader may see.</summary>
    public IReadOnlyList<Programme> Programmes { get; private set; } = [];

    /// <summary>Their cohorts, or the chosen programme's.</summary>
    public IReadOnlyList<Cohort> Cohorts { get; private set; } = [];

    /// <summary>The definitions that have run or may run, by id.</summary>
    public IReadOnlyList<(string Id, string Name)> Definitions { get; private set; } = [];

    /// <summary>What was found.</summary>
    public FoundInstances Found { get; private set; } = new([], 0, new Dictionary<WorkflowSubStatus, int>());

    /// <summary>What the rows are about.</summary>
    public IReadOnlyDictionary<string, SubjectName> Names { get; private set; } = new Dictionary<string, SubjectName>();

    /// <summary>Reads the list.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        Number = Math.Clamp(Number, 1, 1_000_000);
        Programmes = [.. (await db.Programmes.AsNoTracking().OrderBy(p => p.Key).ToListAsync(ct)).Where(p => Actor.May(Act.SeeWorkflows, p.Id))];
        var seen = Programmes.Where(p => Programme is null || p.Id == Programme).Select(p => p.Id).ToList();
        Cohorts = await db.Cohorts.AsNoTracking().Where(c => seen.Contains(c.ProgrammeId)).OrderBy(c => c.ProgrammeId).ThenBy(c => c.Number).ToListAsync(ct);
        Definitions = await DefinitionsAsync(ct);
        Found = await FindInstances.ReadAsync(db, Actor, Filter(), ct);
        Names = await SubjectNames.ReadAsync(db, Found.Rows.Select(r => r.CorrelationId), ct);
        return Page();
    }

    /// <summary>The same list in another state.</summary>
    public string To(WorkflowSubStatus? state)
    {
        var query = Request.Query.Where(q => q.Key is not ("state" or "number") && !string.IsNullOrEmpty(q.Value)).ToList();
        if (state is not null) query.Add(new("state", state.ToString()));
        return Request.Path + QueryString.Create(query);
    }

    /// <summary>The zone that a row's times are meant in: its programme's.</summary>
    public string ZoneOf(InstanceCard row) => ReaderZone.Of([.. Programmes.Select(p => (p.Id, p.TimeZone))], row.ProgrammeId);

    /// <summary>The programme that a row is of; null for the whole service's.</summary>
    public Programme? ProgrammeOf(InstanceCard row) => Programmes.FirstOrDefault(p => p.Id == row.ProgrammeId);

    /// <summary>The zone of all rows, where it is one.</summary>
    public string? Zone => Found.Rows.Select(ZoneOf).Distinct().ToList() is [var only] ? only : null;

    InstanceFilter Filter() => new()
    {
        Programme = Programme,
        Cohort = Cohort,
        Definitions = Blank(Definition) is { } definition ? [definition] : [],
        Version = Version,
        States = State is { } state ? [state] : [],
        Search = Blank(Search),
        About = Blank(About) is { } about ? [about] : [],
        HasIncidents = Incidents ? true : null,
        IncidentsFirst = IncidentsFirst,
        Skip = (Number - 1) * Rows,
        Take = Rows,
    };

    // A programme's own definitions are nobody else's business, not even their names.
    async Task<IReadOnlyList<(string Id, string Name)>> DefinitionsAsync(CancellationToken ct)
    {
        var owners = await db.WorkflowDesigns.AsNoTracking().Where(d => d.ProgrammeId != null).ToDictionaryAsync(d => d.DefinitionId, d => d.ProgrammeId, ct);
        var all = await db.Database.SqlQuery<Named>($"""
            select distinct on (definition_id) definition_id as "Id", name as "Name" from workflow_definitions
            where published_at is not null order by definition_id, version desc
            """).ToListAsync(ct);
        return [.. all.Where(d => owners.GetValueOrDefault(d.Id) is not { } owner || Actor.May(Act.SeeWorkflows, owner)).Select(d => (d.Id, d.Name))];
    }

    static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    sealed class Named
    {
        public required string Id { get; init; }

        public required string Name { get; init; }
    }
}
