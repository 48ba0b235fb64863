using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GrantFlow.Selection;

/// <summary>Reviews, conflicts of interest, rankings and decisions.</summary>
public static class SelectionStage
{
    extension(GrantFlowDb db)
    {
        /// <summary>Reviews.</summary>
        public DbSet<Review> Reviews => db.Set<Review>();

        /// <summary>Conflicts of interest declared.</summary>
        public DbSet<ConflictOfInterest> ConflictsOfInterest => db.Set<ConflictOfInterest>();

        /// <summary>Panels' decisions.</summary>
        public DbSet<Decision> Decisions => db.Set<Decision>();

        /// <summary>Decisions' lines.</summary>
        public DbSet<Ranking> Rankings => db.Set<Ranking>();
    }

    /// <summary>Registers the stage's activities, and who stands behind the subjects from programme to review.</summary>
    public static IServiceCollection AddSelection(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Scoped<IReceivers, SubjectReceivers>());
        return services
            .AddActivity<AssignReviewersActivity>()
            .AddActivity<WaitForReviewsActivity>()
            .AddActivity<RankApplicationsActivity>()
            .AddActivity<ConvenePanelActivity>()
            .AddActivity<WaitForApprovalActivity>()
            .AddActivity<TellApplicantsActivity>()
            .AddActivity<FillPlacesActivity>()
            .AddActivity<ReplaceMemberActivity>();
    }
}
