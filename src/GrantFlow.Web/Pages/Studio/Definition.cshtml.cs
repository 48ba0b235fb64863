using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Workflows;
using GrantFlow.Workflows.Runtime;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Studio;

/// <summary>One workflow definition in the designer.</summary>
[Does(Act.SeeDesigns)]
sealed class StudioDefinitionPage(GrantFlowDb db, IWorkflowStore store) : StudioPage
{
    string _id = "";

    /// <summary>The version shown, where it isn't the latest: it can be read only.</summary>
    public StoredDefinition? Old { get; private set; }

    /// <summary>The latest version's number.</summary>
    public int Latest { get; private set; }

    /// <summary>Instants are told in this zone's time.</summary>
    public string Zone { get; private set; } = "Etc/UTC";

    /// <inheritdoc/>
    public override int? Version => Old?.Version;

    /// <inheritdoc/>
    public override string Element => "elsa-workflow-definition-editor";

    /// <inheritdoc/>
    public override (string Name, string Value)? Shows => ("definition-id", _id);

    /// <summary>Shows the definition; Studio itself would stay empty where there is none.</summary>
    /// <param name="definitionId">Which.</param>
    /// <param name="version">Which of its versions, to be read; null is the latest, to be drawn on.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IActionResult> OnGetAsync(string definitionId, int? version, CancellationToken ct)
    {
        var versions = await store.DefinitionsAsync(definitionId, ct);
        if (versions.Count == 0) return NotFound();
        var own = await db.WorkflowDesigns.Where(d => d.DefinitionId == definitionId).Select(d => d.ProgrammeId).FirstOrDefaultAsync(ct);
        if (own is { } programme && !Actor.May(Act.SeeDesigns, programme)) return NotFound();
        await LoadProgrammesAsync(null, ct);
        // Copies made here belong where the definition belongs.
        Programme = own ?? Programme;
        var latest = versions.MaxBy(v => v.Version)!;
        var shown = version is null ? latest : versions.FirstOrDefault(v => v.Version == version);
        if (shown is null) return NotFound();
        (_id, Caption, Latest) = (definitionId, shown.Name, latest.Version);
        if (shown.Version == latest.Version) return Shown();
        (Old, Zone) = (shown, await db.Programmes.Where(p => p.Id == Programme).Select(p => p.TimeZone).FirstOrDefaultAsync(ct) ?? Zone);
        return Shown();
    }
}
