using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GrantFlow.Workflows.Activities;
using Microsoft.Net.Http.Headers;

namespace GrantFlow.Web.Designer;

/// <summary>All activity types in Studio's form, written once: Studio asks for them again after every save.</summary>
sealed class DescriptorBook
{
    readonly byte[] _plain;
    readonly byte[] _packed;
    readonly EntityTagHeaderValue _tag;

    /// <summary>Writes them from the catalogue.</summary>
    public DescriptorBook(ActivityCatalogue catalogue)
    {
        var items = catalogue.Descriptors.Values.OrderBy(d => d.TypeName, StringComparer.Ordinal).ToList();
        _plain = Encoding.UTF8.GetBytes(new JsonObject { ["items"] = new JsonArray([.. items.Select(DescriptorForm.Of)]), ["count"] = items.Count }.ToJsonString());
        _tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(_plain))[..20]}\"", isWeak: true);
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal)) brotli.Write(_plain);
        _packed = packed.ToArray();
    }

    /// <summary>Answers with all of them, or that nothing has changed.</summary>
    public Task SendAsync(HttpContext context)
    {
        var (request, response) = (context.Request.GetTypedHeaders(), context.Response);
        response.Headers.ETag = _tag.ToString();
        response.Headers.CacheControl = "private, no-cache";
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (request.IfNoneMatch.Any(t => t.Compare(_tag, useStrongComparison: false)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        // The same for everybody and open to read: there is no secret in it that its size could tell of.
        var packed = request.AcceptEncoding.Any(e => e.Value.Equals("br", StringComparison.OrdinalIgnoreCase) && e.Quality is not 0);
        if (packed) response.Headers.ContentEncoding = "br";
        var body = packed ? _packed : _plain;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
