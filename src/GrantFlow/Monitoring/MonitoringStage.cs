using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GrantFlow.Monitoring;

/// <summary>Looking after running grants: visits, findings, milestones, indicators, the traffic light.</summary>
public static class MonitoringStage
{
    extension(GrantFlowDb db)
    {
        /// <summary>Visits.</summary>
        public DbSet<Visit> Visits => db.Set<Visit>();

        /// <summary>Findings.</summary>
        public DbSet<Finding> Findings => db.Set<Finding>();

        /// <summary>Milestones.</summary>
        public DbSet<Milestone> Milestones => db.Set<Milestone>();

        /// <summary>Indicators of awards.</summary>
        public DbSet<AwardIndicator> AwardIndicators => db.Set<AwardIndicator>();

        /// <summary>What was measured.</summary>
        public DbSet<IndicatorActual> IndicatorActuals => db.Set<IndicatorActual>();

        /// <summary>The history of the traffic lights.</summary>
        public DbSet<RiskChange> RiskChanges => db.Set<RiskChange>();
    }

    /// <summary>Registers the stage's activities and who stands behind its subjects.</summary>
    public static IServiceCollection AddMonitoring(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Scoped<IReceivers, MonitoringReceivers>());
        return services
            .AddActivity<PlanVisitsActivity>()
            .AddActivity<NextVisitActivity>()
            .AddActivity<WaitForVisitActivity>()
            .AddActivity<RaiseFindingActivity>()
            .AddActivity<TrackMilestonesActivity>()
            .AddActivity<EscalateActivity>();
    }
}
