using GrantFlow.Notifications;
using GrantFlow.Persistence;
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
}
