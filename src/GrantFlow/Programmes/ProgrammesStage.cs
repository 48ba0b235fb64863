using GrantFlow.Persistence;
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
}
