using System.Collections.Frozen;
using System.IO.Compression;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace GrantFlow.Web.Designer;

/// <summary>Serves Elsa Studio's own files under <c>/studio/</c> from the folder that the build lays beside the program.</summary>
/// <remarks>
/// They are what npm gives to everybody, so no sign-in is asked for them: a page of Studio loads 160, and each would cost a question
/// to the database. The build keeps the compressed file alone of each that has one; whoever takes no Brotli gets it unpacked.
/// </remarks>
sealed class StudioFiles(RequestDelegate next)
{
    /// <summary>Where Studio lives: the base address of its pages, so they lie under it too.</summary>
    public const string Path = "/studio";

    // Studio asks for its settings at its start; all it needs stands on its element.
    const string Settings = "/appsettings.json";

    const string Packed = ".br";

    static readonly FrozenDictionary<string, StudioFile> Files = Find(System.IO.Path.Combine(AppContext.BaseDirectory, "studio"));

    /// <summary>Answers for a file that is there; everything else under the path is a page.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(Path, StringComparison.Ordinal, out var rest) || rest.Value is not { Length: > 1 } name
            || !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))) return next(context);
        if (name == Settings) return context.Response.WriteAsJsonAsync(new { });
        return Files.TryGetValue(name[1..], out var file) ? SendAsync(context, file) : next(context);
    }

    static Task SendAsync(HttpContext context, StudioFile file)
    {
        var (request, response) = (context.Request, context.Response);
        var packed = file.IsPacked && TakesBrotli(request);
        var tag = new EntityTagHeaderValue($"\"{ElsaApi.StudioVersion}-{file.Length:x}{(packed ? "-br" : "")}\"");
        response.Headers.ETag = tag.ToString();
        response.Headers.CacheControl = file.IsForEver ? "public, max-age=31536000, immutable" : "no-cache";
        if (file.IsPacked) response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (request.GetTypedHeaders().IfNoneMatch.Any(t => t.Compare(tag, useStrongComparison: false)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = file.ContentType;
        if (packed) response.Headers.ContentEncoding = "br";
        if (packed || !file.IsPacked) response.ContentLength = file.Length;
        if (HttpMethods.IsHead(request.Method)) return Task.CompletedTask;
        return packed || !file.IsPacked ? response.SendFileAsync(file.OnDisk, context.RequestAborted) : UnpackAsync(context, file);
    }

    static async Task UnpackAsync(HttpContext context, StudioFile file)
    {
        await using var packed = new FileStream(file.OnDisk, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, useAsync: true);
        await using var plain = new BrotliStream(packed, CompressionMode.Decompress);
        await plain.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    static bool TakesBrotli(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(e => e.Value.Equals("br", StringComparison.OrdinalIgnoreCase) && e.Quality is not 0);

    static FrozenDictionary<string, StudioFile> Find(string folder)
    {
        if (!Directory.Exists(folder)) return FrozenDictionary<string, StudioFile>.Empty;
        // Compiled data of the runtime: the framework's list of types lacks it, and would answer 404.
        var types = new FileExtensionContentTypeProvider { Mappings = { [".dat"] = "application/octet-stream", [".cur"] = "image/x-icon" } };
        return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path =>
        {
            var packed = path.EndsWith(Packed, StringComparison.Ordinal);
            var name = System.IO.Path.GetRelativePath(folder, packed ? path[..^Packed.Length] : path).Replace('\\', '/');
            return (name, new StudioFile(
                path, packed, new FileInfo(path).Length, types.TryGetContentType(name, out var type) ? type : "application/octet-stream", IsForEver(name)));
        }).ToFrozenDictionary(f => f.name, f => f.Item2, StringComparer.Ordinal);
    }

    // The runtime's files bear their content's mark in their names, all but the two that name the others.
    static bool IsForEver(string name) =>
        name.StartsWith("_framework/", StringComparison.Ordinal) && name is not ("_framework/blazor.webassembly.js" or "_framework/dotnet.js");

    sealed record StudioFile(string OnDisk, bool IsPacked, long Length, string ContentType, bool IsForEver);
}
