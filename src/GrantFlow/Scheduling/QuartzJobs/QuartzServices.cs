using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Quartz;

namespace GrantFlow.Scheduling.QuartzJobs;

/// <summary>Registers a Quartz cluster as the host's job engine.</summary>
static class QuartzServices
{
    // One-off jobs enqueued in somebody's transaction are seen by this look at the latest: their commit tells nobody.
    static readonly TimeSpan IdleWait = TimeSpan.FromSeconds(5);

    const int JobsAtOnce = 4;

    public static void AddQuartzJobs(this IServiceCollection services, string connectionString)
    {
        // Few and short connections, and none of the host's own pool: an outbox in full flight mustn't keep the clock from ticking.
        var own = new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = JobsAtOnce + 4, ApplicationName = "GrantFlow jobs" }.ConnectionString;
        services.AddLogging(b => b.AddFilter("Quartz", LogLevel.Warning));
        services.AddQuartz(quartz => quartz
            .ConfigureScheduler(o =>
            {
                o.InstanceName = "GrantFlow";
                o.GenerateInstanceId = true;
                o.IdleWaitTime = IdleWait;
            })
            .UseDefaultThreadPool(JobsAtOnce)
            .UsePersistentStore(store =>
            {
                store.UsePostgres(NpgsqlFactory.Instance, own);
                store.ConfigureStore(o =>
                {
                    o.TablePrefix = "quartz.qrtz_";
                    o.AcceptEnlistedTransactions = true;
                    o.StoreJobDataAsStrings = true;
                });
                store.UseClustering();
            }));
        services.AddQuartzHostedService(o => o.WaitForJobsToComplete = true);
        services.AddSingleton<IJobs, QuartzEngine>();
    }
}
