using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Programmes;

/// <summary>Counts a cohort's places.</summary>
public static class CohortPlaces
{
    /// <summary>Locks the cohort's row until the transaction ends, and reads it afresh.</summary>
    /// <remarks>Concurrency: whoever changes who holds a place takes this lock first.</remarks>
    /// <returns>The cohort, or null when there is none.</returns>
    public static async Task<Cohort?> LockAsync(GrantFlowDb db, Guid cohortId, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"select 1 from cohorts where id = {cohortId} for update", ct);
        if (await db.Cohorts.FindAsync([cohortId], ct) is not { } cohort) return null;
        // A cohort that the context knew from before the lock may have changed while waiting for it.
        if (db.Entry(cohort).State == EntityState.Unchanged) await db.Entry(cohort).ReloadAsync(ct);
        return cohort;
    }

    /// <summary>How many places nobody holds.</summary>
    public static async Task<int> FreeAsync(GrantFlowDb db, Cohort cohort, CancellationToken ct) =>
        cohort.Places - await db.CohortMembers.CountAsync(
            m => m.ProgrammeId == cohort.ProgrammeId && m.CohortId == cohort.Id && m.State == CohortMemberState.Member, ct);
}
