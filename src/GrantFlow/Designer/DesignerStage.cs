using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GrantFlow.Designer;

/// <summary>Workflow definitions as people draw, publish and bind them.</summary>
public static class DesignerStage
{
    extension(GrantFlowDb db)
    {
        /// <summary>Whose the definitions are, and who drew last.</summary>
        public DbSet<WorkflowDesign> WorkflowDesigns => db.Set<WorkflowDesign>();

        /// <summary>Acts of moving instances to other versions.</summary>
        public DbSet<WorkflowMove> WorkflowMoves => db.Set<WorkflowMove>();

        /// <summary>The instances that were moved.</summary>
        public DbSet<MovedWorkflow> MovedWorkflows => db.Set<MovedWorkflow>();

        /// <summary>The definitions' versions, drafts included.</summary>
        public DbSet<StoredDesign> DesignVersions => db.Set<StoredDesign>();
    }

    /// <summary>Registers what the use cases need.</summary>
    public static IServiceCollection AddDesigner(this IServiceCollection services)
    {
        services.AddSingleton<DrawingCache>();
        services.AddSingleton<StoryCache>();
        services.AddSingleton<DesignChecks>();
        return services;
    }
}
