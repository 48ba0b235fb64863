using GrantFlow.Web.Language;
using Microsoft.AspNetCore.Http.Features;

namespace GrantFlow.Web.Hosting;

/// <summary>What the page says of too large a file, where it takes less than can be posted to it.</summary>
/// <param name="key">The text's key.</param>
[AttributeUsage(AttributeTargets.Class)]
sealed class SaysTooLargeAttribute(string key) : Attribute
{
    /// <summary>The text's key.</summary>
    public string Key { get; } = key;
}

/// <summary>Refuses what says beforehand that it is larger than its page takes: read, it would be told as a form that can't be read.</summary>
sealed class FittingRequest(RequestDelegate next)
{
    // A browser that is answered while it sends shows its reader a broken connection; what is sent in earnest is heard to its end.
    const long MostHeard = 100 << 20;

    /// <summary>Where the page that tells it finds the sentence.</summary>
    static readonly object Words = new();

    /// <summary>The sentence for the reader, which names the limit; null where nothing was refused for its size.</summary>
    public static string? WordsOf(HttpContext context, Texts texts) => context.Items[Words] switch
    {
        string key => texts[key],
        long most => texts["error.too-large-words", texts.Bytes(most)],
        _ => null,
    };

    /// <summary>Judges the request; to be placed behind routing, which knows the page's limit.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var size = context.Features.Get<IHttpMaxRequestBodySizeFeature>();
        var (most, sent) = (size?.MaxRequestBodySize, context.Request.ContentLength);
        // Programs are told by what reads their bodies, in words of their own.
        if (!(sent > most) || Boundary.IsApi(context.Request.Path))
        {
            await next(context);
            return;
        }

        if (sent <= MostHeard && size is { IsReadOnly: false })
        {
            size.MaxRequestBodySize = sent;
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        }

        context.Items[Words] = context.GetEndpoint()?.Metadata.GetMetadata<SaysTooLargeAttribute>()?.Key is { } key ? key : most;
        context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
    }
}
