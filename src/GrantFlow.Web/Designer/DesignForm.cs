using System.Buffers;
using System.Globalization;
using System.Text.Json;
using GrantFlow.Accounts;
using GrantFlow.Designer;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Designer;

/// <summary>Definitions in Studio's forms: the summary of a list, and the whole with what the reader may do to it.</summary>
static class DesignForm
{
    /// <summary>A link: Studio looks at its <c>rel</c> only.</summary>
    public sealed record Link(string Href, string Rel, string Method);

    /// <summary>A list's row.</summary>
    public static object Summary(DesignHead head, Actor actor) => new
    {
        Id = head.VersionId,
        head.DefinitionId,
        head.Name,
        Description = head.Description ?? "",
        head.Version,
        ToolVersion = head.ToolVersion ?? DesignText.ToolVersion,
        head.IsLatest,
        head.IsPublished,
        IsReadonly = !MayDraw(head, actor),
        ProviderName = (string?)null,
        MaterializerName = "Json",
        IsMaterializerAvailable = true,
        head.CreatedAt,
        Links = LinksOf(head, actor),
    };

    /// <summary>Without <c>publish</c> Studio lets nobody draw.</summary>
    public static IReadOnlyList<Link> LinksOf(DesignHead head, Actor actor)
    {
        var path = $"/workflow-definitions/{head.DefinitionId}";
        List<Link> links = [new(path, "self", "GET")];
        if (!MayDraw(head, actor)) return links;
        links.Add(new($"{path}/publish", "publish", "POST"));
        links.Add(new(path, "delete", "DELETE"));
        if (actor.MayTo(Act.PublishDesigns, head.ProgrammeId)) links.Add(new($"{path}/retract", "retract", "POST"));
        return links;
    }

    /// <summary>The whole, with its revision in the header; null where there is none that the reader may see.</summary>
    public static async Task<IResult> WholeAsync(StudioCall call, DesignHead? head) =>
        head is null ? Refusal.NotFound.ToStudio(call.Texts) : new Json(await BytesAsync(call, head, wrapped: false));

    /// <summary>The whole as a save answers it.</summary>
    public static async Task<IResult> SavedAsync(StudioCall call, string definitionId, bool already) =>
        await DesignList.FindAsync(call, definitionId, VersionOptions.Of("Latest")) is { } head
            ? new Json(await BytesAsync(call, head, wrapped: true, already))
            : Refusal.NotFound.ToStudio(call.Texts);

    /// <summary>Says which revision this answer is of.</summary>
    public static void Tell(StudioCall call, int revision) =>
        call.Response.Headers[StudioCall.RevisionHeader] = revision.ToString(CultureInfo.InvariantCulture);

    /// <summary>Writes the whole as the designer takes it: what it can't draw as placeholders.</summary>
    public static void Write(Utf8JsonWriter json, DesignHead head, Actor actor, JsonElement text, KnownActivities known)
    {
        json.WriteStartObject();
        new DesignIdentity(head.VersionId, head.DefinitionId, head.Version, head.CreatedAt, head.IsLatest, head.IsPublished, !MayDraw(head, actor))
            .Write(json, head.ToolVersion ?? DesignText.ToolVersion);
        json.WritePropertyName("links");
        JsonSerializer.Serialize(json, LinksOf(head, actor), JsonSerializerOptions.Web);
        DesignText.WriteContent(json, text, known);
        json.WriteEndObject();
    }

    /// <summary>What the designer can draw now.</summary>
    public static Task<KnownActivities> KnownAsync(StudioCall call) =>
        KnownActivities.LoadAsync(call.Db, call.Service<DesignChecks>().Catalogue, call.Actor, call.Ct);

    static bool MayDraw(DesignHead head, Actor actor) => actor.MayTo(Act.DrawDesigns, head.ProgrammeId);

    static async Task<ReadOnlyMemory<byte>> BytesAsync(StudioCall call, DesignHead head, bool wrapped, bool already = false)
    {
        var number = head.Number;
        var versions = call.Db.DesignVersions;
        using var text = DesignText.Parse(await versions.Where(v => v.Number == number).Select(v => v.Json).SingleAsync(call.Ct));
        var known = await KnownAsync(call);
        Tell(call, head.Revision);
        var bytes = new ArrayBufferWriter<byte>(32 * 1024);
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = DesignText.Form.Encoder }))
        {
            if (wrapped)
            {
                json.WriteStartObject();
                json.WritePropertyName("workflowDefinition");
            }

            Write(json, head, call.Actor, text.RootElement, known);
            if (wrapped)
            {
                json.WriteBoolean("alreadyPublished", already);
                json.WriteNumber("consumingWorkflowCount", 0);
                json.WriteEndObject();
            }
        }

        return bytes.WrittenMemory;
    }

    /// <summary>JSON that is written already.</summary>
    public sealed class Json(ReadOnlyMemory<byte> bytes) : IResult
    {
        /// <inheritdoc/>
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = "application/json; charset=utf-8";
            httpContext.Response.ContentLength = bytes.Length;
            return httpContext.Response.Body.WriteAsync(bytes, httpContext.RequestAborted).AsTask();
        }
    }
}
