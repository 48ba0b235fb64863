using GrantFlow.Accounts;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace GrantFlow.Persistence;

/// <summary>Runs host activities in a scope whose <see cref="GrantFlowDb"/> writes through a batch's connection.</summary>
sealed class ActivitySession(IServiceProvider services, NpgsqlConnection connection) : IAsyncDisposable
{
    AsyncServiceScope? _scope;

    /// <summary>Runs one activity and saves what it changed, so that the next one sees it.</summary>
    /// <param name="type">The class.</param>
    /// <param name="run">What it is given.</param>
    /// <param name="guarded">True undoes what it wrote when it throws.</param>
    /// <param name="ct">Ends the work when the host drains.</param>
    public async ValueTask<Outcome> RunAsync(Type type, ActivityRun run, bool guarded, CancellationToken ct)
    {
        Origin.Current = new Origin($"workflow {run.InstanceId}/{run.ActivityId}");
        if (guarded) await ExecuteAsync("savepoint activity", ct);
        try
        {
            var scope = Scope();
            var outcome = await ((IActivity)scope.GetRequiredService(type)).RunAsync(run, ct);
            await SaveAsync(scope, ct);
            if (guarded) await ExecuteAsync("release savepoint activity", ct);
            return outcome;
        }
        catch when (guarded)
        {
            // The context still holds what was undone: the next activity starts with a fresh one.
            await DisposeAsync();
            await ExecuteAsync("rollback to savepoint activity", CancellationToken.None);
            throw;
        }
    }

    /// <summary>Writes what the host has to say beside the batch, and saves it.</summary>
    public async ValueTask BesideAsync(Beside write, CancellationToken ct)
    {
        var scope = Scope();
        await write(scope, ct);
        await SaveAsync(scope, ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (_scope is not { } scope) return;
        _scope = null;
        await scope.DisposeAsync();
    }

    static async Task SaveAsync(IServiceProvider scope, CancellationToken ct)
    {
        if (scope.GetRequiredService<SharedConnection>().Context is not { } db) return;
        if (db.ChangeTracker.HasChanges()) await db.SaveChangesAsync(ct);
        // What one instance loaded is nothing to the next one, and a batch of hundreds would make every save slower.
        db.Forget();
    }

    IServiceProvider Scope()
    {
        if (_scope is { } open) return open.ServiceProvider;
        var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<SharedConnection>().Connection = connection;
        _scope = scope;
        return scope.ServiceProvider;
    }

#pragma warning disable CA2100 // constants of this class
    async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
#pragma warning restore CA2100
}
