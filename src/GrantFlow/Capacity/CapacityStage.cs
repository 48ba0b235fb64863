using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GrantFlow.Capacity;

/// <summary>Assessments, health reports, plans, entitlements and capacity events.</summary>
public static class CapacityStage
{
    extension(GrantFlowDb db)
    {
        /// <summary>With whom health reports are shared.</summary>
        public DbSet<HealthReportShare> HealthReportShares => db.Set<HealthReportShare>();

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
    public static IServiceCollection AddCapacity(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Scoped<IOpenWork, AssessmentWork>());
        return services
            .AddActivity<OfferAssessmentActivity>()
            .AddActivity<WaitForAssessmentAnswerActivity>()
            .AddActivity<WaitForAssessmentActivity>()
            .AddActivity<IssueHealthReportActivity>()
            .AddActivity<GrantEntitlementActivity>()
            .AddActivity<AgreePlanActivity>()
            .AddActivity<FollowUpPlanActivity>();
    }

    /// <summary>The stage's part of the JSON API: one line for each act, none of which decides anything.</summary>
    public static void MapCapacity(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/organisations/{id:guid}/assessments", (Guid id, OfferAssessment.Request request, ApiCall call) =>
            call.Answer(actor => OfferAssessment.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.OfferAssessment);
        routes.MapPost("/assessments/{id:guid}/answer", (Guid id, AnswerAssessmentOffer.Request request, ApiCall call) =>
            call.Answer(actor => AnswerAssessmentOffer.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.AnswerAssessmentOffer);
        routes.MapPost("/assessments/{id:guid}/schedule", (Guid id, ScheduleAssessment.Request request, ApiCall call) =>
            call.Answer(actor => ScheduleAssessment.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.ScheduleAssessment);
        routes.MapPost("/assessments/{id:guid}/scores", (Guid id, RecordAssessment.Request request, ApiCall call) =>
            call.Answer(actor => RecordAssessment.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.RecordAssessment);
        routes.MapPost("/assessments/{id:guid}/health-report", (Guid id, ApiCall call) =>
            call.Answer(actor => IssueHealthReport.Execute(call.Db, actor, id, call.Clock, call.Ct))).Does(Act.IssueHealthReport);
        routes.MapPost("/assessments/{id:guid}/plan", (Guid id, AgreePlan.Request request, ApiCall call) =>
            call.Answer(actor => AgreePlan.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.AgreePlan);
        routes.MapPost("/plan-actions/{id:guid}", (Guid id, UpdatePlanAction.Request request, ApiCall call) =>
            call.Answer(actor => UpdatePlanAction.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.UpdatePlanAction);
        routes.MapPost("/organisations/{id:guid}/entitlement", (Guid id, GrantEntitlement.Request request, ApiCall call) =>
            call.Answer(actor => GrantEntitlement.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.GrantEntitlement);
        routes.MapPost("/organisations/{id:guid}/entitlement/waive", (Guid id, WaiveEntitlement.Request request, ApiCall call) =>
            call.Answer(actor => WaiveEntitlement.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.WaiveEntitlement);
        routes.MapPost("/entitlements/{id:guid}/revoke", (Guid id, RevokeEntitlement.Request request, ApiCall call) =>
            call.Answer(actor => RevokeEntitlement.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.RevokeEntitlement);
        routes.MapPost("/programmes/{id:guid}/topics", (Guid id, AddTopic.Request request, ApiCall call) =>
            call.Answer(actor => AddTopic.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.AddTopic);
        routes.MapPost("/programmes/{id:guid}/events", (Guid id, RecordCapacityEvent.Request request, ApiCall call) =>
            call.Answer(actor => RecordCapacityEvent.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.RecordCapacityEvent);
        routes.MapPost("/events/{id:guid}/attendance", (Guid id, RecordAttendance.Request request, ApiCall call) =>
            call.Answer(actor => RecordAttendance.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.RecordAttendance);
    }
}
