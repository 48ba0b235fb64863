using GrantFlow.Accounts;

namespace GrantFlow.Web.Hosting;

/// <summary>Says where a request's acts come from: which page or route, from which address.</summary>
/// <remarks>The route is named by its pattern: a path may hold a token, and the record is for ever.</remarks>
sealed class RequestOrigin(RequestDelegate next)
{
    /// <summary>Runs the request; to be placed behind routing.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        if (route is not null)
        {
            var api = Boundary.IsApi(context.Request.Path);
            Origin.Current = new Origin(
                $"{(api ? "api" : "page")} {context.Request.Method} /{route.TrimStart('/')}", context.Connection.RemoteIpAddress?.ToString() ?? "");
        }

        await next(context);
    }
}
