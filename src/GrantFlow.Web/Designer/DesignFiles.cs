using System.IO.Compression;
using System.Text;
using System.Text.Json;
using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Designer;

/// <summary>Definitions as files: out one by one or as an archive, in one by one.</summary>
static class DesignFiles
{
    /// <summary>What an archive is asked for by.</summary>
    public sealed record Asked(IReadOnlyList<string>? Ids, bool IncludeConsumingWorkflows = false);

    /// <summary>Maps the routes.</summary>
    public static void MapDesignFiles(this IEndpointRouteBuilder api)
    {
        api.MapGet("/workflow-definitions/{definitionId}/export", ExportAsync).Does(Act.SeeDesigns);
        api.MapPost("/workflow-definitions/import", ImportAsync).Does(Act.DrawDesigns);
        api.MapPost("/bulk-actions/export/workflow-definitions", ExportManyAsync).Does(Act.SeeDesigns);
        api.MapGet("/workflow-definitions/{definitionId}/consumers", async (string definitionId, StudioCall call) =>
            await DesignList.FindAsync(call, definitionId, VersionOptions.Of("Latest")) is null
                ? Refusal.NotFound.ToStudio(call.Texts)
                : TypedResults.Ok(new { ConsumingWorkflowDefinitionIds = (await ConsumersAsync(call, definitionId)).Select(h => h.DefinitionId).Distinct() })).Does(Act.SeeDesigns);
    }

    /// <summary>A version as its file: the text as it is kept, what the server says of it as it is now.</summary>
    public static async Task<string> TextAsync(GrantFlowDb db, DesignHead head, CancellationToken ct)
    {
        var number = head.Number;
        using var document = DesignText.Parse(await db.DesignVersions.Where(v => v.Number == number).Select(v => v.Json).SingleAsync(ct));
        return DesignText.Compose(document.RootElement, new(head.VersionId, head.DefinitionId, head.Version, head.CreatedAt, head.IsLatest, head.IsPublished));
    }

    static async Task<IResult> ExportAsync(string definitionId, StudioCall call)
    {
        if (await DesignList.FindAsync(call, definitionId, VersionOptions.Of(call.Text("versionOptions"))) is not { } head) return Refusal.NotFound.ToStudio(call.Texts);
        if (call.Flag("includeConsumingWorkflows") != true)
            return TypedResults.File(Encoding.UTF8.GetBytes(await TextAsync(call.Db, head, call.Ct)), "application/json", $"{head.DefinitionId}.json");
        return await ArchiveAsync(call, [head, .. (await ConsumersAsync(call, definitionId)).Where(h => h.IsLatest)]);
    }

    static async Task<IResult> ExportManyAsync(HttpRequest http, StudioCall call)
    {
        var asked = await DesignBody.OfAsync<Asked>(http, call.Ct) ?? new([]);
        var ids = asked.Ids ?? [];
        var heads = await DesignList.Of(call.Db, call.Actor, null)
            .Where(h => ids.Contains(h.VersionId) || (h.IsLatest && ids.Contains(h.DefinitionId))).OrderBy(h => h.Number).Take(1000).ToListAsync(call.Ct);
        if (asked.IncludeConsumingWorkflows)
            foreach (var id in heads.Select(h => h.DefinitionId).Distinct().ToList()) heads.AddRange((await ConsumersAsync(call, id)).Where(h => h.IsLatest));
        return heads.Count == 0 ? Refusal.NotFound.ToStudio(call.Texts) : await ArchiveAsync(call, heads);
    }

    static async Task<IResult> ArchiveAsync(StudioCall call, IReadOnlyList<DesignHead> heads)
    {
        var bytes = new MemoryStream();
        await using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var head in heads.DistinctBy(h => h.Number))
            {
                var several = heads.Count(h => h.DefinitionId == head.DefinitionId) > 1;
                var entry = zip.CreateEntry(several ? $"{head.DefinitionId}-{head.Version}.json" : $"{head.DefinitionId}.json");
                await using var file = await entry.OpenAsync(call.Ct);
                await file.WriteAsync(Encoding.UTF8.GetBytes(await TextAsync(call.Db, head, call.Ct)), call.Ct);
            }
        }

        bytes.Position = 0;
        return TypedResults.File(bytes, "application/zip", "workflow-definitions.zip");
    }

    static async Task<IResult> ImportAsync(HttpRequest http, StudioCall call)
    {
        var (body, wrong) = await DesignBody.ReadAsync(http, call.Texts, call.Ct);
        if (body is null) return wrong!;
        using (body)
        {
            var verdict = await ImportDesign.Execute(call.Db, call.Actor, body.RootElement, call.Programme, call.Clock, call.Ct);
            return verdict.Allows(out var fact, out var refusal)
                ? await DesignForm.WholeAsync(call, await DesignList.FindAsync(call, fact.DefinitionId, VersionOptions.Of("Latest")))
                : refusal.ToStudio(call.Texts);
        }
    }

    /// <summary>Latest and published versions that start the definition as a child or contain it as an activity.</summary>
    static async Task<IReadOnlyList<DesignHead>> ConsumersAsync(StudioCall call, string definitionId)
    {
        var type = KnownActivities.TypeOf((await DesignList.FindAsync(call, definitionId, VersionOptions.Of("Latest")))?.Name ?? definitionId);
        var (like, typed) = ($"%\"{definitionId}\"%", $"%\"{type}\"%");
        var versions = call.Db.DesignVersions;
        var found = await DesignList.Of(call.Db, call.Actor, null)
            .Where(h => (h.IsLatest || h.IsPublished) && h.DefinitionId != definitionId)
            .Join(versions, h => h.Number, v => v.Number, (h, v) => new { Head = h, v.Json })
            .Where(h => EF.Functions.Like(h.Json, like) || EF.Functions.Like(h.Json, typed)).ToListAsync(call.Ct);
        return [.. found.Where(f => Names(f.Json, definitionId, type)).Select(f => f.Head)];
    }

    static bool Names(string json, string definitionId, string type)
    {
        using var document = DesignText.Parse(json);
        return document.RootElement.TryGetProperty("root", out var root) && root.ValueKind == JsonValueKind.Object
            && DesignNodes.Of(root).Any(n => n.Type == type || n.Child == definitionId);
    }
}
