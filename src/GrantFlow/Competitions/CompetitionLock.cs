using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Competitions;

/// <summary>Orders what happens at a competition's closing.</summary>
/// <remarks>
/// Concurrency: whoever sends an application in shares the competition's row, whoever closes or moves it takes the row alone.
/// So an application that was in time is stored before the closing counts them, and none slips in after it.
/// </remarks>
static class CompetitionLock
{
    internal static async Task<Competition?> TakeAsync(GrantFlowDb db, Guid competitionId, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"select 1 from competitions where id = {competitionId} for update", ct);
        return await ReadAsync(db, competitionId, ct);
    }

    internal static async Task<Competition?> ShareAsync(GrantFlowDb db, Guid competitionId, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"select 1 from competitions where id = {competitionId} for share", ct);
        return await ReadAsync(db, competitionId, ct);
    }

    static async Task<Competition?> ReadAsync(GrantFlowDb db, Guid competitionId, CancellationToken ct)
    {
        if (await db.Competitions.FindAsync([competitionId], ct) is not { } competition) return null;
        if (db.Entry(competition).State == EntityState.Unchanged) await db.Entry(competition).ReloadAsync(ct);
        return competition;
    }
}
