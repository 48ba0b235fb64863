using GrantFlow.Accounts;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Pages.Studio;

/// <summary>The list of workflow definitions in the designer.</summary>
[Does(Act.SeeDesigns)]
sealed class StudioDefinitionsPage(Language.Texts texts) : StudioPage
{
    /// <inheritdoc/>
    public override string Element => "elsa-workflow-definition-list";

    /// <inheritdoc/>
    public override bool Writes => false;

    /// <summary>Shows the list.</summary>
    /// <param name="programme">The programme to work in from now on; the empty id is all of them.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IActionResult> OnGetAsync(Guid? programme, CancellationToken ct)
    {
        await LoadProgrammesAsync(programme, ct);
        Caption = texts["studio.definitions"];
        return Shown();
    }
}
