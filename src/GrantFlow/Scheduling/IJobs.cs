using System.Data.Common;

namespace GrantFlow.Scheduling;

/// <summary>The port to a job engine: enqueue, schedule at, recurring, list, search, pause, retry, history.</summary>
/// <remarks>
/// Every implementation passes JobsContract. Jobs are for schedules and administrators; what comes in bulk (timers,
/// prompts, mails) is claimed in batches by the job that sweeps it, never one job each.
/// </remarks>
public interface IJobs
{
    /// <summary>Runs a job once, as soon as a host is free.</summary>
    /// <param name="job">The name of an <see cref="IBackgroundJob"/>.</param>
    /// <param name="argument">Handed to it, or null.</param>
    /// <param name="within">The caller's transaction: the job exists when it commits, and only then. Null is at once.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The id under which it is listed.</returns>
    Task<string> EnqueueAsync(string job, string? argument = null, DbTransaction? within = null, CancellationToken ct = default);

    /// <summary>Runs a job once, at an instant.</summary>
    /// <returns>The id under which it is listed.</returns>
    Task<string> ScheduleAsync(string job, DateTimeOffset at, string? argument = null, DbTransaction? within = null, CancellationToken ct = default);

    /// <summary>Makes or changes a recurring job; the same twice is one.</summary>
    Task SetRecurringAsync(RecurringJob recurring, CancellationToken ct = default);

    /// <summary>Jobs that wait, recur, run or are paused.</summary>
    /// <param name="search">Part of a job's name, id or argument; null is all.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>By next run, those without one last.</returns>
    Task<IReadOnlyList<JobView>> ListAsync(string? search = null, CancellationToken ct = default);

    /// <summary>Stops a job from being run until it is resumed; a run in progress goes on.</summary>
    /// <returns>False when there is none by that id.</returns>
    Task<bool> PauseAsync(string id, CancellationToken ct = default);

    /// <summary>Lets a paused job run again, from now on: runs passed over aren't made up for.</summary>
    /// <returns>False when there is none by that id.</returns>
    Task<bool> ResumeAsync(string id, CancellationToken ct = default);

    /// <summary>Runs a recurring or waiting job now, besides its schedule.</summary>
    /// <returns>False when there is none by that id.</returns>
    Task<bool> RunNowAsync(string id, CancellationToken ct = default);

    /// <summary>Removes a job; a run in progress goes on.</summary>
    /// <returns>False when there is none by that id.</returns>
    Task<bool> RemoveAsync(string id, CancellationToken ct = default);

    /// <summary>Runs the job of an earlier run again, with the argument it had.</summary>
    /// <returns>The id under which it is listed, or null when there is no such run.</returns>
    Task<string?> RetryAsync(Guid runId, CancellationToken ct = default);

    /// <summary>Runs that ended, newest first.</summary>
    /// <param name="search">Part of a job's name, id or argument; null is all.</param>
    /// <param name="failedOnly">Only those that failed.</param>
    /// <param name="take">Rows to return, 1 to 500.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<JobRun>> HistoryAsync(string? search = null, bool failedOnly = false, int take = 50, CancellationToken ct = default);
}

/// <summary>A job that recurs.</summary>
/// <param name="Id">Its lasting name.</param>
/// <param name="Job">The name of an <see cref="IBackgroundJob"/>.</param>
/// <param name="Cron">Six fields, seconds first: <c>0 * * * * ?</c> is every minute.</param>
/// <param name="Zone">The IANA zone in which the cron is meant.</param>
/// <param name="Argument">Handed to each run, or null.</param>
public sealed record RecurringJob(string Id, string Job, string Cron, string Zone = "Etc/UTC", string? Argument = null);

/// <summary>Where a job stands.</summary>
public enum JobState
{
    /// <summary>Waits for its next run.</summary>
    Waiting,

    /// <summary>Runs now.</summary>
    Running,

    /// <summary>Isn't run until resumed.</summary>
    Paused,
}

/// <summary>One job as people see it.</summary>
/// <param name="Id">Addresses pause, resume, run and remove.</param>
/// <param name="Job">Which work.</param>
/// <param name="Argument">What it is given, or null.</param>
/// <param name="Cron">When it recurs; null for a single run.</param>
/// <param name="Zone">The cron's zone, or null.</param>
/// <param name="State">Where it stands.</param>
/// <param name="NextRunAt">UTC, or null when none is to come.</param>
/// <param name="LastRunAt">UTC, or null before the first.</param>
public sealed record JobView(
    string Id, string Job, string? Argument, string? Cron, string? Zone, JobState State, DateTimeOffset? NextRunAt, DateTimeOffset? LastRunAt);
