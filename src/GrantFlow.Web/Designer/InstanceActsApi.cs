using System.IO.Compression;
using System.Text.Json;
using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Workflows.Runtime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace GrantFlow.Web.Designer;

/// <summary>What Studio does to instances: cancel and export. Instances are part of the record: none is deleted or brought in.</summary>
static class InstanceActsApi
{
    /// <summary>Why somebody cancels, percent-encoded; Studio's button asks for no reason, so our script does.</summary>
    public const string ReasonHeader = "X-GrantFlow-Reason";

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/cancel/workflow-instances/{id:guid}", CancelAsync).Does(Act.MendWorkflows);
        api.MapPost("/bulk-actions/cancel/workflow-instances", CancelManyAsync).Does(Act.MendWorkflows);
        api.MapDelete("/workflow-instances/{id:guid}", (StudioCall call, Guid id) => Kept(call)).Does(Act.MendWorkflows);
        api.MapPost("/bulk-actions/delete/workflow-instances/by-id", Kept).Does(Act.MendWorkflows);
        api.MapPost("/bulk-actions/import/workflow-instances", (StudioCall call) => ElsaAnswers.Errors([call.Texts["designer.instances-not-imported"]])).Does(Act.MendWorkflows);
        api.MapGet("/workflow-instances/{id:guid}/export", ExportAsync).Does(Act.SeeWorkflows);
        api.MapPost("/bulk-actions/export/workflow-instances", ExportManyAsync).Does(Act.SeeWorkflows);
    }

    static ProblemHttpResult Kept(StudioCall call) => ElsaAnswers.Errors([call.Texts["designer.instances-kept"]]);

    static async Task<IResult> CancelAsync(StudioCall call, Guid id, HttpRequest request) =>
        call.Answer(await CancelInstance.Execute(call.Db, call.Service<IWorkflowEngine>(), call.Actor, id, new(ReasonOf(request)), call.Clock, call.Ct), _ => new { });

    // Each is an act of its own, on record by itself: what can be cancelled is, and the rest is told.
    static async Task<IResult> CancelManyAsync(StudioCall call, HttpRequest request, [FromBody] BulkRequest bulk)
    {
        var ids = bulk.Ids ?? [];
        if (ids.Count == 0 && (bulk.DefinitionVersionId ?? bulk.DefinitionId) is { Length: > 0 })
        {
            var fit = await FindInstances.ReadAsync(
                call.Db,
                call.Actor,
                new()
                {
                    Definitions = bulk.DefinitionId is { Length: > 0 } definition ? [definition] : [],
                    VersionId = bulk.DefinitionVersionId is { Length: > 0 } version ? version : null,
                    States = [WorkflowSubStatus.Pending, WorkflowSubStatus.Executing, WorkflowSubStatus.Suspended, WorkflowSubStatus.Interrupted],
                    Take = InstancesApi.Most,
                },
                call.Ct);
            if (fit.Total > fit.Rows.Count) return ElsaAnswers.Errors([call.Texts["designer.too-many-instances", call.Texts.Number(InstancesApi.Most)]]);
            ids = [.. fit.Rows.Select(r => r.Id)];
        }

        if (ids.Count > InstancesApi.Most) return ElsaAnswers.Errors([call.Texts["designer.too-many-instances", call.Texts.Number(InstancesApi.Most)]]);
        var (engine, reason, cancelled) = (call.Service<IWorkflowEngine>(), ReasonOf(request), 0);
        List<string> refused = [];
        foreach (var id in ids.Distinct())
        {
            if ((await CancelInstance.Execute(call.Db, engine, call.Actor, id, new(reason), call.Clock, call.Ct)).Allows(out _, out var refusal)) cancelled++;
            else refused.Add(call.Texts.Why(refusal));
        }

        return refused.Count == 0 ? TypedResults.Ok(new { CancelledCount = cancelled }) : ElsaAnswers.Errors([.. refused.Distinct()]);
    }

    static async Task<IResult> ExportAsync(StudioCall call, Guid id) =>
        await InstancesApi.SeesAsync(call, id) && await call.Service<IWorkflowEngine>().FindAsync(id, call.Ct) is { } instance
            ? TypedResults.Stream(to => WriteAsync(call, instance, to), "application/json", $"workflow-instance-{id}.json")
            : Refusal.NotFound.ToStudio(call.Texts);

    static async Task<IResult> ExportManyAsync(StudioCall call, [FromBody] BulkRequest bulk)
    {
        if (bulk.Ids is { Count: > 100 }) return ElsaAnswers.Errors([call.Texts["designer.too-many-instances", call.Texts.Number(100)]]);
        List<WorkflowInstanceView> seen = [];
        foreach (var id in (bulk.Ids ?? []).Distinct())
            if (await InstancesApi.SeesAsync(call, id) && await call.Service<IWorkflowEngine>().FindAsync(id, call.Ct) is { } instance) seen.Add(instance);
        // An archive writes its end as no answer may be written; what is kept for that is packed, a twentieth or so of the text.
        var zip = new MemoryStream();
        await using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var instance in seen)
            {
                await using var entry = await archive.CreateEntry($"workflow-instance-{instance.Id}.json").OpenAsync(call.Ct);
                await WriteAsync(call, instance, entry);
            }
        }

        zip.Position = 0;
        return TypedResults.File(zip, "application/zip", "workflow-instances.zip");
    }

    // A journal may be far longer than what a page shows: it goes out as it is read, and is never held as a whole.
    static async Task WriteAsync(StudioCall call, WorkflowInstanceView instance, Stream to)
    {
        var options = call.Service<IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions>>().Value.SerializerOptions;
        var drawing = await call.Service<DrawingCache>().OfAsync(instance.DefinitionId, instance.Version, call.Ct);
        await JsonSerializer.SerializeAsync(
            to,
            new
            {
                WorkflowInstance = InstanceForms.Full(instance, await InstancesApi.AboutAsync(call, instance.CorrelationId)),
                Journal = LinesAsync(),
                Variables = instance.Declared,
            },
            options,
            call.Ct);

        async IAsyncEnumerable<object> LinesAsync()
        {
            await foreach (var entry in call.Service<IWorkflowEngine>().ReadJournalAsync(instance.Id, call.Ct)) yield return InstanceForms.Line(entry, drawing.Of(entry.NodeId));
        }
    }

    static string? ReasonOf(HttpRequest request)
    {
        var reason = Uri.UnescapeDataString(request.Headers[ReasonHeader].ToString());
        return reason.Length > 1000 ? reason[..1000] : reason;
    }

    /// <summary>Which instances: by their ids, or all that run of a version or definition.</summary>
    public sealed record BulkRequest(IReadOnlyList<Guid>? Ids, string? DefinitionVersionId, string? DefinitionId);
}
