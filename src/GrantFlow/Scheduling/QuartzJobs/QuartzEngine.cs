using System.Data.Common;
using Quartz;

namespace GrantFlow.Scheduling.QuartzJobs;

/// <summary>The job port on a Quartz cluster.</summary>
/// <remarks>
/// A job's key is its id, in the group of its work's name; what it is given stands in its data. Concurrency: Quartz's own
/// locks in the database; a job never runs twice at once, and one whose host died is run again by another.
/// </remarks>
public sealed class QuartzEngine(IScheduler scheduler, JobRunner runner, TimeProvider clock) : IJobs
{
    const string Argument = "argument";
    const int Attempts = 5;

    // What failed for an outside reason is tried again soon, then by hand from the history.
    static readonly RetryPolicy Retries = RetryPolicy.Exponential(3, TimeSpan.FromSeconds(30));

    /// <inheritdoc/>
    public Task<string> EnqueueAsync(string job, string? argument = null, DbTransaction? within = null, CancellationToken ct = default) =>
        ScheduleAsync(job, clock.GetUtcNow(), argument, within, ct);

    /// <inheritdoc/>
    public async Task<string> ScheduleAsync(
        string job, DateTimeOffset at, string? argument = null, DbTransaction? within = null, CancellationToken ct = default)
    {
        var id = Guid.CreateVersion7().ToString();
        var trigger = TriggerBuilder.Create(clock).WithIdentity(id, job).StartAt(at).WithRetryPolicy(Retries).Build();
        using var enlisted = within is null ? null : scheduler.EnlistTransaction(within);
        await scheduler.ScheduleJob(Detail(id, job, argument).Build(), trigger, new ScheduleJobOptions(), ct);
        return id;
    }

    /// <inheritdoc/>
    public async Task SetRecurringAsync(RecurringJob recurring, CancellationToken ct = default)
    {
        var trigger = TriggerBuilder.Create(clock).WithIdentity(recurring.Id, recurring.Job)
            .WithSchedule(CronScheduleBuilder.Create(recurring.Cron)
                .InTimeZone(TimeZoneInfo.FindSystemTimeZoneById(recurring.Zone))
                .WithMisfireInstruction(CronTriggerMisfireInstruction.DoNothing))
            .Build();
        var key = trigger.Key;
        var existing = (ICronTrigger?)await scheduler.GetTrigger(key, ct);
        var detail = await scheduler.GetJobDetail(new JobKey(recurring.Id, recurring.Job), ct);
        // Setting it anew would forget that somebody paused it, and every host does this at its start.
        if (existing?.CronExpressionString == recurring.Cron && existing.TimeZone.Id == recurring.Zone
            && ArgumentOf(detail) == recurring.Argument) return;
        var paused = existing is not null && await scheduler.GetTriggerState(key, ct) == TriggerState.Paused;
        await scheduler.ScheduleJob(
            Detail(recurring.Id, recurring.Job, recurring.Argument).StoreDurably().Build(), [trigger], ScheduleJobOptions.Replacing with { Paused = paused }, ct);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JobView>> ListAsync(string? search = null, CancellationToken ct = default)
    {
        var keys = (await scheduler.QueryJobs(new JobQuery { Take = PagedQuery.All }, ct)).Items.Select(j => j.Key).ToList();
        var details = (await scheduler.GetJobDetails(keys, ct)).ToDictionary(d => d.Key);
        var headers = (await scheduler.QueryTriggers(new TriggerQuery { Take = PagedQuery.All }, ct)).Items.ToLookup(t => t.JobKey);
        var crons = (await scheduler.GetTriggers([.. headers.SelectMany(h => h).Where(h => h.TriggerType == "CRON").Select(h => h.Key)], ct))
            .OfType<ICronTrigger>().ToDictionary(t => t.JobKey);
        var running = (await scheduler.QueryFireInstances(new FireInstanceQuery { Take = PagedQuery.All }, ct)).Items.Select(f => f.JobKey).ToHashSet();
        return [.. details.Values
            .Select(d => View(d, [.. headers[d.Key]], crons.GetValueOrDefault(d.Key), running.Contains(d.Key)))
            .Where(v => search is null || Fits(v, search.Trim()))
            .OrderBy(v => v.NextRunAt ?? DateTimeOffset.MaxValue).ThenBy(v => v.Id, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public async Task<bool> PauseAsync(string id, CancellationToken ct = default) =>
        await KeyOfAsync(id, ct) is { } key && await scheduler.PauseJob(key, ct);

    /// <inheritdoc/>
    public async Task<bool> ResumeAsync(string id, CancellationToken ct = default)
    {
        if (await KeyOfAsync(id, ct) is not { } key) return false;
        foreach (var cron in (await scheduler.GetTriggersOfJob(key, ct)).OfType<ICronTrigger>())
        {
            // Quartz catches up a pause that is shorter than its misfire threshold; a schedule begun anew has nothing to catch up.
            if (await scheduler.GetTriggerState(cron.Key, ct) == TriggerState.Paused)
                await scheduler.RescheduleJob(cron.Key, cron.GetTriggerBuilder().StartAt(clock.GetUtcNow()).Build(), ct);
        }

        return await scheduler.ResumeJob(key, ct);
    }

    /// <inheritdoc/>
    public async Task<bool> RunNowAsync(string id, CancellationToken ct = default)
    {
        if (await KeyOfAsync(id, ct) is not { } key) return false;
        await scheduler.TriggerJob(key, null!, ct);
        return true;
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveAsync(string id, CancellationToken ct = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await KeyOfAsync(id, ct) is { } key && await scheduler.DeleteJob(key, ct);
            }
            catch (SchedulerException) when (attempt < Attempts)
            {
                // Quartz reads a job's triggers, then removes each: one that fires for the last time in between is gone by itself.
            }
        }
    }

    /// <inheritdoc/>
    public async Task<string?> RetryAsync(Guid runId, CancellationToken ct = default) =>
        await runner.FindAsync(runId, ct) is { } run ? await EnqueueAsync(run.Job, run.Argument, null, ct) : null;

    /// <inheritdoc/>
    public Task<IReadOnlyList<JobRun>> HistoryAsync(string? search = null, bool failedOnly = false, int take = 50, CancellationToken ct = default) =>
        runner.HistoryAsync(search, failedOnly, take, ct);

    internal static string? ArgumentOf(IJobDetail? detail) =>
        detail is not null && detail.JobDataMap.TryGetValue(Argument, out var value) ? value as string : null;

    static JobBuilder<QuartzRun> Detail(string id, string job, string? argument)
    {
        var detail = JobBuilder.Create<QuartzRun>().WithIdentity(id, job).RequestRecovery();
        return argument is null ? detail : detail.UsingJobData(Argument, argument);
    }

    static JobView View(IJobDetail detail, IReadOnlyList<TriggerHeader> triggers, ICronTrigger? cron, bool runs) => new(
        detail.Key.Name,
        detail.Key.Group,
        ArgumentOf(detail),
        cron?.CronExpressionString,
        cron?.TimeZone.Id,
        runs ? JobState.Running : triggers.Any(t => t.State == TriggerState.Paused) ? JobState.Paused : JobState.Waiting,
        triggers.Any(t => t.State == TriggerState.Paused) ? null : triggers.Min(t => t.NextFireTimeUtc),
        triggers.Max(t => t.PreviousFireTimeUtc));

    static bool Fits(JobView view, string part) =>
        $"{view.Id}\n{view.Job}\n{view.Argument}".Contains(part, StringComparison.OrdinalIgnoreCase);

    async Task<JobKey?> KeyOfAsync(string id, CancellationToken ct) =>
        (await scheduler.QueryJobs(new JobQuery { Name = NameMatcher<JobKey>.NameEquals(id) }, ct)).Items is [var found, ..] ? found.Key : null;
}

/// <summary>One firing: hands over to the runner.</summary>
[DisallowConcurrentExecution]
sealed class QuartzRun(JobRunner runner) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await runner.RunAsync(
        context.JobDetail.Key.Name, context.JobDetail.Key.Group, QuartzEngine.ArgumentOf(context.JobDetail), cancellationToken);
}
