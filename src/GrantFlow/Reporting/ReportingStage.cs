using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
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

    /// <summary>The stage's part of the JSON API: one line for each act, none of which decides anything.</summary>
    public static void MapReporting(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/awards/{id:guid}/reports", (Guid id, ApiCall call) => call.Tell(actor => ReportLists.ReportsAsync(call.Db, actor, id, call.Ct))).Does(Act.SeeReport);
        routes.MapGet("/reports/{id:guid}", (Guid id, ApiCall call) => call.Tell(actor => ReportLists.ReportAsync(call.Db, actor, id, call.Ct))).Does(Act.SeeReport);
        routes.MapPost("/awards/{id:guid}/reports", (Guid id, PlanReports.Request request, ApiCall call) =>
            call.Answer(actor => PlanReports.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.PlanReports);
        routes.MapPost("/reports/{id:guid}/request", (Guid id, ApiCall call) =>
            call.Answer(actor => RequestReport.Execute(call.Db, actor, id, call.Clock, call.Ct))).Does(Act.RequestReport);
        routes.MapPost("/reports/{id:guid}", (Guid id, SaveReport.Request request, ApiCall call) =>
            call.Answer(actor => SaveReport.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.SaveReport);
        routes.MapPost("/reports/{id:guid}/submit", (Guid id, ApiCall call) =>
            call.Answer(actor => SubmitReport.Execute(call.Db, actor, id, call.Clock, call.Ct))).Does(Act.SubmitReport);
        routes.MapPost("/reports/{id:guid}/return", (Guid id, ReturnReport.Request request, ApiCall call) =>
            call.Answer(actor => ReturnReport.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.ReturnReport);
        routes.MapPost("/reports/{id:guid}/accept", (Guid id, AcceptReport.Request request, ApiCall call) =>
            call.Answer(actor => AcceptReport.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.AcceptReport);
        routes.MapPost("/reports/{id:guid}/waive", (Guid id, WaiveReport.Request request, ApiCall call) =>
            call.Answer(actor => WaiveReport.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.WaiveReport);
    }
}
