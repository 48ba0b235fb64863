using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Files;

/// <summary>Files that people attach to their applications and reports, and staff to due diligence.</summary>
public static class FilesStage
{
    extension(GrantFlowDb db)
    {
        /// <summary>Files, without what is in them.</summary>
        public DbSet<StoredFile> Files => db.Set<StoredFile>();
    }

    /// <summary>Maps <c>/files/{id}</c>, the only way by which what is in a file leaves the service.</summary>
    public static void MapFiles(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/files/{id:guid}", ReadFile.Handle).Does(Act.SeeApplication, Act.SeeDraftApplication, Act.SeeReport, Act.SeeEvidence);
}
