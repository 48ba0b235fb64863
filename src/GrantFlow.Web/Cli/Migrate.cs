using GrantFlow.Persistence;
using GrantFlow.Simulation;
using GrantFlow.Web.Hosting;
using GrantFlow.Workflows;
using GrantFlow.Workflows.Runtime;
using Npgsql;

namespace GrantFlow.Web.Cli;

/// <summary>Brings the database to this build's shape and publishes the workflows.</summary>
static class Migrate
{
    /// <summary>The verb.</summary>
    public static readonly Verb Verb = new("migrate", "Brings the database to the shape this build needs and publishes the workflows", "migrate", RunAsync);

    static async Task<int> RunAsync(Call call)
    {
        var settings = HostSettings.FromEnvironment();
        try
        {
            var ran = await Migrator.MigrateAsync(settings.OwnerDatabase, TimeProvider.System, call.Stop);
            foreach (var file in ran) call.Out.WriteLine($"applied {file}");
            await using var services = VerbServices.Build(settings);
            var published = await ShippedWorkflows.PublishAsync(
                services.GetRequiredService<IWorkflowEngine>(), services.GetRequiredService<IWorkflowStore>(), call.Stop);
            foreach (var version in published) call.Out.WriteLine($"published {version.DefinitionId} version {version.Version}");
            // The sandbox is no part of what is served: without one, all but trying workflows goes on.
            if (await Sandbox.PrepareAsync(settings.OwnerDatabase, TimeProvider.System, call.Stop) is { } missing) call.Error.WriteLine($"warning: {missing}");
            if (ran.Count + published.Count == 0) call.Out.WriteLine("the database is up to date");
        }
        catch (InvalidOperationException e) when (!DatabaseLost.Is(e))
        {
            throw new VerbFailedException(e.Message);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new VerbFailedException(e.MessageText);
        }

        return ExitCode.Done;
    }
}
