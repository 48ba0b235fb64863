using System.Text.Json;
using GrantFlow.Designer;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Web.Designer;

/// <summary>Instances, journals and executions as Studio reads them. What we don't keep is left empty, never made up.</summary>
static class InstanceForms
{
    static readonly JsonElement Nothing = JsonSerializer.SerializeToElement(new { });

    /// <summary>A row of the list. Studio shows a name; where an instance has none, what it is about is said.</summary>
    public static object Row(InstanceCard card, string? about) => new
    {
        card.Id,
        card.DefinitionId,
        DefinitionVersionId = card.VersionId,
        card.Version,
        card.Status,
        SubStatus = card.State,
        card.CorrelationId,
        Name = card.Name ?? about,
        IncidentCount = card.OpenIncidents,
        IsSystem = false,
        card.CreatedAt,
        card.UpdatedAt,
        card.FinishedAt,
    };

    /// <summary>One instance with its state.</summary>
    public static object Full(WorkflowInstanceView view, string? about) => new
    {
        view.Id,
        view.DefinitionId,
        DefinitionVersionId = view.VersionId,
        view.Version,
        view.Status,
        view.SubStatus,
        view.CorrelationId,
        Name = view.Name ?? about,
        IncidentCount = view.Incidents.Count(i => i.Open),
        ParentWorkflowInstanceId = view.ParentId,
        IsExecuting = view.SubStatus == WorkflowSubStatus.Executing,
        IsSystem = false,
        view.CreatedAt,
        view.UpdatedAt,
        view.FinishedAt,
        WorkflowState = new
        {
            view.Id,
            view.DefinitionId,
            DefinitionVersionId = view.VersionId,
            DefinitionVersion = view.Version,
            view.CorrelationId,
            view.Status,
            view.SubStatus,
            Bookmarks = view.Bookmarks.Select(Bookmark),
            Incidents = view.Incidents.Where(i => i.Open).Select(Incident),
            CompletionCallbacks = Array.Empty<object>(),
            ActivityExecutionContexts = Array.Empty<object>(),
            view.Input,
            view.Output,
            Properties = Nothing,
            view.CreatedAt,
            view.UpdatedAt,
            view.FinishedAt,
        },
    };

    /// <summary>One line of the journal.</summary>
    public static object Line(JournalEntry entry, DrawnActivity drawn) => new
    {
        Id = $"{entry.ActivityInstanceId}-{entry.Sequence}",
        entry.ActivityInstanceId,
        ParentActivityInstanceId = (string?)null,
        entry.ActivityId,
        entry.ActivityType,
        ActivityTypeVersion = 1,
        ActivityName = drawn.Name,
        entry.NodeId,
        Timestamp = entry.At,
        entry.Sequence,
        EventName = entry.Event,
        entry.Message,
        Source = (string?)null,
        ActivityState = entry.Inputs.Count > 0 ? entry.Inputs : null,
        Payload = entry.Outcomes.Count > 0 ? new { entry.Outcomes } : null,
    };

    /// <summary>One run of an activity. Its state is what it was given: what every run is given alike, and what its expressions came to.</summary>
    public static object Record(Guid instanceId, ActivityExecution run, DrawnActivity drawn) => new
    {
        run.Id,
        WorkflowInstanceId = instanceId,
        run.ActivityId,
        ActivityNodeId = run.NodeId,
        run.ActivityType,
        ActivityTypeVersion = 1,
        ActivityName = drawn.Name,
        ActivityState = drawn.GivenTo(run).ToDictionary(i => i.Name, i => i.Text),
        Payload = run.Outcomes.Count > 0 ? new Dictionary<string, object> { ["Outcomes"] = run.Outcomes } : null,
        Outputs = Nothing,
        Properties = Nothing,
        Metadata = Metadata(run.HasRetries),
        Exception = run is { Status: ActivityStatus.Faulted, Message: { } message } ? new { Type = "Fault", Message = message } : null,
        run.StartedAt,
        CompletedAt = run.EndedAt,
        HasBookmarks = run.Waits,
        run.Status,
        AggregateFaultCount = run.Faults,
        SchedulingActivityExecutionId = (string?)null,
        SchedulingActivityId = (string?)null,
        SchedulingWorkflowInstanceId = (string?)null,
        CallStackDepth = 0,
    };

    /// <summary>How often each activity ran: the badges on the diagram.</summary>
    /// <param name="runs">All runs of an instance.</param>
    /// <param name="nodes">Only of these; null for all that ran.</param>
    public static IReadOnlyList<ActivityStat> Stats(IReadOnlyList<ActivityExecution> runs, IReadOnlyCollection<string>? nodes)
    {
        var asked = nodes?.ToHashSet();
        return [.. runs.Where(r => asked is null || asked.Contains(r.NodeId)).GroupBy(r => r.NodeId).Select(g =>
        {
            var completed = g.Count(r => r.Status == ActivityStatus.Completed);
            return new ActivityStat(
                g.First().ActivityId, g.Key, g.Count(), completed, g.Count() - completed,
                g.Any(r => r is { Waits: true, Status: ActivityStatus.Running }), g.Any(r => r.Status == ActivityStatus.Faulted), Metadata(g.Any(r => r.HasRetries)));
        })];
    }

    static Dictionary<string, object> Metadata(bool retries) => retries ? new() { ["HasRetryAttempts"] = true } : [];

    static object Bookmark(BookmarkView bookmark) => new
    {
        Id = $"{bookmark.ActivityInstanceId}-{bookmark.Number}",
        Name = bookmark.Signal ?? bookmark.ActivityType,
        Hash = $"{bookmark.Number}",
        Payload = new { EventName = bookmark.Signal, bookmark.CorrelationId, ResumeAt = bookmark.DueAt },
        ActivityNodeId = bookmark.NodeId,
        bookmark.ActivityInstanceId,
        AutoBurn = true,
        CallbackMethodName = (string?)null,
        Metadata = (object?)null,
    };

    static object Incident(IncidentView incident) => new
    {
        incident.ActivityId,
        ActivityNodeId = incident.NodeId,
        incident.ActivityInstanceId,
        incident.ActivityType,
        incident.Message,
        // An exception's own words end at the first arrow; what caused it stands behind.
        Exception = new { Type = incident.Detail?.Split(':', 2)[0] ?? "Fault", incident.Message, StackTrace = incident.Detail, InnerException = (object?)null },
        Timestamp = incident.At,
    };
}

/// <summary>How often one activity ran.</summary>
/// <param name="ActivityId">Which.</param>
/// <param name="ActivityNodeId">The path of ids.</param>
/// <param name="StartedCount">How often it began.</param>
/// <param name="CompletedCount">How often it came to its end.</param>
/// <param name="UncompletedCount">How often it didn't, yet or ever.</param>
/// <param name="IsBlocked">It waits.</param>
/// <param name="IsFaulted">It failed, and nobody has settled it.</param>
/// <param name="Metadata">Whether it was tried again.</param>
sealed record ActivityStat(
    string ActivityId,
    string ActivityNodeId,
    int StartedCount,
    int CompletedCount,
    int UncompletedCount,
    bool IsBlocked,
    bool IsFaulted,
    IReadOnlyDictionary<string, object> Metadata);
