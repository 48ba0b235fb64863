using GrantFlow.Accounts;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Execution;
using GrantFlow.Workflows.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace GrantFlow.Persistence;

/// <summary>Runs host activities in a scope whose <see cref="GrantFlowDb"/> writes through a batch's connection.</summary>
/// <remarks>An instance that may touch one programme's things alone has its activities in a scope of that programme's, held to its <see cref="Bounds"/>.</remarks>
sealed class ActivitySession(IServiceProvider services, NpgsqlConnection connection) : IAsyncDisposable
{
    readonly Dictionary<Guid, AsyncServiceScope> _scopes = [];

    // Counted once a batch, and on with what the batch itself begins: the store doesn't hold that yet.
    readonly Dictionary<Guid, int> _below = [];

    /// <summary>Runs one activity and saves what it changed, so that the next one sees it.</summary>
    /// <param name="type">The class.</param>
    /// <param name="run">What it is given.</param>
    /// <param name="guarded">True undoes what it wrote when it throws.</param>
    /// <param name="ct">Ends the work when the host drains.</param>
    public async ValueTask<Outcome> RunAsync(Type type, ActivityRun run, bool guarded, CancellationToken ct)
    {
        Origin.Current = new Origin($"workflow {run.InstanceId}/{run.ActivityId}") { Hops = run.Hops, Rest = run.Rest };
        if (guarded) await ExecuteAsync("savepoint activity", ct);
        try
        {
            var scope = Scope(run.Within);
            var bounds = scope.GetRequiredService<SharedConnection>().Bounds;
            if (bounds is not null) await bounds.EnterAsync(scope.GetRequiredService<GrantFlowDb>(), run, ct);
            var outcome = await ((IActivity)scope.GetRequiredService(type)).RunAsync(run, ct);
            await SaveAsync(scope, ct);
            if (bounds is not null) await bounds.LeaveAsync(scope.GetRequiredService<GrantFlowDb>(), outcome, ct);
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

    /// <summary>Says why an instance mustn't name something: it may touch one programme's things alone, or stands below too many others. Null when it may.</summary>
    public async ValueTask<string?> JudgeAsync(Guid? within, NamedOutside outside, CancellationToken ct)
    {
        var head = outside.By;
        if (outside.Parent is { } parent)
        {
            (head, var depth) = await AboveAsync(parent, ct);
            if (depth >= ChildDepth.Most) return ChildDepth.Sentence;
        }

        if (outside.Computed > 0 && await AreTooManyAsync(head, outside.Computed, ct)) return ChildDepth.SentenceBelow;
        if (within is null) return null;
        var scope = Scope(within);
        return await scope.GetRequiredService<SharedConnection>().Bounds!.JudgeAsync(scope.GetRequiredService<GrantFlowDb>(), outside, ct);
    }

    /// <summary>Writes what the host has to say beside the batch, and saves it.</summary>
    public async ValueTask BesideAsync(Beside write, CancellationToken ct)
    {
        var scope = Scope(null);
        await write(scope, ct);
        await SaveAsync(scope, ct);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var scope in _scopes.Values) await scope.DisposeAsync();
        _scopes.Clear();
    }

    /// <summary>The instance at the head of those above one, and how many they are, itself among them; no further than it matters.</summary>
    async Task<(Guid Head, int Depth)> AboveAsync(Guid parent, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            with recursive above as (
                select i.id, i.parent, 1 as depth from workflow_instances i where i.id = $1
                union all
                select i.id, i.parent, a.depth + 1 from above a join workflow_instances i on i.id = a.parent where a.depth < $2
            )
            select id, depth from above order by depth desc limit 1
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = parent });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = ChildDepth.Most });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? (reader.GetGuid(0), reader.GetInt32(1)) : (parent, 1);
    }

    async Task<bool> AreTooManyAsync(Guid head, int more, CancellationToken ct)
    {
        if (!_below.TryGetValue(head, out var below)) below = await BelowAsync(head, ct);
        _below[head] = below + more <= ChildDepth.MostBelow ? below + more : below;
        return below + more > ChildDepth.MostBelow;
    }

    /// <summary>How many stand below one, those among them that have still to begin; no more than it matters.</summary>
    async Task<int> BelowAsync(Guid head, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            with recursive below as (
                select $1 as id
                union all
                select i.id from below b join workflow_instances i on i.parent = b.id
            )
            select count(*)::integer - 1 from (
                select from below
                union all
                select from below b join workflow_signals s on s.kind = 'start' and s.parent = b.id
                limit $2) as all_of_them
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = head });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = ChildDepth.MostBelow + 1 });
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }

    static async Task SaveAsync(IServiceProvider scope, CancellationToken ct)
    {
        if (scope.GetRequiredService<SharedConnection>().Context is not { } db) return;
        if (db.ChangeTracker.HasChanges()) await db.SaveChangesAsync(ct);
        // What one instance loaded is nothing to the next one, and a batch of hundreds would make every save slower.
        db.Forget();
    }

    IServiceProvider Scope(Guid? within)
    {
        var key = within ?? Guid.Empty;
        if (_scopes.TryGetValue(key, out var open)) return open.ServiceProvider;
        var scope = services.CreateAsyncScope();
        var shared = scope.ServiceProvider.GetRequiredService<SharedConnection>();
        shared.Connection = connection;
        shared.Bounds = within is { } programme ? new Bounds(programme) : null;
        _scopes.Add(key, scope);
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
