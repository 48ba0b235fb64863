using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

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
}
