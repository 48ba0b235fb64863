using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GrantFlow.Designer;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace GrantFlow.Web.Designer;

/// <summary>All activity types in Studio's form, written once: Studio asks for them again after every save.</summary>
/// <remarks>The catalogue's are everybody's. The definitions that can be used as activities come after them, for each reader those of their programmes.</remarks>
sealed class DescriptorBook
{
    // Lists of different readers; when there are more, they are written anew.
    const int Kept = 32;

    readonly JsonArray _items;
    readonly string _catalogue;
    readonly ConcurrentDictionary<string, Page> _pages = new();

    /// <summary>Writes the catalogue's.</summary>
    public DescriptorBook(ActivityCatalogue catalogue)
    {
        _items = [.. catalogue.Descriptors.Values.OrderBy(d => d.TypeName, StringComparer.Ordinal).Select(DescriptorForm.Of)];
        _catalogue = TagOf(_items.ToJsonString());
        _pages[_catalogue] = Written(_items);
    }

    /// <summary>Answers with all that the reader may draw, or that nothing has changed.</summary>
    public async Task SendAsync(StudioCall call, HttpContext context)
    {
        var usable = await UsableVersion.OfAsync(call.Db, call.Actor, call.Ct);
        // A published version's text never changes: which ones they are says all.
        var name = usable.Count == 0 ? _catalogue : TagOf(_catalogue + string.Concat(usable.Select(v => $"|{v.Number}:{v.IsPublished}:{v.PublishedVersion}")));
        var tag = new EntityTagHeaderValue($"\"{name}\"", isWeak: true);
        var (request, response) = (context.Request.GetTypedHeaders(), context.Response);
        response.Headers.ETag = tag.ToString();
        response.Headers.CacheControl = "private, no-cache";
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (request.IfNoneMatch.Any(t => t.Compare(tag, useStrongComparison: false)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        if (!_pages.TryGetValue(name, out var page)) page = await WithAsync(usable, name, call);
        // Nothing secret stands in it that its size could tell of.
        var packed = request.AcceptEncoding.Any(e => e.Value.Equals("br", StringComparison.OrdinalIgnoreCase) && e.Quality is not 0);
        if (packed) response.Headers.ContentEncoding = "br";
        var body = packed ? page.Packed : page.Plain;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted);
    }

    async Task<Page> WithAsync(IReadOnlyList<UsableVersion> usable, string name, StudioCall call)
    {
        var numbers = usable.Select(v => v.Number).ToArray();
        var texts = await call.Db.DesignVersions.Where(v => numbers.Contains(v.Number)).ToDictionaryAsync(v => v.Number, v => v.Json, call.Ct);
        JsonArray items = [.. _items.Select(i => i!.DeepClone())];
        foreach (var version in usable)
        {
            using var text = DesignText.Parse(texts[version.Number]);
            items.Add(UsableForm.Of(version, text.RootElement));
        }

        var page = Written(items);
        if (_pages.Count > Kept)
            foreach (var old in _pages.Keys.Where(k => k != _catalogue)) _pages.TryRemove(old, out _);
        return _pages.GetOrAdd(name, page);
    }

    static Page Written(JsonArray items)
    {
        var plain = Encoding.UTF8.GetBytes(new JsonObject { ["items"] = items.DeepClone(), ["count"] = items.Count }.ToJsonString());
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal)) brotli.Write(plain);
        return new Page(plain, packed.ToArray());
    }

    static string TagOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..20];

    sealed record Page(byte[] Plain, byte[] Packed);
}
