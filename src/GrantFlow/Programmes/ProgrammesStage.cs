using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GrantFlow.Programmes;

/// <summary>Programmes with their regions, objectives and cohorts.</summary>
public static class ProgrammesStage
{
    extension(GrantFlowDb db)
    {
        /// <summary>Programmes.</summary>
        public DbSet<Programme> Programmes => db.Set<Programme>();

        /// <summary>Marzes, oblasts and cities of that rank.</summary>
        public DbSet<Region> Regions => db.Set<Region>();

        /// <summary>Objectives and result areas.</summary>
        public DbSet<Objective> Objectives => db.Set<Objective>();

        /// <summary>Cohorts.</summary>
        public DbSet<Cohort> Cohorts => db.Set<Cohort>();

        /// <summary>Places held in cohorts.</summary>
        public DbSet<CohortMember> CohortMembers => db.Set<CohortMember>();
    }

    /// <summary>Registers the stage's activities.</summary>
    public static IServiceCollection AddProgrammes(this IServiceCollection services) =>
        services
            .AddActivity<WaitForCohortEventsActivity>()
            .AddActivity<CloseCohortActivity>();

    /// <summary>The stage's part of the JSON API: one line for each act, none of which decides anything.</summary>
    public static void MapProgrammes(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/programmes", (ApiCall call) => call.Tell(actor => ProgrammeLists.ProgrammesAsync(call.Db, actor, call.Ct))).Does(Act.SeeProgrammes);
        routes.MapGet("/cohorts/{id:guid}", (Guid id, ApiCall call) => call.Tell(actor => ProgrammeLists.CohortAsync(call.Db, actor, id, call.Ct))).Does(Act.SeeCohort);
        routes.MapPost("/programmes", (CreateProgramme.Request request, ApiCall call) =>
            call.Answer(actor => CreateProgramme.Execute(call.Db, actor, request, call.Clock, call.Ct))).Does(Act.CreateProgramme);
        routes.MapPost("/programmes/{id:guid}/objectives", (Guid id, AddObjective.Request request, ApiCall call) =>
            call.Answer(actor => AddObjective.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.AddObjective);
        routes.MapPost("/programmes/{id:guid}/cohorts", (Guid id, PlanCohort.Request request, ApiCall call) =>
            call.Answer(actor => PlanCohort.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.PlanCohort);
        routes.MapPost("/cohorts/{id:guid}/open", (Guid id, OpenCohort.Request request, ApiCall call) =>
            call.Answer(actor => OpenCohort.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.OpenCohort);
        routes.MapPost("/cohorts/{id:guid}/leave", (Guid id, RemoveMember.Request request, ApiCall call) =>
            call.Answer(actor => RemoveMember.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.RemoveMember);
    }
}
