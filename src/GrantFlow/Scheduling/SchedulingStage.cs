using GrantFlow.Scheduling.QuartzJobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GrantFlow.Scheduling;

/// <summary>Jobs in the background: the port, its engine, and the jobs that recur.</summary>
public static class SchedulingStage
{
    /// <summary>Registers the job engine and, in hosts that start, sets every registered recurring job.</summary>
    /// <param name="services">The host's services, with persistence.</param>
    /// <param name="connectionString">The database, migrated before the host starts.</param>
    public static IServiceCollection AddScheduling(this IServiceCollection services, string connectionString)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<JobRunner>();
        services.AddQuartzJobs(connectionString);
        services.AddHostedService<RecurringJobs>();
        return services
            .AddJob<FireTimersJob>(new RecurringJob("fire-timers", "fire-timers", "15 * * * * ?"))
            .AddJob<TrimJobHistoryJob>(new RecurringJob("trim-job-history", "trim-job-history", "0 30 3 * * ?"))
            .AddJob<TrimSignalsJob>(new RecurringJob("trim-signals", "trim-signals", "0 40 3 * * ?"));
    }

    /// <summary>Registers a background job, and how it recurs if it does.</summary>
    /// <typeparam name="T">The job; resolved from a scope of its own for each run.</typeparam>
    public static IServiceCollection AddJob<T>(this IServiceCollection services, params RecurringJob[] recurring)
        where T : class, IBackgroundJob
    {
        services.AddScoped<IBackgroundJob, T>();
        foreach (var one in recurring) services.AddSingleton(one);
        return services;
    }

    /// <summary>Sets what recurs.</summary>
    /// <remarks>The host serves already: a database that goes just now, or another host that sets the same, mustn't end it.</remarks>
    internal sealed class RecurringJobs(IJobs jobs, IEnumerable<RecurringJob> recurring, ILogger<RecurringJob> log) : BackgroundService
    {
        static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
        static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            foreach (var one in recurring)
                for (var pause = Pause; !await IsSetAsync(one, stoppingToken); pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
                {
                    await Task.Delay(pause, TimeProvider.System, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    if (stoppingToken.IsCancellationRequested) return;
                }
        }

        async Task<bool> IsSetAsync(RecurringJob one, CancellationToken ct)
        {
            try
            {
                await jobs.SetRecurringAsync(one, ct);
                return true;
            }
            catch (Exception e)
            {
                if (!ct.IsCancellationRequested) Log.NotSet(log, one.Id, e);
                return false;
            }
        }
    }
}
