using GrantFlow.Accounts;
using GrantFlow.Capacity;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Web.Language;
using GrantFlow.Web.Pages.Acts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Programmes;

/// <summary>A programme: its cohorts, objectives, topics and events, and what can be done now.</summary>
[Does(Act.SeeProgramme)]
sealed class ProgrammePage(GrantFlowDb db, TimeProvider clock, Texts texts) : ActsPage(texts)
{
    /// <summary>Events a page.</summary>
    public const int Rows = 50;

    readonly Texts _texts = texts;

    /// <summary>The programme.</summary>
    public Programme Programme { get; private set; } = null!;

    /// <summary>By number.</summary>
    public IReadOnlyList<Cohort> Cohorts { get; private set; } = [];

    /// <summary>By code.</summary>
    public IReadOnlyList<Objective> Objectives { get; private set; } = [];

    /// <summary>By code.</summary>
    public IReadOnlyList<Topic> Topics { get; private set; } = [];

    /// <summary>The newest first.</summary>
    public IReadOnlyList<CapacityEvent> Events { get; private set; } = [];

    /// <summary>Events there are.</summary>
    public int Total { get; private set; }

    /// <summary>The page of events, from 1.</summary>
    [BindProperty(SupportsGet = true)]
    public int Number { get; set; } = 1;

    /// <summary>The matrix lets the reader do it in this programme.</summary>
    public bool May(Act act) => Actor.May(act, Programme.Id);

    /// <summary>The reader may see a part of the programme's board.</summary>
    public bool SeesBoard => Board.BoardPage.MayOpen(Actor, Programme.Id);

    /// <summary>Shows the programme.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    /// <summary>Does one of the page's acts.</summary>
    [Does(Act.PlanCohort, Act.RecordCapacityEvent, Act.AddObjective, Act.AddTopic)]
    public async Task<IActionResult> OnPostActAsync(Guid id, string? act, Guid? on, CancellationToken ct) =>
        await LoadAsync(id, ct) ? await RunAsync(act, on, Programme.Zone) : NotFound();

    async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Programmes.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, ct) is not { } programme) return false;
        if (!Actor.May(Act.SeeProgramme, id)) return false;
        Programme = programme;
        Cohorts = await db.Cohorts.AsNoTracking().Where(c => c.ProgrammeId == id).OrderBy(c => c.Number).ToListAsync(ct);
        Objectives = await db.Objectives.AsNoTracking().Where(o => o.ProgrammeId == id).OrderBy(o => o.Code).ToListAsync(ct);
        Topics = await db.Topics.AsNoTracking().Where(t => t.ProgrammeId == id).OrderBy(t => t.Code).ToListAsync(ct);
        var events = db.CapacityEvents.AsNoTracking().Where(e => e.ProgrammeId == id);
        Total = await events.CountAsync(ct);
        Number = Math.Clamp(Number, 1, new PageTurner(1, Total, Rows).Last);
        Events = await events.OrderByDescending(e => e.HeldOn).ThenBy(e => e.Id).Skip((Number - 1) * Rows).Take(Rows).ToListAsync(ct);
        var regions = await db.Regions.AsNoTracking().Where(r => r.Country == programme.Country).OrderBy(r => r.Code).ToListAsync(ct);
        Acts = [.. ActsNow(new Work(db, Actor, clock, ct), [.. regions.Select(r => (r.Code, r.Name.In(_texts.Language)))])];
        return true;
    }

    IEnumerable<ActForm> ActsNow(Work work, IReadOnlyList<(string Code, string Words)> regions)
    {
        var (db, actor, clock, ct) = work;
        var id = Programme.Id;
        var languages = Programme.Languages;
        var live = Programme.Kind == ProgrammeKind.Live;
        yield return ActForm.New("act.plan-cohort", May(Act.PlanCohort) && live, (CohortPlanned made) => $"/cohorts/{made.CohortId}",
            typed => PlanCohort.Execute(db, actor, id, new(typed.Whole("Number"), typed.Local("Name"), typed.Whole("Year"), typed.Whole("Places")), clock, ct),
            [
                .. Ask.Local("Name", "ask.cohort-name", languages),
                Ask.Whole("Number", "application.number", 1, 99, Cohorts.Select(c => c.Number).DefaultIfEmpty().Max() + 1) with { Row = _texts["ask.places"] },
                Ask.Whole("Year", "ask.year", 2000, 2100, Programme.DayOf(clock.GetUtcNow()).Year) with { Row = _texts["ask.places"] },
                Ask.Whole("Places", "competition.places", 1, 10_000, 10) with { Row = _texts["ask.places"] },
            ]) with
        { Next = Cohorts.Count == 0 };
        yield return ActForm.New("act.record-event", live && May(Act.RecordCapacityEvent), (CapacityEventRecorded made) => $"/events/{made.CapacityEventId}",
            typed => RecordCapacityEvent.Execute(db, actor, id, EventOf(typed), clock, ct),
            [
                .. Ask.Local("Title", "ask.title", languages),
                Ask.Choice<CapacityEventKind>("Kind", "ask.kind", _texts) with { Row = _texts["ask.event"] },
                new Ask("TopicId", "ask.topic", AskKind.Choice)
                {
                    Optional = true, Row = _texts["ask.event"], Choices = [.. Topics.Select(t => (t.Id.ToString(), t.Name.In(_texts.Language)))],
                },
                Ask.Day("HeldOn", "ask.day") with { Row = _texts["ask.event"] },
                regions.Count == 0 ? Ask.Line("Region", "organisation.region", 60) with { Row = _texts["ask.event"] }
                    : new Ask("Region", "organisation.region", AskKind.Choice) { Choices = regions, Row = _texts["ask.event"] },
                Ask.Choice<EventPart>("Part", "ask.part", _texts, EventPart.Implementer) with { Row = _texts["ask.event"] },
                new Ask("EntitlementRequired", "ask.entitled-only", AskKind.Tick),
            ]);
        yield return ActForm.New("act.add-objective", May(Act.AddObjective),
            typed => AddObjective.Execute(db, actor, id, new(typed.Text("Code"), typed.Local("Name"), typed.Id("ParentId")), clock, ct),
            [
                Ask.Line("Code", "ask.code", 20), .. Ask.Local("Name", "ask.objective", languages, AskKind.Line, 1000),
                new Ask("ParentId", "ask.part-of", AskKind.Choice) { Optional = true, Choices = [.. Objectives.Select(o => (o.Id.ToString(), $"{o.Code} {o.Name.In(_texts.Language)}"))] },
            ]);
        yield return ActForm.New("act.add-topic", May(Act.AddTopic),
            typed => AddTopic.Execute(db, actor, id, new(typed.Text("Code"), typed.Local("Name")), clock, ct),
            [Ask.Line("Code", "ask.code", 60), .. Ask.Local("Name", "ask.topic", languages)]);
    }

    static RecordCapacityEvent.Request EventOf(Typed typed) => new(
        typed.Choice<CapacityEventKind>("Kind"), typed.Id("TopicId"), typed.Local("Title"), typed.Day("HeldOn"), typed.Text("Region"),
        typed.Choice<EventPart>("Part"), typed.Tick("EntitlementRequired"));
}
