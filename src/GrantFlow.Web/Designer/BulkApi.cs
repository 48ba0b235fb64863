using GrantFlow.Accounts;
using GrantFlow.Designer;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Designer;

/// <summary>The same act on several definitions: each is judged, done and recorded on its own.</summary>
/// <remarks>Studio shows none of what was refused: our own script tells it, from the header <see cref="ToldHeader"/>.</remarks>
static class BulkApi
{
    /// <summary>Sentences for the reader, percent-encoded, a line each.</summary>
    public const string ToldHeader = "X-GrantFlow-Told";

    const int Most = 200;

    const int MostNamed = 5;

    /// <summary>Definitions by their ids.</summary>
    public sealed record Definitions(IReadOnlyList<string>? DefinitionIds);

    /// <summary>Versions by their ids.</summary>
    public sealed record Versions(IReadOnlyList<string>? Ids);

    /// <summary>Maps the routes.</summary>
    public static void MapBulkActions(this IEndpointRouteBuilder api)
    {
        api.MapPost("/bulk-actions/publish/workflow-definitions/by-definition-ids", PublishAsync).Does(Act.PublishDesigns);
        api.MapPost("/bulk-actions/retract/workflow-definitions/by-definition-ids", RetractAsync).Does(Act.PublishDesigns);
        api.MapPost("/bulk-actions/delete/workflow-definitions/by-definition-id", DeleteAsync).Does(Act.DrawDesigns);
        api.MapPost("/bulk-actions/delete/workflow-definitions/by-id", DeleteVersionsAsync).Does(Act.DrawDesigns);
    }

    static async Task<IResult> PublishAsync(HttpRequest http, StudioCall call)
    {
        var (published, already, unknown, told) = (new List<string>(), new List<string>(), new List<string>(), new List<string>());
        foreach (var id in await DefinitionsAsync(http, call))
        {
            var verdict = await PublishDesign.Execute(call.Db, call.Actor, id, null, call.Service<DesignChecks>(), call.Clock, call.Ct);
            call.Db.Forget();
            if (verdict.Allows(out var fact, out var refusal)) (fact.Already ? already : published).Add(id);
            else if (refusal.Code == Refusal.NotFound.Code) unknown.Add(id);
            else told.AddRange(Sentences(call, id, refusal));
        }

        Tell(call, told);
        return TypedResults.Ok(new { Published = published, AlreadyPublished = already, NotFound = unknown, UpdatedConsumers = Array.Empty<string>(), Refused = told });
    }

    static async Task<IResult> RetractAsync(HttpRequest http, StudioCall call)
    {
        var (retracted, already, unknown, told) = (new List<string>(), new List<string>(), new List<string>(), new List<string>());
        foreach (var id in await DefinitionsAsync(http, call))
        {
            var verdict = await RetractDesign.Execute(call.Db, call.Actor, id, call.Clock, call.Ct);
            call.Db.Forget();
            if (verdict.Allows(out _, out var refusal)) retracted.Add(id);
            else if (refusal.Code == Refusal.NotFound.Code) unknown.Add(id);
            else if (refusal.Code == "design-unpublished") already.Add(id);
            else told.AddRange(Sentences(call, id, refusal));
        }

        Tell(call, [.. told, .. await StartedStillAsync(call, retracted)]);
        return TypedResults.Ok(new { Retracted = retracted, AlreadyRetracted = already, NotFound = unknown, Refused = told });
    }

    static async Task<IResult> DeleteAsync(HttpRequest http, StudioCall call) =>
        await DeleteAllAsync(call, (await DefinitionsAsync(http, call)).Select(id => (id, (int?)null)));

    static async Task<IResult> DeleteVersionsAsync(HttpRequest http, StudioCall call)
    {
        var ids = Ids((await DesignBody.OfAsync<Versions>(http, call.Ct))?.Ids);
        var heads = await DesignList.Of(call.Db, call.Actor, null).Where(h => ids.Contains(h.VersionId)).ToListAsync(call.Ct);
        return await DeleteAllAsync(call, heads.Select(h => (h.DefinitionId, (int?)h.Version)));
    }

    static async Task<IResult> DeleteAllAsync(StudioCall call, IEnumerable<(string Id, int? Version)> all)
    {
        var (deleted, told) = (0, new List<string>());
        foreach (var (id, version) in all)
        {
            var verdict = await DeleteDesign.Execute(call.Db, call.Actor, id, version, call.Clock, call.Ct);
            call.Db.Forget();
            if (verdict.Allows(out _, out var refusal)) deleted++;
            else if (refusal.Code != Refusal.NotFound.Code) told.AddRange(Sentences(call, id, refusal));
        }

        Tell(call, told);
        return TypedResults.Ok(new { Deleted = deleted, Refused = told });
    }

    /// <summary>What was taken back though published workflows start it: a sentence for each.</summary>
    public static async Task<List<string>> StartedStillAsync(StudioCall call, IEnumerable<string> retracted)
    {
        List<string> told = [];
        foreach (var id in retracted)
        {
            var starters = await call.Service<DesignChecks>().StartersAsync(call.Db, call.Actor, id, call.Ct);
            if (starters.Count == 0 || await DesignList.FindAsync(call, id, VersionOptions.Of("Latest")) is not { } head) continue;
            var names = string.Join(", ", starters.Take(MostNamed).Select(call.Texts.Drawn));
            told.Add(call.Texts["designer.started-by", call.Texts.Drawn(head.Name), starters.Count > MostNamed ? $"{names} …" : names]);
        }

        return told;
    }

    /// <summary>Has our script tell sentences.</summary>
    public static void Tell(StudioCall call, List<string> told)
    {
        if (told.Count > 0) call.Response.Headers[ToldHeader] = Uri.EscapeDataString(string.Join("\n", told.Take(20)));
    }

    static IEnumerable<string> Sentences(StudioCall call, string id, Refusal refusal) =>
        [$"{id}: {call.Texts.Why(refusal)}", .. refusal.Problems.Select(call.Texts.Why).Distinct()];

    static async Task<List<string>> DefinitionsAsync(HttpRequest http, StudioCall call) =>
        Ids((await DesignBody.OfAsync<Definitions>(http, call.Ct))?.DefinitionIds);

    static List<string> Ids(IReadOnlyList<string>? ids) => [.. (ids ?? []).Distinct(StringComparer.Ordinal).Take(Most)];
}
