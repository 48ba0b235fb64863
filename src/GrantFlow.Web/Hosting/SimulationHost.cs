using GrantFlow.Persistence;
using GrantFlow.Simulation;
using GrantFlow.Workflows;
using GrantFlow.Workflows.Runtime;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GrantFlow.Web.Hosting;

/// <summary>The host's services without pages, worker and schedules, on a clock that is moved by hand.</summary>
static class SimulationHost
{
    /// <summary>Makes the services and publishes the workflows.</summary>
    /// <param name="settings">They name the run's database, migrated.</param>
    /// <param name="clock">The clock to run by.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<ServiceProvider> OpenAsync(HostSettings settings, TimeProvider clock, CancellationToken ct)
    {
        var built = Services(settings, clock).BuildServiceProvider();
        await ShippedWorkflows.PublishAsync(built.GetRequiredService<IWorkflowEngine>(), built.GetRequiredService<IWorkflowStore>(), ct);
        return built;
    }

    /// <summary>Makes the services for tries in a sandbox: they know no mail server, and what goes wrong there stands in the result, not in the log.</summary>
    /// <param name="settings">The host's own.</param>
    /// <param name="sandbox">The sandbox's connection string.</param>
    /// <param name="clock">The clock to run by.</param>
    public static ServiceProvider OpenSandbox(HostSettings settings, string sandbox, TimeProvider clock) =>
        Services(settings with { Database = sandbox, OwnerDatabase = sandbox, Mail = new() }, clock)
            .AddLogging(l => l.SetMinimumLevel(LogLevel.None)).WatchForTries().BuildServiceProvider();

    static ServiceCollection Services(HostSettings settings, TimeProvider clock)
    {
        var services = new ServiceCollection();
        services.AddLogging(l => l.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Error)
            .AddConsole(c => c.LogToStandardErrorThreshold = LogLevel.Trace));
        GrantFlowHost.AddServices(services, settings);
        services.Replace(ServiceDescriptor.Singleton(clock));
        return services;
    }
}
