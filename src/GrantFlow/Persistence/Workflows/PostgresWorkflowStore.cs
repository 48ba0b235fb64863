using GrantFlow.Workflows;
using GrantFlow.Workflows.Runtime;
using Npgsql;
using static GrantFlow.Persistence.Statement;

namespace GrantFlow.Persistence;

/// <summary>The engine's store on PostgreSQL.</summary>
/// <remarks>
/// A batch is one transaction on one connection: the first round trip begins it, claims work and locks and loads the
/// instances concerned; the second writes everything and commits. Host activities work on the same connection between them.
/// </remarks>
public sealed partial class PostgresWorkflowStore : IWorkflowStore, IAsyncDisposable
{
    readonly NpgsqlDataSource _source;
    readonly IServiceProvider _services;
    volatile bool _quiet;

    /// <summary>Opens a pool of its own, with statements prepared and planned for each batch's size.</summary>
    /// <param name="connectionString">The database, migrated before the first use.</param>
    /// <param name="services">Makes host activities, each batch in a scope of its own.</param>
    public PostgresWorkflowStore(string connectionString, IServiceProvider services)
    {
        // A plan made while the tables were empty would be kept for statements prepared once; the tables grow by the minute.
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
            ApplicationName = "grantflow engine",
        };
        settings.Options = $"{settings.Options} -c plan_cache_mode=force_custom_plan -c jit=off".TrimStart();
        _source = NpgsqlDataSource.Create(settings);
        _services = services;
    }

    /// <summary>Hears every statement before it is sent: the bench replays them by another client.</summary>
    internal Action<NpgsqlBatch>? OnSend { get; init; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    /// <inheritdoc/>
    public Task EnqueueAsync(IReadOnlyList<NewWork> work, CancellationToken ct) =>
        AskAsync(BatchCommands.Signals(work), async reader => await reader.ReadAsync(ct), ct);

    /// <inheritdoc/>
    public async Task<IWorkBatch> ClaimAsync(WorkClaim claim, CancellationToken ct)
    {
        // After a full batch there is most likely more; else a question that costs a tenth of a claim is asked first.
        var ask = _quiet && claim is { Everything: false, Only: null };
        while (true)
        {
            var batch = new PostgresWorkBatch(await OpenAsync(ct), _services, OnSend);
            try
            {
                if (ask && !await batch.IsAnythingReadyAsync(claim.Now, ct)) return batch;
                await batch.ClaimAsync(claim, ct);
                _quiet = batch.Items.Count < claim.Max;
            }
            catch (Exception e)
            {
                throw await batch.GiveUpAsync(e);
            }

            // Signals that nobody waits for are set aside, so that what comes behind them is seen at the next look.
            if (batch.Items.Count > 0 || !batch.HasLeftovers) return batch;
            await using (batch) await batch.CommitAsync(new BatchWrites(), ct);
            if (claim.Everything || claim.Only is not null) return batch;
        }
    }

    /// <inheritdoc/>
    public async Task<IWorkBatch> LockAsync(Guid instanceId, bool withDescendants, CancellationToken ct)
    {
        var batch = new PostgresWorkBatch(await OpenAsync(ct), _services, OnSend);
        try
        {
            await batch.LockAsync(instanceId, withDescendants, ct);
            return batch;
        }
        catch (Exception e)
        {
            throw await batch.GiveUpAsync(e);
        }
    }

    /// <inheritdoc/>
    public async Task<IWorkBatch> LockAllAsync(IReadOnlyList<Guid> instances, CancellationToken ct)
    {
        var batch = new PostgresWorkBatch(await OpenAsync(ct), _services, OnSend);
        try
        {
            await batch.LockAllAsync(instances, ct);
            return batch;
        }
        catch (Exception e)
        {
            throw await batch.GiveUpAsync(e);
        }
    }

    /// <inheritdoc/>
    public Task<DateTimeOffset?> NextDueAsync(CancellationToken ct) => AskAsync(
        new NpgsqlBatchCommand("""
            select least(
                (select min(due_at) from workflow_bookmarks where due_at is not null),
                (select min(due_at) from workflow_signals where due_at is not null and not parked and held_by is null),
                (select min(next_at) from workflow_triggers where next_at is not null))
            """),
        async reader => await reader.ReadAsync(ct) && !reader.IsDBNull(0) ? reader.GetFieldValue<DateTimeOffset>(0) : (DateTimeOffset?)null,
        ct);

    /// <inheritdoc/>
    public async Task<Trimmed> TrimAsync(DateTimeOffset before, DateTimeOffset now, CancellationToken ct)
    {
        var old = Value(before.ToUniversalTime());
        var signals = await AskAsync(Statement.Of(WorkflowSql.TrimSignals, [old, Value(now.ToUniversalTime())]), CountAsync, ct);
        return new Trimmed(signals, await AskAsync(Statement.Of(WorkflowSql.TrimKeys, [Value(before.ToUniversalTime())]), CountAsync, ct));

        async Task<int> CountAsync(NpgsqlDataReader reader) => await reader.ReadAsync(ct) ? reader.GetInt32(0) : 0;
    }

    /// <summary>Tells a lost or unwilling server from a fault of ours.</summary>
    /// <param name="e">What the driver threw.</param>
    /// <param name="connection">Where; once the server is gone, the pool's other connections are dead too and are let go.</param>
    internal static Exception Told(Exception e, NpgsqlConnection? connection = null)
    {
        var told = Translate(e);
        if (told is StoreUnavailableException && connection is not null) NpgsqlConnection.ClearPool(connection);
        return told;
    }

    static Exception Translate(Exception e) => e switch
    {
        // Class 08 is a broken connection, 57P a server that goes or comes, 53 one without room.
        PostgresException { SqlState: var state } when state.StartsWith("08", StringComparison.Ordinal)
            || state.StartsWith("57P", StringComparison.Ordinal)
            || state.StartsWith("53", StringComparison.Ordinal) => new StoreUnavailableException(e.Message, e),
        PostgresException => e,
        NpgsqlException => new StoreUnavailableException(e.Message, e),
        _ => e,
    };

    async Task<NpgsqlConnection> OpenAsync(CancellationToken ct)
    {
        try
        {
            return await _source.OpenConnectionAsync(ct);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            throw new StoreUnavailableException(e.Message, e);
        }
    }

    async Task<T> AskAsync<T>(NpgsqlBatchCommand command, Func<NpgsqlDataReader, Task<T>> read, CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        try
        {
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { command } };
            OnSend?.Invoke(batch);
            await using var reader = await batch.ExecuteReaderAsync(ct);
            return await read(reader);
        }
        catch (NpgsqlException e)
        {
            throw Told(e, connection);
        }
    }
}
