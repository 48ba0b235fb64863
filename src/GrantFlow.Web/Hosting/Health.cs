using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GrantFlow.Web.Hosting;

/// <summary><c>/health/live</c>: the program runs. <c>/health/ready</c>: it can serve: database, migrations, worker.</summary>
static class Health
{
    /// <summary>Maps both.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).AllowAnonymous().Does(Act.UseService);
        routes.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteAsync }).AllowAnonymous().Does(Act.UseService);
    }

    static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        status = report.Status.ToString(),
        checks = report.Entries.ToDictionary(e => e.Key, e => new { status = e.Value.Status.ToString(), e.Value.Description }),
    });
}

/// <summary>The database answers and has every migration of this build, and no worker has ended with a fault.</summary>
sealed class Readiness(HostSettings settings, IServiceProvider services) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var pending = await Migrator.PendingAsync(settings.OwnerDatabase, cancellationToken);
            if (pending.Count > 0) return HealthCheckResult.Unhealthy($"migrations not applied: {string.Join(", ", pending)}");
            // Asked for now and not in the constructor: what is hosted may itself need the health checks.
            var ended = services.GetServices<IHostedService>().OfType<BackgroundService>().FirstOrDefault(s => s.ExecuteTask is { IsFaulted: true });
            return ended is null
                ? HealthCheckResult.Healthy("reachable, all migrations applied, workers at work")
                : HealthCheckResult.Unhealthy($"{ended.GetType().Name} has ended with a fault");
        }
        catch (Exception e) when (DatabaseLost.Is(e))
        {
            return HealthCheckResult.Unhealthy("unreachable");
        }
    }
}
