using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Web.Language;
using GrantFlow.Workflows;
using GrantFlow.Workflows.Moving;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Workflows;

/// <summary>Moves running instances to another version: first what would happen to each, then the act, then its undoing.</summary>
[Does(Act.MoveInstances)]
sealed class MovePage(GrantFlowDb db, IWorkflowStore store, InstanceMover mover, TimeProvider clock, Texts texts) : FlowPage
{
    /// <summary>Rows a page.</summary>
    public const int Rows = 50;

    /// <summary>The definition to move to; empty offers a choice.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Definition { get; set; }

    /// <summary>The version to move to; null is the one published now.</summary>
    [BindProperty(SupportsGet = true)]
    public int? To { get; set; }

    /// <summary>The page, from 1.</summary>
    [BindProperty(SupportsGet = true)]
    public int Number { get; set; } = 1;

    /// <summary>Why.</summary>
    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>The instances that were ticked.</summary>
    [BindProperty]
    public List<Guid> Instances { get; set; } = [];

    /// <summary>All that can be moved, and not only those that were ticked.</summary>
    [BindProperty]
    public bool Everything { get; set; }

    /// <summary>What the cohorts start later takes the version, too.</summary>
    [BindProperty]
    public bool LaterToo { get; set; }

    /// <summary>The published versions of the definitions to choose from.</summary>
    public IReadOnlyList<DesignVersion> Versions { get; private set; } = [];

    /// <summary>What a move would do.</summary>
    public MovePreviewed? Preview { get; private set; }

    /// <summary>This page's instances.</summary>
    public IReadOnlyList<PreviewedMove> Shown { get; private set; } = [];

    /// <summary>The last acts of moving to this definition.</summary>
    public IReadOnlyList<RecentMove> Recent { get; private set; } = [];

    /// <summary>Some of the instances are about something of a cohort.</summary>
    public bool OfCohorts => Preview!.Instances.Any(i => i.Candidate.CohortId is not null);

    /// <summary>The zone that times are told in.</summary>
    public string Zone { get; private set; } = ReaderZone.Everybodys;

    /// <summary>Names of the cohorts and organisations on this page.</summary>
    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();

    /// <summary>Shows what a move would do.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await LoadAsync(ct) ?? Page();

    /// <summary>Moves.</summary>
    [Does(Act.MoveInstances)]
    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await LoadAsync(ct) is { } closed) return closed;
        if (Preview is not { } preview) return NotFound();
        var request = new MoveInstances.Request(Definition!, preview.Target.Version, Reason ?? "", Everything ? null : Instances, null, LaterToo);
        if (!(await MoveInstances.Execute(db, Actor, store, mover, request, clock, ct)).Allows(out var moved, out var refusal)) return Refused(refusal);
        TempData["moved"] = texts.Count("moving.moved", moved.Moved) + (moved.Left > 0 && !Everything ? " " + texts.Count("moving.left", moved.Left) : "");
        return LocalRedirect(Address());
    }

    /// <summary>Takes a move back.</summary>
    [Does(Act.MoveInstances)]
    public async Task<IActionResult> OnPostUndoAsync(Guid move, CancellationToken ct)
    {
        if (await LoadAsync(ct) is { } closed) return closed;
        if (!(await UndoMove.Execute(db, Actor, mover, move, clock, ct)).Allows(out var undone, out var refusal)) return Refused(refusal);
        TempData["moved"] = texts.Count("moving.undone", undone.Undone) + (undone.GoneOn > 0 ? " " + texts.Count("moving.gone-on", undone.GoneOn) : "");
        return LocalRedirect(Address());
    }

    /// <summary>What an instance is about, in the reader's words.</summary>
    public string About(PreviewedMove row)
    {
        if (row.Plan.CorrelationId is not { } about) return "—";
        var kind = about.Split(':')[0];
        var noun = kind.Length > 0 ? texts.Find($"noun.{char.ToUpperInvariant(kind[0])}{kind[1..]}", kind) : about;
        return row.Candidate.OrganisationId is { } id && Names.TryGetValue(id, out var name) ? $"{noun}: {name}" : noun;
    }

    /// <summary>A reason or note in the reader's words.</summary>
    public string Told(MoveRemark remark) => string.Format(texts.Culture, texts[$"move.{remark.Code}"], texts.Drawn(remark.Activity), remark.Code == "outcome-gone" ? texts.Outcome(remark.Detail) : texts.Drawn(remark.Detail));

    async Task<IActionResult?> LoadAsync(CancellationToken ct)
    {
        Number = Math.Max(1, Number);
        Versions = [.. (await DesignVersions.OfAsync(db, Actor, string.IsNullOrWhiteSpace(Definition) ? null : Definition, ct)).Where(v => v.PublishedAt is not null)];
        if (string.IsNullOrWhiteSpace(Definition)) return null;
        if ((To ?? Versions.FirstOrDefault(v => v.IsPublished)?.Version ?? (Versions is [var newest, ..] ? newest.Version : null)) is not { } to) return NotFound();
        To = to;
        if (!(await PreviewMove.Execute(db, Actor, store, mover, Definition, to, ct)).Allows(out var preview, out var refusal)) return Refused(refusal);
        Preview = preview;
        Shown = [.. preview.Instances.Skip((Number - 1) * Rows).Take(Rows)];
        Recent = await RecentMoves.OfAsync(db, Actor, Definition, 5, ct);
        Names = await NamesAsync(ct);
        var owner = await db.WorkflowDesigns.Where(d => d.DefinitionId == Definition).Select(d => d.ProgrammeId).FirstOrDefaultAsync(ct);
        Zone = await ReaderZone.OfAsync(db, Actor, Act.MoveInstances, owner, ct);
        return null;
    }

    async Task<Dictionary<Guid, string>> NamesAsync(CancellationToken ct)
    {
        var cohorts = Shown.Select(s => s.Candidate.CohortId).OfType<Guid>().ToHashSet();
        var organisations = Shown.Select(s => s.Candidate.OrganisationId).OfType<Guid>().ToHashSet();
        var names = (await db.Cohorts.AsNoTracking().Where(c => cohorts.Contains(c.Id)).ToListAsync(ct)).ToDictionary(c => c.Id, c => c.Name.In(texts.Language));
        foreach (var one in await db.Organisations.AsNoTracking().Where(o => organisations.Contains(o.Id)).ToListAsync(ct)) names[one.Id] = one.Name.In(texts.Language);
        return names;
    }

    string Address() => $"/workflows/move?definition={Uri.EscapeDataString(Definition!)}&to={To}";
}
