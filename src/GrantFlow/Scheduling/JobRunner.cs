using System.Diagnostics;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GrantFlow.Scheduling;

/// <summary>Runs background jobs by name and keeps their history: what every job engine behind the port does alike.</summary>
public sealed class JobRunner(IServiceScopeFactory scopes, TimeProvider clock, ILogger<JobRunner> log)
{
    /// <summary>How long the history reaches back.</summary>
    public static TimeSpan Retention { get; } = TimeSpan.FromDays(30);

    /// <summary>Runs a job once, in a scope of its own, and writes the run down.</summary>
    /// <exception cref="Exception">Whatever the job threw, after it was written down: the engine decides on a retry.</exception>
    public async Task RunAsync(string jobId, string job, string? argument, CancellationToken ct)
    {
        Origin.Current = new Origin($"job {job}");
        var startedAt = clock.GetUtcNow();
        var watch = Stopwatch.StartNew();
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var work = scope.ServiceProvider.GetServices<IBackgroundJob>().SingleOrDefault(j => j.Name == job)
                ?? throw new InvalidOperationException($"This host has no job '{job}'.");
            var result = await work.RunAsync(argument, ct);
            await WriteAsync(new JobRun
            {
                JobId = jobId,
                Job = job,
                Argument = argument,
                Host = Environment.MachineName,
                StartedAt = startedAt,
                Duration = watch.Elapsed,
                Succeeded = true,
                Result = result,
            });
        }
        catch (Exception e)
        {
            Log.JobFailed(log, job, jobId, e);
            await WriteAsync(new JobRun
            {
                JobId = jobId,
                Job = job,
                Argument = argument,
                Host = Environment.MachineName,
                StartedAt = startedAt,
                Duration = watch.Elapsed,
                Error = $"{e.GetType().Name}: {e.Message}",
            });
            throw;
        }
    }

    /// <summary>Runs that ended, newest first.</summary>
    public async Task<IReadOnlyList<JobRun>> HistoryAsync(string? search, bool failedOnly, int take, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var runs = scope.ServiceProvider.GetRequiredService<GrantFlowDb>().JobRuns.AsNoTracking();
        if (failedOnly) runs = runs.Where(r => !r.Succeeded);
        if (!string.IsNullOrWhiteSpace(search))
        {
            var part = $"%{search.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
            runs = runs.Where(r => EF.Functions.ILike(r.Job, part, "\\") || EF.Functions.ILike(r.JobId, part, "\\") || EF.Functions.ILike(r.Argument!, part, "\\"));
        }

        return await runs.OrderByDescending(r => r.StartedAt).ThenByDescending(r => r.Id).Take(Math.Clamp(take, 1, 500)).ToListAsync(ct);
    }

    /// <summary>One run, or null.</summary>
    public async Task<JobRun?> FindAsync(Guid runId, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<GrantFlowDb>().JobRuns.AsNoTracking().SingleOrDefaultAsync(r => r.Id == runId, ct);
    }

    // Not cancelled with the run: that it was cancelled is worth knowing.
    async Task WriteAsync(JobRun run)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<GrantFlowDb>();
            db.Add(run);
            await db.SaveChangesAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or DbUpdateException)
        {
            // The work is done or has failed already; a lost line of history must not make the engine do it again.
            Log.RunNotKept(log, run.Job, e);
        }
    }
}
