using GrantFlow.Accounts;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GrantFlow.Web.Hosting;

/// <summary>Lets nobody through a route that they may use nowhere; pages have the same gate in <see cref="Pages.MayEnter"/>.</summary>
/// <remarks>What exactly somebody may is asked by the use case, of the same matrix. A route that names no act is a bug.</remarks>
sealed class RightsGate(RequestDelegate next)
{
    /// <summary>Judges the request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint is not RouteEndpoint || endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not null)
        {
            await next(context);
            return;
        }

        var door = endpoint.Metadata.GetMetadata<DoesAttribute>()
            ?? throw new InvalidOperationException($"The route {endpoint.DisplayName} doesn't say what it does.");
        var actors = context.RequestServices.GetRequiredService<ActorAccessor>();
        actors.Unattended = Unattended.Is(context);
        var actor = await actors.OfAsync(context.User, context.RequestAborted);
        if (door.Acts.Any(actor.MaySomewhere)) await next(context);
        else if (actor.IsSomebody) await Refusal.Forbidden.ToProblem().ExecuteAsync(context);
        else await Results.Unauthorized().ExecuteAsync(context);
    }
}
