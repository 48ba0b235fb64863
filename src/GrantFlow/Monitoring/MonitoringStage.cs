using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
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

    /// <summary>The stage's part of the JSON API: one line for each act, none of which decides anything.</summary>
    public static void MapMonitoring(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/awards/{id:guid}/monitoring", (Guid id, ApiCall call) => call.Tell(actor => MonitoringLists.OfAsync(call.Db, actor, id, call.Ct))).Does(Act.SeeAward);
        routes.MapPost("/awards/{id:guid}/visits", (Guid id, PlanVisits.Request request, ApiCall call) =>
            call.Answer(actor => PlanVisits.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.PlanVisits);
        routes.MapPost("/visits/{id:guid}/announce", (Guid id, ApiCall call) =>
            call.Answer(actor => AnnounceVisit.Execute(call.Db, actor, id, call.Clock, call.Ct))).Does(Act.AnnounceVisit);
        routes.MapPost("/visits/{id:guid}/confirm", (Guid id, ConfirmVisit.Request request, ApiCall call) =>
            call.Answer(actor => ConfirmVisit.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.ConfirmVisit);
        routes.MapPost("/visits/{id:guid}/record", (Guid id, RecordVisit.Request request, ApiCall call) =>
            call.Answer(actor => RecordVisit.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.RecordVisit);
        routes.MapPost("/awards/{id:guid}/findings", (Guid id, RaiseFinding.Request request, ApiCall call) =>
            call.Answer(actor => RaiseFinding.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.RaiseFinding);
        routes.MapPost("/findings/{id:guid}/resolve", (Guid id, ResolveFinding.Request request, ApiCall call) =>
            call.Answer(actor => ResolveFinding.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.ResolveFinding);
        routes.MapPost("/awards/{id:guid}/risk", (Guid id, ChangeRisk.Request request, ApiCall call) =>
            call.Answer(actor => ChangeRisk.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.ChangeRisk);
        routes.MapPost("/awards/{id:guid}/milestones", (Guid id, SetMilestones.Request request, ApiCall call) =>
            call.Answer(actor => SetMilestones.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.SetMilestones);
        routes.MapPost("/milestones/{id:guid}/reached", (Guid id, ReportMilestone.Request request, ApiCall call) =>
            call.Answer(actor => ReportMilestone.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.ReportMilestone);
        routes.MapPost("/indicators/{id:guid}/actuals", (Guid id, RecordActual.Request request, ApiCall call) =>
            call.Answer(actor => RecordActual.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.RecordActual);
    }
}
