using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GrantFlow.Capacity;

/// <summary>Assessments, health reports, plans, entitlements and capacity events.</summary>
public static class CapacityStage
{
    extension(GrantFlowDb db)
    {
        /// <summary>Assessments.</summary>
        public DbSet<Assessment> Assessments => db.Set<Assessment>();

        /// <summary>Health reports.</summary>
        public DbSet<HealthReport> HealthReports => db.Set<HealthReport>();

        /// <summary>Capacity plans.</summary>
        public DbSet<CapacityPlan> CapacityPlans => db.Set<CapacityPlan>();

        /// <summary>Plans' actions.</summary>
        public DbSet<PlanAction> PlanActions => db.Set<PlanAction>();

        /// <summary>Entitlements.</summary>
        public DbSet<Entitlement> Entitlements => db.Set<Entitlement>();

        /// <summary>Topics of trainings.</summary>
        public DbSet<Topic> Topics => db.Set<Topic>();

        /// <summary>Trainings, round tables and the like.</summary>
        public DbSet<CapacityEvent> CapacityEvents => db.Set<CapacityEvent>();

        /// <summary>Who came.</summary>
        public DbSet<Attendance> Attendances => db.Set<Attendance>();
    }

    /// <summary>Registers the stage's activities.</summary>
    public static IServiceCollection AddCapacity(this IServiceCollection services) =>
        services
            .AddActivity<OfferAssessmentActivity>()
            .AddActivity<WaitForAssessmentAnswerActivity>()
            .AddActivity<WaitForAssessmentActivity>()
            .AddActivity<IssueHealthReportActivity>()
            .AddActivity<GrantEntitlementActivity>()
            .AddActivity<AgreePlanActivity>()
            .AddActivity<FollowUpPlanActivity>();
}
