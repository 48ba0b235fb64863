using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

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
}
