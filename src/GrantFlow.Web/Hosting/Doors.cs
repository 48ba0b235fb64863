using GrantFlow.Accounts;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;

namespace GrantFlow.Web.Hosting;

/// <summary>One way in: a route and method, or one handler of a page.</summary>
/// <param name="Method">GET, POST …</param>
/// <param name="Path">The route's pattern.</param>
/// <param name="Handler">Of a page: the handler's name; empty for the only one.</param>
/// <param name="Acts">The rows of the matrix that judge it; empty where it names none.</param>
sealed record Door(string Method, string Path, string Handler, IReadOnlyList<Act> Acts);

/// <summary>Every way into the service.</summary>
static class Doors
{
    /// <summary>All of them, by path; a door without acts is a fault.</summary>
    public static async Task<IReadOnlyList<Door>> OfAsync(WebApplication app)
    {
        var loader = app.Services.GetRequiredService<PageLoader>();
        List<Door> doors = [];
        foreach (var endpoint in ((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>())
        {
            var path = "/" + (endpoint.RoutePattern.RawText ?? "").TrimStart('/');
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page)
            {
                var loaded = await loader.LoadAsync(page, endpoint.Metadata);
                doors.AddRange(loaded.HandlerMethods.Select(h => new Door(h.HttpMethod.ToUpperInvariant(), path, h.Name ?? "", Named(h, loaded))));
                if (loaded.HandlerMethods.All(h => h.HttpMethod != "Get")) doors.Add(new("GET", path, "", ActsOf(loaded.ModelTypeInfo!)));
            }
            else
            {
                var acts = endpoint.Metadata.GetMetadata<DoesAttribute>()?.Acts ?? [];
                doors.AddRange((endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(m => new Door(m, path, "", acts)));
            }
        }

        return [.. doors.Distinct().OrderBy(d => d.Path, StringComparer.Ordinal).ThenBy(d => d.Method).ThenBy(d => d.Handler)];
    }

    // Reading a page is judged by the page's own act; whatever changes something names its act itself.
    static IReadOnlyList<Act> Named(HandlerMethodDescriptor handler, CompiledPageActionDescriptor page) =>
        handler.MethodInfo.GetCustomAttributes(typeof(DoesAttribute), false) is [DoesAttribute own, ..] ? own.Acts
        : handler.HttpMethod == "Get" ? ActsOf(page.ModelTypeInfo!) : [];

    static IReadOnlyList<Act> ActsOf(Type page) => page.GetCustomAttributes(typeof(DoesAttribute), false) is [DoesAttribute own, ..] ? own.Acts : [];
}
