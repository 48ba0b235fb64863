using System.Text.Json;
using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Web.Designer;
using GrantFlow.Web.Language;
using GrantFlow.Workflows.Activities;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Workflows;

/// <summary>Every workflow definition: its stage, its versions, and which cohorts run which. From here it is drawn, compared, tried and moved to.</summary>
[Does(Act.SeeDesigns), RequestSizeLimit(MostPosted), Hosting.SaysTooLarge("designer.too-large")]
sealed class DefinitionsPage(GrantFlowDb db, ActivityCatalogue catalogue, TimeProvider clock, Texts texts) : FlowPage
{
    /// <summary>Rows a page.</summary>
    public const int Rows = 25;

    // More than a definition may have: somewhat too large a file is told so, not cut off.
    const long MostPosted = 25 << 20;

    // As a grant lives: the shared workflows come in this order, whatever they are called.
    static readonly string[] Life = ["entrance", "cohort", "competition", "selection", "award", "monitoring", "reporting"];

    IReadOnlyList<(Guid Id, string Zone)> _zones = [];

    /// <summary>Part of the name, the description or the id.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Search { get; set; }

    /// <summary>Only this programme's own, beside the shared ones.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Programme { get; set; }

    /// <summary>The page, from 1.</summary>
    [BindProperty(SupportsGet = true)]
    public int Number { get; set; } = 1;

    /// <summary>What was found.</summary>
    public IReadOnlyList<DesignRow> Found { get; private set; } = [];

    /// <summary>How many there are.</summary>
    public int Total { get; private set; }

    /// <summary>Programmes whose definitions the reader may see, by name.</summary>
    public IReadOnlyList<(Guid Id, string Name)> Programmes { get; private set; } = [];

    /// <summary>Programmes that the reader draws for.</summary>
    public IReadOnlyList<(Guid Id, string Name)> DrawsFor => [.. Programmes.Where(p => Actor.May(Act.DrawDesigns, p.Id))];

    /// <summary>True when the reader may draw what all programmes share.</summary>
    public bool DrawsShared => Actor.May(Act.DrawDesigns, Guid.Empty);

    /// <summary>True when the reader may draw on the definition.</summary>
    public bool Draws(DesignRow row) => Actor.MayTo(Act.DrawDesigns, row.Latest.ProgrammeId);

    /// <summary>The zone that a row's times are told in.</summary>
    public string ZoneOf(DesignRow row) => ReaderZone.Of(_zones, row.Latest.ProgrammeId);

    /// <summary>Lists them.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        return Page();
    }

    /// <summary>Copies a shared definition into a programme, whose new cohorts take the copy once it is published.</summary>
    [Does(Act.DrawDesigns)]
    public async Task<IActionResult> OnPostCopyAsync(string? definition, Guid? @for, CancellationToken ct)
    {
        await LoadAsync(ct);
        if (string.IsNullOrWhiteSpace(definition) || @for is not { } programme) return NotFound();
        var verdict = await CopyDesign.Execute(db, Actor, definition, programme, clock, ct);
        return verdict.Allows(out var fact, out var refusal) ? Redirect($"/studio/definitions/{fact.DefinitionId}") : Refused(refusal);
    }

    /// <summary>Brings a definition in from a file.</summary>
    [Does(Act.DrawDesigns)]
    public async Task<IActionResult> OnPostImportAsync(IFormFile? file, Guid? @for, CancellationToken ct)
    {
        await LoadAsync(ct);
        if (file is null || file.Length == 0) return Wrong("workflows.import-missing");
        if (file.Length > DesignText.MostBytes) return Wrong("designer.too-large");
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, ct);
        using var document = Read(bytes.ToArray());
        if (document is null) return Wrong("designer.unreadable");
        var verdict = await ImportDesign.Execute(db, Actor, document.RootElement, @for == Guid.Empty ? null : @for, clock, ct);
        return verdict.Allows(out var fact, out var refusal) ? Redirect($"/studio/definitions/{fact.DefinitionId}") : Refused(refusal);
    }

    PageResult Wrong(string key)
    {
        ModelState.AddModelError("file", texts[key]);
        return Page();
    }

    static JsonDocument? Read(byte[] bytes)
    {
        try
        {
            var document = DesignText.Parse(bytes);
            if (document.RootElement.ValueKind == JsonValueKind.Object && Hosting.SoundJsonElement.IsSound(document.RootElement)) return document;
            document.Dispose();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // What can't be read is told to the reader.
        }

        return null;
    }

    async Task LoadAsync(CancellationToken ct)
    {
        var all = await db.Programmes.AsNoTracking().Select(p => new { p.Id, p.Name, p.TimeZone }).ToListAsync(ct);
        _zones = [.. all.Where(p => Actor.May(Act.SeeDesigns, p.Id)).Select(p => (p.Id, p.TimeZone))];
        Programmes = [.. all.Where(p => Actor.May(Act.SeeDesigns, p.Id)).Select(p => (p.Id, p.Name.In(texts.Language))).OrderBy(p => p.Item2, StringComparer.Create(texts.Culture, ignoreCase: true))];
        if (Programmes.All(p => p.Id != Programme)) Programme = null;
        Number = Math.Max(1, Number);
        var asked = DesignList.Of(db, Actor, Programme).Where(h => h.IsLatest);
        if (!string.IsNullOrWhiteSpace(Search))
        {
            var like = $"%{DesignList.Escaped(Search.Trim())}%";
            asked = asked.Where(h => EF.Functions.ILike(h.Name, like, "\\") || EF.Functions.ILike(h.Description ?? "", like, "\\") || EF.Functions.ILike(h.DefinitionId, like, "\\"));
        }

        Total = await asked.CountAsync(ct);
        // The programme's own first: they are what its people draw.
        var latest = await asked.OrderBy(h => h.ProgrammeId == null)
            .ThenBy(h => Array.IndexOf(Life, h.DefinitionId) < 0).ThenBy(h => Array.IndexOf(Life, h.DefinitionId)).ThenBy(h => h.Name).ThenBy(h => h.DefinitionId)
            .Skip((Number - 1) * Rows).Take(Rows).ToListAsync(ct);
        Found = await DesignRows.OfAsync(db, Actor, catalogue, latest, texts.Language, ct);
    }
}
