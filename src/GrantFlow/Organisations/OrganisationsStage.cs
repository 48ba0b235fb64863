using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GrantFlow.Organisations;

/// <summary>Organisations, their people and their profiles.</summary>
public static class OrganisationsStage
{
    extension(GrantFlowDb db)
    {
        /// <summary>Organisations.</summary>
        public DbSet<Organisation> Organisations => db.Set<Organisation>();

        /// <summary>Organisations' people.</summary>
        public DbSet<OrganisationPerson> OrganisationPeople => db.Set<OrganisationPerson>();

        /// <summary>Offers of an organisation's lead.</summary>
        public DbSet<HeadshipOffer> HeadshipOffers => db.Set<HeadshipOffer>();

        /// <summary>Requests to act for an organisation.</summary>
        public DbSet<JoinRequest> JoinRequests => db.Set<JoinRequest>();

        /// <summary>Bank accounts.</summary>
        public DbSet<BankAccount> BankAccounts => db.Set<BankAccount>();

        /// <summary>Profiles.</summary>
        public DbSet<Profile> Profiles => db.Set<Profile>();
    }

    /// <summary>Registers the stage's activities.</summary>
    public static IServiceCollection AddOrganisations(this IServiceCollection services) =>
        services
            .AddActivity<InviteToProfileActivity>()
            .AddActivity<WaitForProfileActivity>();

    /// <summary>The stage's part of the JSON API: one line for each act, none of which decides anything.</summary>
    public static void MapOrganisations(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/programmes/{id:guid}/organisations", (Guid id, ApiCall call) => call.Tell(actor => OrganisationLists.OrganisationsAsync(call.Db, actor, id, call.Ct))).Does(Act.SeeOrganisation);
        routes.MapPost("/programmes/{id:guid}/organisations", (Guid id, RegisterOrganisation.Request request, ApiCall call) =>
            call.Answer(actor => RegisterOrganisation.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.RegisterOrganisation);
        routes.MapPost("/organisations/{id:guid}/people", (Guid id, AddOrganisationPerson.Request request, ApiCall call) =>
            call.Answer(actor => AddOrganisationPerson.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.AddOrganisationPerson);
        routes.MapPost("/organisations/{id:guid}/bank-account", (Guid id, EnterBankAccount.Request request, ApiCall call) =>
            call.Answer(actor => EnterBankAccount.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.EnterBankAccount);
        routes.MapPost("/organisations/{id:guid}/bank-account/judge", (Guid id, JudgeBankAccount.Request request, ApiCall call) =>
            call.Answer(actor => JudgeBankAccount.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.JudgeBankAccount);
        routes.MapPost("/organisations/{id:guid}/bank-account/show", (Guid id, ApiCall call) =>
            call.Answer(actor => ShowBankAccount.Execute(call.Db, actor, id, call.Clock, call.Ct))).Does(Act.SeeBankFacts);
        routes.MapPost("/organisations/{id:guid}/at-risk", (Guid id, MarkAtRisk.Request request, ApiCall call) =>
            call.Answer(actor => MarkAtRisk.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.MarkAtRisk);
        routes.MapPost("/organisations/{id:guid}/entrance", (Guid id, ApiCall call) =>
            call.Answer(actor => BeginEntrance.Execute(call.Db, actor, id, call.Clock, call.Ct))).Does(Act.BeginEntrance);
        routes.MapPost("/organisations/{id:guid}/profile/invite", (Guid id, InviteToProfile.Request request, ApiCall call) =>
            call.Answer(actor => InviteToProfile.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.InviteToProfile);
        routes.MapPost("/organisations/{id:guid}/profile", (Guid id, SaveProfile.Request request, ApiCall call) =>
            call.Answer(actor => SaveProfile.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.SaveProfile);
        routes.MapPost("/organisations/{id:guid}/profile/submit", (Guid id, ApiCall call) =>
            call.Answer(actor => SubmitProfile.Execute(call.Db, actor, id, call.Clock, call.Ct))).Does(Act.SubmitProfile);
    }
}
