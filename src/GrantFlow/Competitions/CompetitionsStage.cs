using GrantFlow.Persistence;
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
}
