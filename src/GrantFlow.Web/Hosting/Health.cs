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
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).AllowAnonymous();
        routes.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteAsync }).AllowAnonymous();
    }

    static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        status = report.Status.ToString(),
        checks = report.Entries.ToDictionary(e => e.Key, e => new { status = e.Value.Status.ToString(), e.Value.Description }),
    });
}

/// <summary>The database answers and has every migration of this build.</summary>
sealed class Readiness(HostSettings settings) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var pending = await Migrator.PendingAsync(settings.Database, cancellationToken);
            return pending.Count == 0
                ? HealthCheckResult.Healthy("reachable, all migrations applied")
                : HealthCheckResult.Unhealthy($"migrations not applied: {string.Join(", ", pending)}");
        }
        catch (Exception e) when (DatabaseLost.Is(e))
        {
            return HealthCheckResult.Unhealthy("unreachable");
        }
    }
}
