using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Persistence;
using GrantFlow.Web.Language;
using GrantFlow.Web.Pages.Workflows;
using GrantFlow.Workflows.Runtime;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Pages.Studio;

/// <summary>One workflow instance on its diagram: where it stands and how it came there.</summary>
[Does(Act.SeeWorkflows)]
sealed class StudioInstancePage(GrantFlowDb db, IWorkflowEngine engine, DrawingCache drawings, Texts texts) : StudioPage
{
    Guid _id;

    /// <summary>What can be done to it.</summary>
    public InstancePanel Panel { get; private set; } = null!;

    /// <inheritdoc/>
    public override string Element => "elsa-workflow-instance-viewer";

    /// <inheritdoc/>
    public override (string Name, string Value)? Shows => ("instance-id", _id.ToString());

    /// <inheritdoc/>
    public override (string Path, string Key) Ours => ($"/workflows/{_id}", "studio.to-instance");

    /// <summary>Shows the instance; Studio itself would stay empty where there is none.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await InstancePanel.LoadAsync(db, engine, drawings, Actor, id, $"/studio/instances/{id}", ct) is not { } panel) return NotFound();
        await LoadProgrammesAsync(null, ct);
        (_id, Panel, Caption) = (id, panel, SubjectWords.Of(panel.Name, texts) ?? panel.Instance.Name ?? panel.Instance.DefinitionId);
        return Shown();
    }
}
