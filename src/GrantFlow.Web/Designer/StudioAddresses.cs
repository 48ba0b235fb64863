using GrantFlow.Accounts;

namespace GrantFlow.Web.Designer;

/// <summary>Addresses that Studio makes by itself, led to the pages that show them; our script does the same for those it pushes.</summary>
static class StudioAddresses
{
    /// <summary>Maps them.</summary>
    public static void MapStudioAddresses(this IEndpointRouteBuilder routes)
    {
        StageStyles.Map(routes);
        routes.MapGet(StudioFiles.Path, () => Results.LocalRedirect("/studio/definitions")).Does(Act.SeeDesigns);
        foreach (var root in new[] { "", StudioFiles.Path })
        {
            routes.MapGet(root + "/workflows/definitions/{id}/edit", (string id) => Results.LocalRedirect($"/studio/definitions/{Uri.EscapeDataString(id)}")).Does(Act.SeeDesigns);
            routes.MapGet(root + "/workflows/instances/{id}/view", (string id) => Results.LocalRedirect($"/studio/instances/{Uri.EscapeDataString(id)}")).Does(Act.SeeWorkflows);
        }

        // What an instance did is on our own page of it.
        routes.MapGet("/diagnostics/structured-logs", (Guid? workflowInstanceId) =>
            Results.LocalRedirect(workflowInstanceId is { } id ? $"/workflows/{id}" : "/workflows")).Does(Act.SeeWorkflows);
    }
}
