using GrantFlow.Web.Hosting;
using GrantFlow.Web.Language;
using Microsoft.AspNetCore.Antiforgery;

namespace GrantFlow.Web.Designer;

/// <summary>Stands before <c>/elsa</c>: what changes something bears our page's token, and a socket opens from our own pages only.</summary>
sealed class ElsaDoor(RequestDelegate next, IAntiforgery antiforgery, HostSettings settings)
{
    /// <summary>Judges the request; to be placed behind the gate of rights, so that a session that has ended is told as such.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(ElsaApi.Root, StringComparison.Ordinal)) await next(context);
        else if (!IsOwn(context.Request)) context.Response.StatusCode = StatusCodes.Status403Forbidden;
        else if (IsRead(context.Request.Method) || await HasTokenAsync(context)) await next(context);
        else await ElsaAnswers.Errors([Words(context)["designer.token-missing"]]).ExecuteAsync(context);
    }

    // A page of another site can open a socket to us, cookies and all, and read it: no rule of browsers forbids that but this one.
    bool IsOwn(HttpRequest request)
    {
        if (request.Headers.Origin is not [{ Length: > 0 } origin]) return !request.HttpContext.WebSockets.IsWebSocketRequest;
        // A proxy may have its own name for us; the public address is the one that browsers know.
        return IsOrigin($"{request.Scheme}://{request.Host}", origin) || IsOrigin(settings.PublicUrl, origin);
    }

    static bool IsOrigin(string ours, string origin) =>
        Uri.TryCreate(ours, UriKind.Absolute, out var own) && Uri.TryCreate(origin, UriKind.Absolute, out var from)
        && Uri.Compare(own, from, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    async Task<bool> HasTokenAsync(HttpContext context)
    {
        // Asked of the header alone: without one the framework would look for a form.
        if (context.Request.Headers[Header].Count != 1) return false;
        return await antiforgery.IsRequestValidAsync(context);
    }

    static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    static Texts Words(HttpContext context) => context.RequestServices.GetRequiredService<Texts>();

    /// <summary>The header that our script puts the token into.</summary>
    public const string Header = "RequestVerificationToken";
}
