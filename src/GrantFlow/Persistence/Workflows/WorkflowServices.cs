using GrantFlow.Workflows;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Moving;
using GrantFlow.Workflows.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace GrantFlow.Persistence;

/// <summary>Registers the engine.</summary>
public static class WorkflowServices
{
    /// <summary>
    /// Registers the database, the catalogue of the engine's and all stages' activities, the store, the runtime and the port.
    /// Work is done where <see cref="WorkflowWorker"/> is hosted, or whoever calls the runtime.
    /// </summary>
    /// <param name="services">The host's services; stages add theirs by <c>AddActivity</c>, before or after.</param>
    /// <param name="connectionString">The database, migrated before the first use.</param>
    public static IServiceCollection AddWorkflows(this IServiceCollection services, string connectionString)
    {
        services.AddLogging();
        services.AddPersistence(connectionString);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new RuntimeOptions());
        services.AddSingleton(all =>
        {
            var catalogue = ActivityCatalogue.WithBuiltIns();
            foreach (var registered in all.GetServices<ActivityRegistration>()) catalogue.Add(registered.Type);
            return catalogue;
        });
        services.AddSingleton(all => new PostgresWorkflowStore(connectionString, all));
        services.AddSingleton<IWorkflowStore>(all => all.GetRequiredService<PostgresWorkflowStore>());
        services.AddSingleton<GraphCache>();
        services.AddSingleton(all => new WorkflowRuntime(
            all.GetRequiredService<IWorkflowStore>(),
            all.GetRequiredService<GraphCache>(),
            all.GetRequiredService<TimeProvider>(),
            Held(all.GetRequiredService<RuntimeOptions>(), all.GetRequiredService<ILogger<WorkflowRuntime>>())));
        services.AddSingleton<WorkflowEngine>();
        services.AddSingleton<InstanceMover>();
        services.AddSingleton<IWorkflowEngine>(all => all.GetRequiredService<WorkflowEngine>());
        return services;
    }

    /// <summary>Hosts the worker: this process takes part in the work.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="connectionString">The same database as the engine's; one more connection listens there.</param>
    public static IServiceCollection AddWorkflowWorker(this IServiceCollection services, string connectionString) =>
        services.AddHostedService(all => new WorkflowWorker(
            connectionString,
            all.GetRequiredService<WorkflowRuntime>(),
            all.GetRequiredService<TimeProvider>(),
            all.GetRequiredService<ILogger<WorkflowWorker>>()));

    static RuntimeOptions Held(RuntimeOptions options, ILogger log) => options with
    {
        OnFault = options.OnFault ?? ((work, fault) => Log.WorkHeldBack(log, work.Id, work.InstanceId, fault)),
        Burst = options.Burst with { Mask = options.Burst.Mask ?? KeptInputs.Mask },
    };
}
