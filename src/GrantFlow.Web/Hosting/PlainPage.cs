using GrantFlow.Web.Language;

namespace GrantFlow.Web.Hosting;

/// <summary>A page that needs no database: for when something is wrong.</summary>
static class PlainPage
{
    /// <summary>Writes the page of a failure, in the reader's language.</summary>
    public static Task WriteAsync(HttpContext context, int status, string code, string trace, Texts texts)
    {
        var (heading, words) = status switch
        {
            _ when code == "sealed-fields" => (texts["error.sealed"], texts["refusal.sealed-fields"]),
            StatusCodes.Status503ServiceUnavailable => (texts["error.away"], texts["error.away-words"]),
            StatusCodes.Status409Conflict => (texts["error.changed"], texts["refusal.changed-meanwhile"]),
            _ => (texts["error.bug"], texts["error.bug-words"]),
        };
        var html = Texts.Html;
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync($"""
            <!doctype html>
            <html lang="{texts.Language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{html.Encode(heading)}</title><link rel="stylesheet" href="/lib/site.css"></head>
            <body class="plain"><main><h1>{html.Encode(heading)}</h1><p>{html.Encode(words)}</p>
            <p class="text-secondary">{html.Encode(code)} · {html.Encode(trace)}</p><p><a href="/">GrantFlow</a></p></main></body></html>
            """);
    }
}
