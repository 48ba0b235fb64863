using System.Globalization;
using GrantFlow.Accounts;
using GrantFlow.Designer;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Designer;

/// <summary>The runs of activities for Studio's viewer: badges, records, summaries.</summary>
static class ExecutionsApi
{
    /// <summary>Maps the routes.</summary>
    public static void MapExecutions(this IEndpointRouteBuilder api)
    {
        api.MapPost("/activity-executions/report", ReportAsync).Does(Act.SeeWorkflows);
        api.MapGet("/activity-executions/list", ListAsync).Does(Act.SeeWorkflows);
        // A summary is a record without its values; Studio leaves aside what it doesn't know.
        api.MapGet("/activity-execution-summaries/list", ListAsync).Does(Act.SeeWorkflows);
        api.MapGet("/activity-executions/by-id", FindAsync).Does(Act.SeeWorkflows);
        api.MapGet("/activity-executions/{id}/call-stack", CallStackAsync).Does(Act.SeeWorkflows);
    }

    static async Task<IResult> ReportAsync(StudioCall call, [FromBody] ReportRequest request) =>
        request.WorkflowInstanceId is { } id && await InstancesApi.StoryAsync(call, id) is { } story
            ? TypedResults.Ok(new { Stats = InstanceForms.Stats(story.Executions, request.ActivityNodeIds) })
            : Refusal.NotFound.ToStudio(call.Texts);

    static async Task<IResult> ListAsync(StudioCall call)
    {
        if (call.Text("WorkflowInstanceId") is not { } of) return TypedResults.Ok(new { Items = Array.Empty<object>(), Count = 0 });
        if (!Guid.TryParse(of, out var id) || await InstancesApi.StoryAsync(call, id) is not { } story) return Refusal.NotFound.ToStudio(call.Texts);
        var node = call.Text("ActivityNodeId");
        var runs = story.Executions.Where(e => node is null || e.NodeId == node).ToList();
        // A loop's runs may be a hundred thousand: the last of them are what anybody looks at.
        return TypedResults.Ok(new { Items = runs.TakeLast(InstancesApi.Most).Select(e => InstanceForms.Record(id, e, story.Drawing.Of(e.NodeId))), runs.Count });
    }

    static async Task<IResult> FindAsync(StudioCall call) =>
        await RunAsync(call, call.Text("id")) is var (story, run)
            ? TypedResults.Ok(InstanceForms.Record(story.Instance.Id, run, story.Drawing.Of(run.NodeId)))
            : Refusal.NotFound.ToStudio(call.Texts);

    // A run's own record is the whole stack: the journal doesn't keep which run scheduled which.
    static async Task<IResult> CallStackAsync(StudioCall call, string id) =>
        await RunAsync(call, id) is var (story, run)
            ? TypedResults.Ok(new
            {
                ActivityExecutionId = run.Id,
                Items = (call.Number("skip") ?? 0) == 0 ? new[] { InstanceForms.Record(story.Instance.Id, run, story.Drawing.Of(run.NodeId)) } : [],
                TotalCount = 1,
            })
            : Refusal.NotFound.ToStudio(call.Texts);

    // A run's id begins with its instance's.
    static async Task<(InstanceStory Story, ActivityExecution Run)?> RunAsync(StudioCall call, string? id)
    {
        if (id?.Split('-', 2) is not [var instance, var visit] || !Guid.TryParseExact(instance, "N", out var instanceId)) return null;
        if (!int.TryParse(visit, NumberStyles.None, CultureInfo.InvariantCulture, out _)) return null;
        if (await InstancesApi.StoryAsync(call, instanceId) is not { } story) return null;
        return story.Executions.FirstOrDefault(e => e.Id == id) is { } run ? (story, run) : null;
    }

    /// <summary>Whose badges are asked for.</summary>
    public sealed record ReportRequest(Guid? WorkflowInstanceId, IReadOnlyList<string>? ActivityNodeIds);
}
