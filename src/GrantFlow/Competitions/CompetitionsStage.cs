using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GrantFlow.Competitions;

/// <summary>Competitions and applications.</summary>
public static class CompetitionsStage
{
    extension(GrantFlowDb db)
    {
        /// <summary>Competitions.</summary>
        public DbSet<Competition> Competitions => db.Set<Competition>();

        /// <summary>Applications.</summary>
        public DbSet<Application> Applications => db.Set<Application>();
    }

    /// <summary>Registers the stage's activities.</summary>
    public static IServiceCollection AddCompetitions(this IServiceCollection services) =>
        services
            .AddActivity<CreateCompetitionActivity>()
            .AddActivity<PublishCompetitionActivity>()
            .AddActivity<WaitForOpeningActivity>()
            .AddActivity<AnnounceActivity>()
            .AddActivity<WaitForClosingActivity>()
            .AddActivity<CloseCompetitionActivity>()
            .AddActivity<ScreenEligibilityActivity>();

    /// <summary>The stage's part of the JSON API: one line for each act, none of which decides anything.</summary>
    public static void MapCompetitions(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/competitions", (ApiCall call) => call.Tell(actor => CompetitionLists.CompetitionsAsync(call.Db, actor, call.Ct))).Does(Act.SeeCompetitions);
        routes.MapGet("/competitions/{id:guid}/applications", (Guid id, ApiCall call) => call.Tell(actor => CompetitionLists.ApplicationsAsync(call.Db, actor, id, call.Ct))).Does(Act.SeeApplication);
        routes.MapPost("/cohorts/{id:guid}/competitions", (Guid id, CreateCompetition.Request request, ApiCall call) =>
            call.Answer(actor => CreateCompetition.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.CreateCompetition);
        routes.MapPost("/competitions/{id:guid}/publish", (Guid id, ApiCall call) =>
            call.Answer(actor => PublishCompetition.Execute(call.Db, actor, id, call.Clock, call.Ct))).Does(Act.PublishCompetition);
        routes.MapPost("/competitions/{id:guid}/announce", (Guid id, ApiCall call) =>
            call.Answer(actor => AnnounceCompetition.Execute(call.Db, actor, id, call.Clock, call.Ct))).Does(Act.AnnounceCompetition);
        routes.MapPost("/competitions/{id:guid}/closing", (Guid id, ExtendClosing.Request request, ApiCall call) =>
            call.Answer(actor => ExtendClosing.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.ExtendClosing);
        routes.MapPost("/competitions/{id:guid}/close", (Guid id, ApiCall call) =>
            call.Answer(actor => CloseCompetition.Execute(call.Db, actor, id, call.Clock, call.Ct))).Does(Act.CloseCompetition);
        routes.MapPost("/competitions/{id:guid}/cancel", (Guid id, CancelCompetition.Request request, ApiCall call) =>
            call.Answer(actor => CancelCompetition.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.CancelCompetition);
        routes.MapPost("/competitions/{id:guid}/screen", (Guid id, ApiCall call) =>
            call.Answer(actor => ScreenEligibility.Execute(call.Db, actor, id, call.Clock, call.Ct))).Does(Act.ScreenEligibility);
        routes.MapPost("/competitions/{id:guid}/applications", (Guid id, StartApplication.Request request, ApiCall call) =>
            call.Answer(actor => StartApplication.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.StartApplication);
        routes.MapPost("/applications/{id:guid}", (Guid id, SaveApplication.Request request, ApiCall call) =>
            call.Answer(actor => SaveApplication.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.SaveApplication);
        routes.MapPost("/applications/{id:guid}/submit", (Guid id, ApiCall call) =>
            call.Answer(actor => SubmitApplication.Execute(call.Db, actor, id, call.Clock, call.Ct))).Does(Act.SubmitApplication);
        routes.MapPost("/applications/{id:guid}/withdraw", (Guid id, ApiCall call) =>
            call.Answer(actor => WithdrawApplication.Execute(call.Db, actor, id, call.Clock, call.Ct))).Does(Act.WithdrawApplication);
    }
}
