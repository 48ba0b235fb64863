using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Workflows.Runtime;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Pages.Studio;

/// <summary>One workflow instance on its diagram: where it stands and how it came there.</summary>
[Does(Act.SeeWorkflows)]
sealed class StudioInstancePage(IWorkflowEngine engine, SubjectDirectory subjects) : StudioPage
{
    Guid _id;

    /// <inheritdoc/>
    public override string Element => "elsa-workflow-instance-viewer";

    /// <inheritdoc/>
    public override (string Name, string Value)? Shows => ("instance-id", _id.ToString());

    /// <inheritdoc/>
    public override (string Path, string Key) Ours => ($"/workflows/{_id}", "studio.to-instance");

    /// <summary>Shows the instance; Studio itself would stay empty where there is none.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await engine.FindAsync(id, ct) is not { } found || !await MayAsync(found, ct)) return NotFound();
        await LoadProgrammesAsync(null, ct);
        (_id, Caption) = (id, found.Name ?? found.DefinitionId);
        return Shown();
    }

    // An instance knows no programme; what it is about does.
    async Task<bool> MayAsync(WorkflowInstanceView instance, CancellationToken ct)
    {
        if (Actor.May(Act.SeeWorkflows, Guid.Empty)) return true;
        if (instance.CorrelationId is not { } about) return false;
        try
        {
            return Actor.May(Act.SeeWorkflows, (await subjects.DescribeAsync(about, ct)).ProgrammeId);
        }
        catch (KeyNotFoundException)
        {
            return false;
        }
    }
}
