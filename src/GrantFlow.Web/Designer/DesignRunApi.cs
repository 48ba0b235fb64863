using System.Buffers;
using System.Text.Json;
using GrantFlow.Accounts;
using GrantFlow.Designer;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Designer;

/// <summary>Starting a definition, and looking into parts of one.</summary>
static class DesignRunApi
{
    /// <summary>Tells Studio which instance to go to.</summary>
    const string InstanceHeader = "x-elsa-workflow-instance-id";

    /// <summary>What Studio's Run sends.</summary>
    public sealed record Run(string? CorrelationId, string? TriggerActivityId, string? VersionOptions, JsonElement? Input);

    /// <summary>Maps the routes.</summary>
    public static void MapDesignRuns(this IEndpointRouteBuilder api)
    {
        api.MapPost("/workflow-definitions/{definitionId}/execute", ExecuteAsync).Does(Act.RunDesigns);
        api.MapPost("/workflow-definitions/{definitionId}/update-references", async (string definitionId, StudioCall call) =>
            await DesignList.FindAsync(call, definitionId, VersionOptions.Of("Latest")) is null
                ? Refusal.NotFound.ToStudio(call.Texts)
                : TypedResults.Ok(new { AffectedWorkflows = Array.Empty<string>() })).Does(Act.DrawDesigns);
        api.MapGet("/workflow-definitions/subgraph/{versionId}", (string versionId, StudioCall call) => NodeAsync(call, versionId, call.Text("parentNodeId"), segments: false)).Does(Act.SeeDesigns, Act.SeeWorkflows);
        api.MapGet("/workflow-definitions/subgraph/segments/{versionId}", (string versionId, StudioCall call) => NodeAsync(call, versionId, call.Text("childNodeId"), segments: true)).Does(Act.SeeDesigns, Act.SeeWorkflows);
        // One activity run by itself would act in earnest; the tab that asks for it shows why not.
        api.MapPost("/tests/activities", (StudioCall call) => TypedResults.Ok(new
        {
            ActivityState = new { },
            Outputs = new { },
            Exception = new { Type = "NotTested", Message = call.Texts["designer.one-by-one"] },
            Status = "Faulted",
        })).Does(Act.DrawDesigns);
    }

    static async Task<IResult> ExecuteAsync(string definitionId, HttpRequest http, StudioCall call)
    {
        var run = await DesignBody.OfAsync<Run>(http, call.Ct);
        var request = new RunDesign.Request(run?.CorrelationId, run?.Input, run?.VersionOptions is null or "" or "Latest");
        var verdict = await RunDesign.Execute(call.Db, call.Actor, definitionId, request, call.Clock, call.Ct);
        if (!verdict.Allows(out var fact, out var refusal)) return refusal.ToStudio(call.Texts);
        call.Response.Headers[InstanceHeader] = fact.InstanceId.ToString();
        return TypedResults.Ok(new { });
    }

    static async Task<IResult> NodeAsync(StudioCall call, string versionId, string? nodeId, bool segments)
    {
        if (await DesignList.FindAsync(call, versionId) is not { } head) return Refusal.NotFound.ToStudio(call.Texts);
        var number = head.Number;
        var versions = call.Db.DesignVersions;
        using var text = DesignText.Parse(await versions.Where(v => v.Number == number).Select(v => v.Json).SingleAsync(call.Ct));
        using var drawn = DesignText.Parse(Drawn(head, call.Actor, text.RootElement, await DesignForm.KnownAsync(call)));
        var root = drawn.RootElement.GetProperty("root");
        var node = DesignNodes.Of(root).FirstOrDefault(n => nodeId is null ? n.Parent is null : n.NodeId == nodeId);
        if (node is null) return Refusal.NotFound.ToStudio(call.Texts);
        return new DesignForm.Json(JsonSerializer.SerializeToUtf8Bytes(segments ? Segments(node) : Form(node), JsonSerializerOptions.Web));
    }

    static ReadOnlyMemory<byte> Drawn(DesignHead head, Actor actor, JsonElement text, KnownActivities known)
    {
        var bytes = new ArrayBufferWriter<byte>(32 * 1024);
        using (var json = new Utf8JsonWriter(bytes)) DesignForm.Write(json, head, actor, text, known);
        return bytes.WrittenMemory;
    }

    static object Form(DesignNode node) => new { node.NodeId, node.Port, Activity = node.Json };

    static object Segments(DesignNode node)
    {
        List<object> path = [];
        for (var (inner, outer) = (node, node.Parent); outer is not null; (inner, outer) = (outer, outer.Parent))
            path.Insert(0, new { ActivityNodeId = outer.NodeId, ActivityId = outer.Id, ActivityType = outer.Type, PortName = inner.Port });
        return new { ChildNode = Form(node), Container = Form(node.Parent ?? node), PathSegments = path };
    }
}
