using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Persistence;
using GrantFlow.Simulation;
using GrantFlow.Workflows.Runtime;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Pages.Workflows;

/// <summary>Choose how a drawn workflow is tried, and what was tried of it today.</summary>
[Does(Act.DrawDesigns)]
sealed class TryPage(GrantFlowDb db, Tries tries, DesignChecks checks, TimeProvider clock) : FlowPage
{
    /// <summary>The definition.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Definition { get; set; }

    /// <summary>In whose likeness.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Programme { get; set; }

    /// <summary>The version that the link named; the latest drawing is played, whichever it was.</summary>
    [BindProperty(SupportsGet = true)]
    public int? Version { get; set; }

    /// <summary>How the sample's people are.</summary>
    [BindProperty]
    public SampleMood Mood { get; set; }

    /// <summary>How many organisations come forward.</summary>
    [BindProperty]
    public int Organisations { get; set; } = TryRequest.UsualOrganisations;

    /// <summary>About what it is started by hand.</summary>
    [BindProperty]
    public string? About { get; set; }

    /// <summary>What there is to choose.</summary>
    public DesignToTry? Design { get; private set; }

    /// <summary>What there is to try, where no definition is named.</summary>
    public IReadOnlyList<NamedDesign> Designs { get; private set; } = [];

    /// <summary>Whether there is a sandbox.</summary>
    public bool Ready { get; private set; }

    /// <summary>What was tried of it within a day, newest first.</summary>
    public IReadOnlyList<Try> Earlier { get; private set; } = [];

    /// <summary>What keeps the draft from being played.</summary>
    public IReadOnlyList<DefinitionProblem> Problems { get; private set; } = [];

    /// <summary>Shows the choices.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await LoadAsync(ct) ?? Page();

    /// <summary>Puts a try into the line.</summary>
    [Does(Act.DrawDesigns)]
    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await LoadAsync(ct) is { } closed) return closed;
        if (Design is null) return NotFound();
        if (!ModelState.IsValid) return Page();
        var request = new TryDesign.Request(Definition!, Programme, Mood, Organisations, string.IsNullOrWhiteSpace(About) ? null : About);
        if (!(await TryDesign.Execute(db, tries, checks, Actor, request, clock, ct)).Allows(out var asked, out var refusal)) return Refused(refusal);
        if (asked.TryId is { } id) return LocalRedirect($"/workflows/try/{id}");
        Problems = asked.Problems;
        return Page();
    }

    async Task<IActionResult?> LoadAsync(CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(Definition))
        {
            Designs = await TryDesign.ListAsync(db, Actor, ct);
            return null;
        }

        if (!(await TryDesign.LookAsync(db, Actor, Definition.Trim(), Programme, checks.Catalogue, ct)).Allows(out var design, out var refusal)) return Refused(refusal);
        Design = design;
        Ready = await tries.AreReadyAsync(ct);
        if (Ready) Earlier = [.. (await tries.OfAsync(design.DefinitionId, ct)).Where(t => Actor.May(Act.DrawDesigns, t.ProgrammeId))];
        return null;
    }
}
