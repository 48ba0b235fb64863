using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Files;

/// <summary>Orders what happens to the files of one thing.</summary>
/// <remarks>
/// Concurrency: whoever attaches or takes away, and whoever seals what hangs on it, holds the lock until their transaction ends. So a file
/// is either in what was sealed or refused because that was sent in; none slips in behind.
/// </remarks>
static class FileLock
{
    internal static Task TakeAsync(GrantFlowDb db, string subject, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({subject}, 7))", ct);
}
