using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GrantFlow.Reporting;

/// <summary>Grantees' reports: asked for, sent in, returned, accepted.</summary>
public static class ReportingStage
{
    extension(GrantFlowDb db)
    {
        /// <summary>Reports from grantees.</summary>
        public DbSet<Report> Reports => db.Set<Report>();

        /// <summary>Their reviews.</summary>
        public DbSet<ReportReview> ReportReviews => db.Set<ReportReview>();
    }

    /// <summary>Registers the stage's activities and who stands behind its subjects.</summary>
    public static IServiceCollection AddReporting(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Scoped<IReceivers, ReportReceivers>());
        return services
            .AddActivity<PlanReportsActivity>()
            .AddActivity<NextReportActivity>()
            .AddActivity<RequestReportActivity>()
            .AddActivity<WaitForReportActivity>()
            .AddActivity<ReviewReportActivity>();
    }
}
