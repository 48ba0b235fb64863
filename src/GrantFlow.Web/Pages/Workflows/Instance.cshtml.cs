using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Web.Language;
using GrantFlow.Workflows.Runtime;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Pages.Workflows;

/// <summary>One instance: journal, waits, incidents. An operator retries, skips or cancels, and says why, on record.</summary>
[Does(Act.SeeWorkflows)]
sealed class InstancePage(IWorkflowEngine engine, SubjectDirectory subjects, GrantFlowDb db, TimeProvider clock, Texts texts) : FlowPage
{
    /// <summary>An operator acted on an instance.</summary>
    public sealed record WorkflowTouched(Guid InstanceId, string Act, Guid? IncidentId, string Reason);

    /// <summary>The instance.</summary>
    public WorkflowInstanceView Instance { get; private set; } = null!;

    /// <summary>What happened, in order.</summary>
    public IReadOnlyList<JournalEntry> Journal { get; private set; } = [];

    /// <summary>Why the operator acts.</summary>
    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>Shows the instance.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ?? Page();

    /// <summary>Runs the activity of an incident again.</summary>
    [Does(Act.MendWorkflows)]
    public Task<IActionResult> OnPostRetryAsync(Guid id, Guid incident, CancellationToken ct) =>
        ActAsync(id, "retry", incident, () => engine.RetryAsync(incident, null, ct), ct);

    /// <summary>Goes on as if the activity had ended.</summary>
    [Does(Act.MendWorkflows)]
    public Task<IActionResult> OnPostSkipAsync(Guid id, Guid incident, string? outcome, CancellationToken ct) =>
        ActAsync(id, "skip", incident, () => engine.SkipAsync(incident, string.IsNullOrWhiteSpace(outcome) ? null : outcome.Trim(), null, ct), ct);

    /// <summary>Cancels the instance and its children.</summary>
    [Does(Act.MendWorkflows)]
    public Task<IActionResult> OnPostCancelAsync(Guid id, CancellationToken ct) =>
        ActAsync(id, "cancel", null, () => engine.CancelAsync(id, Reason!.Trim(), null, ct), ct);

    async Task<IActionResult> ActAsync(Guid id, string act, Guid? incident, Func<Task<bool>> run, CancellationToken ct)
    {
        if (await LoadAsync(id, ct) is { } closed) return closed;
        if (!await MayAsync(Act.MendWorkflows, Instance, ct)) return Refused(Refusal.Forbidden);
        if (incident is not null && Instance.Incidents.All(i => i.Id != incident)) return NotFound();
        if (string.IsNullOrWhiteSpace(Reason))
        {
            ModelState.AddModelError(nameof(Reason), texts["workflows.reason-missing"]);
            return Page();
        }

        if (!await run()) return Refused(Refusal.ChangedMeanwhile);
        db.Record(Actor, null, Instance.CorrelationId ?? $"workflow:{id}", new WorkflowTouched(id, act, incident, Reason.Trim()), clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return Done($"/workflows/{id}", "done.recorded");
    }

    // An instance knows no programme; what it is about does.
    async Task<bool> MayAsync(Act act, WorkflowInstanceView instance, CancellationToken ct)
    {
        if (Actor.May(act, Guid.Empty)) return true;
        if (instance.CorrelationId is not { } about) return false;
        try
        {
            return Actor.May(act, (await subjects.DescribeAsync(about, ct)).ProgrammeId);
        }
        catch (KeyNotFoundException)
        {
            return false;
        }
    }

    async Task<IActionResult?> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await engine.FindAsync(id, ct) is not { } found || !await MayAsync(Act.SeeWorkflows, found, ct)) return NotFound();
        Instance = found;
        Journal = await engine.JournalAsync(id, ct);
        return null;
    }
}
