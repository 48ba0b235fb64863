using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Persistence;
using GrantFlow.Workflows;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Studio;

/// <summary>One workflow definition in the designer.</summary>
[Does(Act.SeeDesigns)]
sealed class StudioDefinitionPage(GrantFlowDb db, IWorkflowStore store) : StudioPage
{
    string _id = "";

    /// <inheritdoc/>
    public override string Element => "elsa-workflow-definition-editor";

    /// <inheritdoc/>
    public override (string Name, string Value)? Shows => ("definition-id", _id);

    /// <summary>Shows the definition; Studio itself would stay empty where there is none.</summary>
    public async Task<IActionResult> OnGetAsync(string definitionId, CancellationToken ct)
    {
        var versions = await store.DefinitionsAsync(definitionId, ct);
        if (versions.Count == 0) return NotFound();
        var own = await db.WorkflowDesigns.Where(d => d.DefinitionId == definitionId).Select(d => d.ProgrammeId).FirstOrDefaultAsync(ct);
        if (own is { } programme && !Actor.May(Act.SeeDesigns, programme)) return NotFound();
        await LoadProgrammesAsync(null, ct);
        // Copies made here belong where the definition belongs.
        Programme = own ?? Programme;
        (_id, Caption) = (definitionId, versions.MaxBy(v => v.Version)!.Name);
        return Shown();
    }
}
