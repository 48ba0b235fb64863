using GrantFlow.Accounts;

namespace GrantFlow.Web.Designer;

/// <summary>What Elsa Studio asks of its server: the group <c>/elsa/api</c>, and the hub beside it.</summary>
/// <remarks>
/// Cookies open it, as they open pages: Studio runs on our pages and sends none of our bearer tokens. So everything but reading
/// demands the antiforgery token as a header (<see cref="ElsaDoor"/>), which only our own script knows.
/// </remarks>
static class ElsaApi
{
    /// <summary>Before everything that Studio asks for, hub and all.</summary>
    public const string Root = "/elsa";

    /// <summary>The address that Studio's elements are given, without a slash at its end.</summary>
    public const string Path = $"{Root}/api";

    /// <summary>Where Studio hears of an instance's changes.</summary>
    public const string Hub = $"{Root}/hubs/workflow-instance";

    // A definition of five megabytes is to be refused in words (see SaveDraft); what is far beyond isn't read at all.
    const long MostBytes = 8 << 20;

    /// <summary>What the routes need.</summary>
    public static void AddElsaApi(this IServiceCollection services)
    {
        services.AddSignalR();
        services.AddSingleton<DescriptorBook>();
        services.AddSingleton<StageStyles>();
        services.AddSingleton<InstanceWatch>();
        services.AddHostedService(all => all.GetRequiredService<InstanceWatch>());
    }

    /// <summary>Maps every family of routes.</summary>
    public static void MapElsaApi(this IEndpointRouteBuilder routes)
    {
        // ElsaDoor looks at the token before anything is bound; the framework's own check knows forms only.
        var api = routes.MapGroup(Path).DisableAntiforgery().WithMetadata(new RequestSize(MostBytes));
        // A body of another kind is told by the handler: told by routing, it would be told before anybody asked who is calling.
        ((IEndpointConventionBuilder)api).Finally(route =>
        {
            for (var i = route.Metadata.Count - 1; i >= 0; i--)
                if (route.Metadata[i] is Microsoft.AspNetCore.Http.Metadata.IAcceptsMetadata) route.Metadata.RemoveAt(i);
        });
        api.MapDescriptors();
        api.MapDefinitions();
        api.MapDesignFiles();
        api.MapBulkActions();
        api.MapDesignRuns();
        api.MapInstances();
        api.MapExecutions();
        // Studio looks for the hub beside the API, at this name (contract 10).
        routes.MapHub<InstanceHub>(Hub).Does(Act.SeeWorkflows).WithMetadata(new UnattendedAttribute());
    }

    /// <summary>The designer's version that the routes are written for; definitions name it as the tool that drew them.</summary>
    public const string StudioVersion = "3.8.2";

    sealed record RequestSize(long? MaxRequestBodySize) : Microsoft.AspNetCore.Http.Metadata.IRequestSizeLimitMetadata;
}
