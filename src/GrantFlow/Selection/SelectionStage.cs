using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
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
        services.TryAddEnumerable(ServiceDescriptor.Scoped<IOpenWork, ReviewWork>());
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

    /// <summary>The stage's part of the JSON API: one line for each act, none of which decides anything.</summary>
    public static void MapSelection(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/reviews", (ApiCall call) => call.Tell(actor => SelectionLists.ReviewsAsync(call.Db, actor, call.Ct))).Does(Act.SeeReviews);
        routes.MapGet("/applications/{id:guid}", (Guid id, ApiCall call) => call.Tell(actor => SelectionLists.ApplicationAsync(call.Db, actor, id, call.Ct))).Does(Act.SeeApplication);
        routes.MapGet("/competitions/{id:guid}/ranking", (Guid id, ApiCall call) => call.Tell(actor => SelectionLists.RankingAsync(call.Db, actor, id, call.Ct))).Does(Act.SeeDecision);
        routes.MapPost("/competitions/{id:guid}/reviews", (Guid id, AssignReviewers.Request request, ApiCall call) =>
            call.Answer(actor => AssignReviewers.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.AssignReviewers);
        routes.MapPost("/reviews/{id:guid}/conflict", (Guid id, DeclareConflict.Request request, ApiCall call) =>
            call.Answer(actor => DeclareConflict.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.DeclareConflict);
        routes.MapPost("/reviews/{id:guid}/score", (Guid id, SubmitScore.Request request, ApiCall call) =>
            call.Answer(actor => SubmitScore.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.SubmitScore);
        routes.MapPost("/reviews/{id:guid}/reopen", (Guid id, ReopenReview.Request request, ApiCall call) =>
            call.Answer(actor => ReopenReview.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.ReopenReview);
        routes.MapPost("/competitions/{id:guid}/ranking", (Guid id, RankApplications.Request request, ApiCall call) =>
            call.Answer(actor => RankApplications.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.RankApplications);
        routes.MapPost("/decisions/{id:guid}/approve", (Guid id, ApproveDecision.Request request, ApiCall call) =>
            call.Answer(actor => ApproveDecision.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.ApproveDecision);
        routes.MapPost("/decisions/{id:guid}/send-back", (Guid id, SendBackDecision.Request request, ApiCall call) =>
            call.Answer(actor => SendBackDecision.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.SendBackDecision);
        routes.MapPost("/competitions/{id:guid}/tell", (Guid id, ApiCall call) =>
            call.Answer(actor => TellApplicants.Execute(call.Db, actor, id, call.Clock, call.Ct))).Does(Act.TellApplicants);
        routes.MapPost("/cohorts/{id:guid}/reserve", (Guid id, Guid? member, ApiCall call) =>
            call.Answer(actor => CallReserve.Execute(call.Db, actor, id, member, 14, call.Clock, call.Ct))).Does(Act.CallReserve);
    }
}
