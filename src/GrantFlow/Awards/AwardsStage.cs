using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GrantFlow.Awards;

/// <summary>From a selected application to a closed grant: due diligence, agreement, disbursements, close-out.</summary>
public static class AwardsStage
{
    extension(GrantFlowDb db)
    {
        /// <summary>Awards.</summary>
        public DbSet<Award> Awards => db.Set<Award>();

        /// <summary>Checks made before an agreement.</summary>
        public DbSet<DueDiligenceCheck> DueDiligenceChecks => db.Set<DueDiligenceCheck>();

        /// <summary>Agreements.</summary>
        public DbSet<Agreement> Agreements => db.Set<Agreement>();

        /// <summary>Conditions.</summary>
        public DbSet<Condition> Conditions => db.Set<Condition>();

        /// <summary>Disbursements.</summary>
        public DbSet<Disbursement> Disbursements => db.Set<Disbursement>();

        /// <summary>Variations.</summary>
        public DbSet<Variation> Variations => db.Set<Variation>();
    }

    /// <summary>Registers the stage's activities and who stands behind its subjects.</summary>
    public static IServiceCollection AddAwards(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Scoped<IReceivers, AwardReceivers>());
        return services
            .AddActivity<OpenAwardsActivity>()
            .AddActivity<CheckDueDiligenceActivity>()
            .AddActivity<DeclineAwardActivity>()
            .AddActivity<PrepareAgreementActivity>()
            .AddActivity<WaitForSignaturesActivity>()
            .AddActivity<ScheduleDisbursementsActivity>()
            .AddActivity<NextDisbursementActivity>()
            .AddActivity<ReleaseDisbursementActivity>()
            .AddActivity<CloseGrantActivity>();
    }

    /// <summary>The stage's part of the JSON API: one line for each act, none of which decides anything.</summary>
    public static void MapAwards(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/programmes/{id:guid}/awards", (Guid id, AwardState? state, int? skip, ApiCall call) =>
            call.Tell(actor => AwardLists.AwardsAsync(call.Db, actor, id, state, skip ?? 0, call.Ct))).Does(Act.SeeAward);
        routes.MapGet("/awards/{id:guid}", (Guid id, ApiCall call) => call.Tell(actor => AwardLists.AwardAsync(call.Db, actor, id, call.Ct))).Does(Act.SeeAward);
        routes.MapPost("/competitions/{id:guid}/awards", (Guid id, OpenAwards.Request request, ApiCall call) =>
            call.Answer(actor => OpenAwards.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.OpenAwards);
        routes.MapPost("/awards/{id:guid}/begin", (Guid id, ApiCall call) =>
            call.Answer(actor => BeginAward.Execute(call.Db, actor, id, call.Clock, call.Ct))).Does(Act.BeginAward);
        routes.MapPost("/awards/{id:guid}/due-diligence", (Guid id, RecordDueDiligence.Request request, ApiCall call) =>
            call.Answer(actor => RecordDueDiligence.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.RecordDueDiligence);
        routes.MapPost("/awards/{id:guid}/agreement", (Guid id, PrepareAgreement.Request request, ApiCall call) =>
            call.Answer(actor => PrepareAgreement.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.PrepareAgreement);
        routes.MapPost("/awards/{id:guid}/sign", (Guid id, SignAgreement.Request request, ApiCall call) =>
            call.Answer(actor => SignAgreement.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.SignForOrganisation, Act.SignForProgramme, Act.RecordPaperSignature);
        routes.MapPost("/awards/{id:guid}/decline", (Guid id, DeclineAward.Request request, ApiCall call) =>
            call.Answer(actor => DeclineAward.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.DeclineAward);
        routes.MapPost("/awards/{id:guid}/disbursements", (Guid id, ScheduleDisbursements.Request request, ApiCall call) =>
            call.Answer(actor => ScheduleDisbursements.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.ScheduleDisbursements);
        routes.MapPost("/conditions/{id:guid}/meet", (Guid id, MeetCondition.Request request, ApiCall call) =>
            call.Answer(actor => MeetCondition.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.MeetCondition);
        routes.MapPost("/conditions/{id:guid}/waive", (Guid id, WaiveCondition.Request request, ApiCall call) =>
            call.Answer(actor => WaiveCondition.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.WaiveCondition);
        routes.MapPost("/disbursements/{id:guid}/release", (Guid id, ApiCall call) =>
            call.Answer(actor => ReleaseDisbursement.Execute(call.Db, actor, id, call.Clock, call.Ct))).Does(Act.ReleaseDisbursement);
        routes.MapPost("/disbursements/{id:guid}/hold", (Guid id, HoldDisbursement.Request request, ApiCall call) =>
            call.Answer(actor => HoldDisbursement.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.HoldDisbursement);
        routes.MapPost("/disbursements/{id:guid}/payment", (Guid id, ConfirmPayment.Request request, ApiCall call) =>
            call.Answer(actor => ConfirmPayment.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.ConfirmPayment);
        routes.MapPost("/awards/{id:guid}/suspend", (Guid id, SuspendAward.Request request, ApiCall call) =>
            call.Answer(actor => SuspendAward.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.SuspendAward);
        routes.MapPost("/awards/{id:guid}/resume", (Guid id, ResumeAward.Request request, ApiCall call) =>
            call.Answer(actor => ResumeAward.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.ResumeAward);
        routes.MapPost("/awards/{id:guid}/terminate", (Guid id, TerminateAward.Request request, ApiCall call) =>
            call.Answer(actor => TerminateAward.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.TerminateAward);
        routes.MapPost("/awards/{id:guid}/close", (Guid id, ApiCall call) =>
            call.Answer(actor => CloseAward.Execute(call.Db, actor, id, call.Clock, call.Ct))).Does(Act.CloseAward);
    }
}
