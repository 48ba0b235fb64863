using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Scheduling;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GrantFlow.Privacy;

/// <summary>What is held about people, for how long, who may learn of it, and how it ends.</summary>
public static class PrivacyStage
{
    extension(GrantFlowDb db)
    {
        /// <summary>Who asked to be erased.</summary>
        public DbSet<ErasureRequest> ErasureRequests => db.Set<ErasureRequest>();

        /// <summary>How long programmes keep what, where they set it.</summary>
        public DbSet<RetentionRule> RetentionRules => db.Set<RetentionRule>();

        /// <summary>What was forgotten when.</summary>
        public DbSet<RetentionRun> RetentionRuns => db.Set<RetentionRun>();
    }

    /// <summary>Registers the nightly job.</summary>
    public static IServiceCollection AddPrivacy(this IServiceCollection services) =>
        services.AddJob<ApplyRetentionJob>(new RecurringJob("apply-retention", "apply-retention", "0 10 3 * * ?"));

    /// <summary>Maps the downloads of what is held: one's own, and another's for administrators.</summary>
    public static void MapPrivacy(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/me/data.json", (Actor actor, GrantFlowDb db, TimeProvider clock, HttpContext context, CancellationToken ct) =>
            GiveAsync(actor.PersonId, actor, db, clock, context, ct)).Does(Act.SeeSelf);
        routes.MapGet("/people/{id:guid}/data.json", GiveAsync).Does(Act.SeeHeld);
    }

    static async Task<IResult> GiveAsync(Guid id, Actor actor, GrantFlowDb db, TimeProvider clock, HttpContext context, CancellationToken ct)
    {
        if (!(await TellWhatIsHeld.Execute(db, actor, id, clock, ct)).Allows(out var held, out var refusal)) return refusal.ToProblem();
        context.Response.Headers.CacheControl = "private, no-store";
        return Results.File(System.Text.Encoding.UTF8.GetBytes(held.Held), "application/json", $"held-{id:N}.json");
    }
}
