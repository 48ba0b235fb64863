using GrantFlow.Accounts;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Pages.Studio;

/// <summary>The list of workflow instances in the designer.</summary>
[Does(Act.SeeWorkflows)]
sealed class StudioInstancesPage(Language.Texts texts) : StudioPage
{
    /// <inheritdoc/>
    public override string Element => "elsa-workflow-instance-list";

    /// <inheritdoc/>
    public override bool Writes => false;

    /// <inheritdoc/>
    public override (string Path, string Key) Ours => ("/workflows/instances", "studio.to-instances");

    /// <summary>Shows the list.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await LoadProgrammesAsync(null, ct);
        Caption = texts["studio.instances"];
        return Shown();
    }
}
