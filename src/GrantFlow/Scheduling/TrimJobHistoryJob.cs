using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Scheduling;

/// <summary>Forgets runs older than the history's reach.</summary>
sealed class TrimJobHistoryJob(GrantFlowDb db, TimeProvider clock) : IBackgroundJob
{
    public string Name => "trim-job-history";

    public async Task<string> RunAsync(string? argument, CancellationToken ct)
    {
        var until = clock.GetUtcNow() - JobRunner.Retention;
        return $"{await db.Set<JobRun>().Where(r => r.StartedAt < until).ExecuteDeleteAsync(ct)} runs forgotten";
    }
}
