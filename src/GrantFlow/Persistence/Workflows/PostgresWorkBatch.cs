using System.Data;
using GrantFlow.Workflows;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Execution;
using GrantFlow.Workflows.Runtime;
using Npgsql;

namespace GrantFlow.Persistence;

/// <summary>One transaction of the engine on one connection.</summary>
sealed class PostgresWorkBatch(NpgsqlConnection connection, IServiceProvider services, Action<NpgsqlBatch>? onSend) : IWorkBatch
{
    const int FirstInstanceColumn = 16;

    readonly Dictionary<Guid, StoredInstance> _instances = [];
    readonly List<long> _unmatched = [];
    readonly List<long> _dropped = [];
    readonly ActivitySession _session = new(services, connection);
    List<WorkItem> _items = [];
    bool _open;

    public IReadOnlyList<WorkItem> Items => _items;

    public IReadOnlyDictionary<Guid, StoredInstance> Instances => _instances;

    /// <summary>Signals were found that nobody waits for, or that are to be dropped.</summary>
    public bool HasLeftovers => _unmatched.Count > 0 || _dropped.Count > 0;

    /// <summary>Tells whether a claim could find anything; outside any transaction.</summary>
    public async Task<bool> IsAnythingReadyAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(WorkflowSql.IsAnythingReady, new NpgsqlParameter<DateTimeOffset> { TypedValue = now.ToUniversalTime() });
        onSend?.Invoke(batch);
        return await batch.ExecuteScalarAsync(ct) is true;
    }

    /// <summary>Begins the transaction, claims and loads.</summary>
    public async Task ClaimAsync(WorkClaim claim, CancellationToken ct)
    {
        _open = true;
        var now = new NpgsqlParameter<DateTimeOffset> { TypedValue = claim.Now.ToUniversalTime() };
        var max = new NpgsqlParameter<int> { TypedValue = claim.Max };
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("begin");
        switch (claim.Only)
        {
            case null:
                batch.Add(claim.Everything ? WorkflowSql.ClaimEverything : WorkflowSql.Claim, now, max);
                break;
            case { Id: not 0 and var id }:
                batch.Add(WorkflowSql.ClaimSignal, now, max, new NpgsqlParameter<long> { TypedValue = id });
                break;
            case { InstanceId: var instance, Bookmark: var definition } when instance == Guid.Empty:
                batch.Add(WorkflowSql.ClaimSchedule, now, max, new NpgsqlParameter<int> { TypedValue = definition });
                break;
            case { InstanceId: var instance, Bookmark: var bookmark }:
                batch.Add(
                    WorkflowSql.ClaimTimer, now, max,
                    new NpgsqlParameter<Guid> { TypedValue = instance }, new NpgsqlParameter<int> { TypedValue = bookmark });
                break;
        }

        onSend?.Invoke(batch);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await ReadItemsAsync(reader, ct);
    }

    /// <summary>Begins the transaction and locks an instance, and the unfinished ones below it when asked.</summary>
    public async Task LockAsync(Guid instanceId, bool withDescendants, CancellationToken ct)
    {
        _open = true;
        await using (var batch = new NpgsqlBatch(connection))
        {
            batch.Add("begin");
            batch.Add(WorkflowSql.LockInstance, new NpgsqlParameter<Guid> { TypedValue = instanceId });
            await ReadInstancesAsync(batch, ct);
        }

        // A locked parent can start no more children, so level by level finds them all.
        var level = _instances.Keys.ToList();
        while (withDescendants && level.Count > 0)
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.Add(WorkflowSql.LockChildren, BatchCommands.Uuids(level, i => i));
            level = await ReadInstancesAsync(batch, ct);
        }
    }

    /// <summary>Begins the transaction and locks instances in the order of their ids, so that two who lock several never wait for each other.</summary>
    public async Task LockAllAsync(IReadOnlyList<Guid> instances, CancellationToken ct)
    {
        _open = true;
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("begin");
        batch.Add(WorkflowSql.LockInstances, BatchCommands.Uuids(instances, i => i));
        await ReadInstancesAsync(batch, ct);
    }

    public ValueTask<Outcome> RunAsync(Type type, ActivityRun run, bool guarded, CancellationToken ct) =>
        _session.RunAsync(type, run, guarded, ct);

    public ValueTask<string?> JudgeAsync(Guid? within, NamedOutside outside, CancellationToken ct) => _session.JudgeAsync(within, outside, ct);

    public ValueTask BesideAsync(Beside write, CancellationToken ct) => _session.BesideAsync(write, ct);

    public async Task CommitAsync(BatchWrites writes, CancellationToken ct)
    {
        writes.Done.AddRange(_dropped);
        await using var batch = new NpgsqlBatch(connection);
        BatchCommands.Add(batch, writes);
        if (_unmatched.Count > 0) batch.Add(WorkflowSql.ParkSignals, BatchCommands.Longs(_unmatched));
        batch.Add("commit");
        try
        {
            onSend?.Invoke(batch);
            await batch.ExecuteNonQueryAsync(ct);
            _open = false;
        }
        catch (NpgsqlException e)
        {
            throw PostgresWorkflowStore.Told(e, connection);
        }
        catch (InvalidOperationException e) when (connection.State != ConnectionState.Open)
        {
            // It broke while a host activity worked on it: no fault of the work, which is done again.
            NpgsqlConnection.ClearPool(connection);
            throw new StoreUnavailableException(e.Message, e);
        }
    }

    /// <summary>Ends a batch that couldn't be claimed.</summary>
    /// <returns>What to tell the caller.</returns>
    public async Task<Exception> GiveUpAsync(Exception e)
    {
        var told = PostgresWorkflowStore.Told(e, connection);
        await DisposeAsync();
        return told;
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        try
        {
            if (_open && connection.State == ConnectionState.Open)
            {
                await using var batch = new NpgsqlBatch(connection);
                batch.Add("rollback");
                onSend?.Invoke(batch);
                await batch.ExecuteNonQueryAsync();
            }
        }
        catch (NpgsqlException)
        {
            // The connection is gone, and the transaction with it.
        }

        await connection.DisposeAsync();
    }

    async Task ReadItemsAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        List<(WorkItem Item, int Fate)> rows = [];
        while (await reader.ReadAsync(ct))
        {
            rows.Add((InstanceRow.Item(reader), reader.GetInt32(13)));
            if (!reader.IsDBNull(FirstInstanceColumn) && !_instances.ContainsKey(reader.GetGuid(FirstInstanceColumn)))
            {
                var instance = InstanceRow.Read(reader, FirstInstanceColumn);
                _instances.Add(instance.Id, instance);
            }
        }

        HashSet<long> matched = [], busy = [], dropped = [];
        foreach (var (item, fate) in rows.Where(r => r.Item.Id != 0))
            (fate switch { 0 => matched, 2 => dropped, 3 => busy, _ => [] }).Add(item.Id);
        _dropped.AddRange(dropped);
        _unmatched.AddRange(rows.Where(r => r.Fate == 1 && !matched.Contains(r.Item.Id)).Select(r => r.Item.Id));
        // A signal goes to all who wait for it in one transaction; while another host holds one of them, it waits.
        _items = [.. rows
            .Where(r => r.Fate == 0 && !busy.Contains(r.Item.Id) && !dropped.Contains(r.Item.Id))
            .Select(r => r.Item)
            .OrderBy(i => i.Id == 0).ThenBy(i => i.Id).ThenBy(i => i.DueAt)];
    }

    async Task<List<Guid>> ReadInstancesAsync(NpgsqlBatch batch, CancellationToken ct)
    {
        List<Guid> read = [];
        await using var reader = await batch.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var instance = InstanceRow.Read(reader, 0);
            if (_instances.TryAdd(instance.Id, instance)) read.Add(instance.Id);
        }

        return read;
    }
}
