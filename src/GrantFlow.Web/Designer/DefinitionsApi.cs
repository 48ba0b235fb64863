using System.Text.Json;
using GrantFlow.Accounts;
using GrantFlow.Designer;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Designer;

/// <summary>Reading, saving and publishing definitions, as Studio asks for it.</summary>
static class DefinitionsApi
{
    /// <summary>The user of Studio said that the canvas is to be emptied.</summary>
    const string EmptiedHeader = "X-GrantFlow-Emptied";

    const string Root = "/workflow-definitions";

    /// <summary>Maps the routes.</summary>
    public static void MapDefinitions(this IEndpointRouteBuilder api)
    {
        api.MapGet(Root, ListAsync).Does(Act.SeeDesigns, Act.SeeWorkflows);
        api.MapGet($"{Root}/query/count", CountAsync).Does(Act.SeeDesigns, Act.SeeWorkflows);
        api.MapGet($"{Root}/many-by-id", ManyAsync).Does(Act.SeeDesigns, Act.SeeWorkflows);
        api.MapGet($"{Root}/by-definition-id/{{definitionId}}", async (string definitionId, StudioCall call) =>
            await DesignForm.WholeAsync(call, await DesignList.FindAsync(call, definitionId, VersionOptions.Of(call.Text("versionOptions"))))).Does(Act.SeeDesigns, Act.SeeWorkflows);
        api.MapGet($"{Root}/by-id/{{versionId}}", async (string versionId, StudioCall call) =>
            await DesignForm.WholeAsync(call, await DesignList.FindAsync(call, versionId))).Does(Act.SeeDesigns, Act.SeeWorkflows);
        api.MapGet($"{Root}/validation/is-name-unique", IsNameUniqueAsync).Does(Act.SeeDesigns);
        api.MapPost(Root, SaveAsync).Does(Act.DrawDesigns);
        api.MapPost($"{Root}/{{definitionId}}/publish", PublishAsync).Does(Act.PublishDesigns);
        api.MapPost($"{Root}/{{definitionId}}/retract", RetractAsync).Does(Act.PublishDesigns);
        api.MapPost($"{Root}/{{definitionId}}/revert/{{version:int}}", RevertAsync).Does(Act.DrawDesigns);
        api.MapDelete($"{Root}/{{definitionId}}", (string definitionId, StudioCall call) => DeleteAsync(call, definitionId, null)).Does(Act.DrawDesigns);
        api.MapDelete("/workflow-definition-versions/{versionId}", DeleteVersionAsync).Does(Act.DrawDesigns);
    }

    static async Task<IResult> ListAsync(StudioCall call)
    {
        var asked = DesignList.Asked(call);
        var total = await asked.CountAsync(call.Ct);
        var page = DesignList.Ordered(call, asked).Skip(call.Skip);
        var heads = await (call.Take is { } take ? page.Take(take) : page).ToListAsync(call.Ct);
        return TypedResults.Ok(new
        {
            Items = heads.Select(h => DesignForm.Summary(h, call.Actor)),
            TotalCount = total,
            Links = call.Actor.MaySomewhere(Act.DrawDesigns)
                ? new[] { new DesignForm.Link("/bulk-actions/publish/workflow-definitions/by-definition-ids", "bulk-publish", "POST") }
                : [],
        });
    }

    static async Task<IResult> CountAsync(StudioCall call) =>
        TypedResults.Ok(new { Count = await DesignList.Of(call.Db, call.Actor, call.Programme).CountAsync(h => h.IsLatest, call.Ct) });

    static async Task<IResult> ManyAsync(StudioCall call)
    {
        var ids = call.All("ids");
        var heads = await DesignList.Of(call.Db, call.Actor, null).Where(h => ids.Contains(h.VersionId)).OrderBy(h => h.Number).Take(100).ToListAsync(call.Ct);
        return TypedResults.Ok(new { Items = heads.Select(h => DesignForm.Summary(h, call.Actor)), heads.Count });
    }

    // Of those the person can see: names of another programme's are nobody's business.
    static async Task<IResult> IsNameUniqueAsync(StudioCall call)
    {
        var (name, id) = (DesignList.Escaped(call.Text("name") ?? ""), call.Text("definitionId"));
        var taken = await DesignList.Of(call.Db, call.Actor, call.Programme)
            .AnyAsync(h => h.IsLatest && h.DefinitionId != id && EF.Functions.ILike(h.Name, name, "\\"), call.Ct);
        return TypedResults.Ok(new { IsUnique = !taken });
    }

    static async Task<IResult> SaveAsync(HttpRequest http, StudioCall call)
    {
        var (body, wrong) = await DesignBody.ReadAsync(http, call.Texts, call.Ct);
        if (body is null) return wrong!;
        using (body)
        {
            if (!body.RootElement.TryGetProperty("model", out var model) || model.ValueKind != JsonValueKind.Object)
                return ElsaAnswers.Errors([call.Texts["designer.unreadable"]], "design-unreadable");
            var request = new SaveDraft.Request(model, (int?)call.Revision, http.Headers[EmptiedHeader] == "yes", call.Programme);
            var verdict = await SaveDraft.Execute(call.Db, call.Actor, request, call.Clock, call.Ct);
            if (!verdict.Allows(out var saved, out var refusal)) return await call.RefuseAsync(refusal, model.Text("definitionId"));
            var publishes = body.RootElement.TryGetProperty("publish", out var publish) && publish.ValueKind == JsonValueKind.True;
            return publishes ? await PublishedAsync(call, saved.DefinitionId, saved.Revision) : await DesignForm.SavedAsync(call, saved.DefinitionId, already: false);
        }
    }

    static Task<IResult> PublishAsync(string definitionId, StudioCall call) => PublishedAsync(call, definitionId, (int?)call.Revision);

    // What was saved stays saved where publishing is refused: the answer says which revision that is.
    static async Task<IResult> PublishedAsync(StudioCall call, string definitionId, int? revision)
    {
        var verdict = await PublishDesign.Execute(call.Db, call.Actor, definitionId, revision, call.Service<DesignChecks>(), call.Clock, call.Ct);
        if (verdict.Allows(out var fact, out var refusal)) return await DesignForm.SavedAsync(call, definitionId, fact.Already);
        if (revision is { } saved) DesignForm.Tell(call, saved);
        return await call.RefuseAsync(refusal, definitionId);
    }

    static async Task<IResult> RetractAsync(string definitionId, StudioCall call)
    {
        var verdict = await RetractDesign.Execute(call.Db, call.Actor, definitionId, call.Clock, call.Ct);
        if (!verdict.Allows(out _, out var refusal)) return refusal.ToStudio(call.Texts);
        BulkApi.Tell(call, await BulkApi.StartedStillAsync(call, [definitionId]));
        return await DesignForm.WholeAsync(call, await DesignList.FindAsync(call, definitionId, VersionOptions.Of("Latest")));
    }

    static async Task<IResult> RevertAsync(string definitionId, int version, StudioCall call)
    {
        var verdict = await RevertDesign.Execute(call.Db, call.Actor, definitionId, version, call.Clock, call.Ct);
        if (!verdict.Allows(out var fact, out var refusal)) return refusal.ToStudio(call.Texts);
        DesignForm.Tell(call, fact.Revision);
        var head = await DesignList.FindAsync(call, definitionId, VersionOptions.Of("Latest"));
        return TypedResults.Ok(DesignForm.Summary(head!, call.Actor));
    }

    static async Task<IResult> DeleteVersionAsync(string versionId, StudioCall call) =>
        await DesignList.FindAsync(call, versionId) is { } head ? await DeleteAsync(call, head.DefinitionId, head.Version) : Refusal.NotFound.ToStudio(call.Texts);

    static async Task<IResult> DeleteAsync(StudioCall call, string definitionId, int? version) =>
        (await DeleteDesign.Execute(call.Db, call.Actor, definitionId, version, call.Clock, call.Ct)).Allows(out _, out var refusal)
            ? TypedResults.NoContent()
            : refusal.ToStudio(call.Texts);
}
