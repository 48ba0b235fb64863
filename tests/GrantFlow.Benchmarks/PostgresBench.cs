using System.Diagnostics;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace GrantFlow.Benchmarks;

/// <summary>Start, SetVariable, Event, two WriteLine, Finish on PostgreSQL with fsync: to the wait, and from the signal to the end.</summary>
/// <remarks>
/// Every run begins on a copy of the same database, and so does pgbench with the statements of one run: both do the same
/// work on the same rows. The queueing of starts and signals, 500 in a transaction, is part of what is measured.
/// </remarks>
static class PostgresBench
{
    const int Count = 10_000;
    const int Chunk = 500;

    public static async Task<IReadOnlyList<Line>> RunAsync(int runs)
    {
        await using var server = await PrivatePostgres.StartAsync();
        var template = $"bench_{Guid.CreateVersion7():N}";
        await server.RunSqlAsync($"create database {template}");
        await Migrator.MigrateAsync(server.On(template), TimeProvider.System);
        await using (var fresh = Engine.On(server.On(template), null)) await fresh.PublishAsync();
        NpgsqlConnection.ClearAllPools();
        var scripts = Directory.CreateTempSubdirectory("grantflow-replay-").FullName;
        try
        {
            await MeasureAsync(server, template, null); // warm-up
            await MeasureAsync(server, template, scripts);
            List<Sample> ours = [];
            List<(double Start, double Resume)> limits = [];
            for (var i = 0; i < runs; i++)
            {
                ours.Add(await MeasureAsync(server, template, null));
                if (Replay.Program is not null) limits.Add(await ReplayAsync(server, template, scripts));
            }

            var latency = await LatencyAsync(server, template);
            return
            [
                new("PostgreSQL, start to wait [instances/s]", EngineBench.Median(ours.Select(o => o.Start)), Limit(limits.Select(l => l.Start)), 31.9),
                new("PostgreSQL, signal to end [instances/s]", EngineBench.Median(ours.Select(o => o.Resume)), Limit(limits.Select(l => l.Resume)), 28.3),
                new("  bytes on disk per waiting instance", EngineBench.Median(ours.Select(o => o.Bytes)), 2048, 13 * 1024, true),
                new("  from a use case's commit to the step's commit, p50 [ms]", latency.P50, 100, null, true),
                new("  the same, p95 [ms]", latency.P95, 100, null, true),
            ];
        }
        finally
        {
            Directory.Delete(scripts, true);
            await server.RunSqlAsync($"drop database {template} with (force)");
        }
    }

    static double? Limit(IEnumerable<double> reached) => Replay.Program is null ? null : EngineBench.Median(reached);

    static async Task<Sample> MeasureAsync(PrivatePostgres server, string template, string? scripts)
    {
        var database = await CopyAsync(server, template);
        var to = server.On(database);
        var before = await BytesAsync(to);
        double start, resume;
        using (var replay = scripts is null ? null : new Replay($"{scripts}/start.sql"))
        {
            await using var engine = Engine.On(to, replay);
            start = await engine.StartAsync(Count, Chunk);
        }

        var bytes = (await BytesAsync(to) - before) / (double)Count;
        await server.RunSqlAsync("checkpoint");
        using (var replay = scripts is null ? null : new Replay($"{scripts}/resume.sql"))
        {
            await using var engine = Engine.On(to, replay);
            resume = await engine.SignalAsync(Count, Chunk);
        }

        await server.RunSqlAsync($"drop database {database} with (force)");
        return new Sample(start, resume, bytes);
    }

    static async Task<(double Start, double Resume)> ReplayAsync(PrivatePostgres server, string template, string scripts)
    {
        var database = await CopyAsync(server, template);
        var to = server.On(database);
        var start = Count / (await Replay.RunAsync($"{scripts}/start.sql", to)).TotalSeconds;
        await CheckAsync(to, 2);
        await server.RunSqlAsync("checkpoint");
        var resume = Count / (await Replay.RunAsync($"{scripts}/resume.sql", to)).TotalSeconds;
        await CheckAsync(to, 3);
        await server.RunSqlAsync($"drop database {database} with (force)");
        return (start, resume);
    }

    /// <summary>A use case on one connection leaves a signal; a worker elsewhere does the step; this watches for its end.</summary>
    static async Task<(double P50, double P95)> LatencyAsync(PrivatePostgres server, string template)
    {
        const int signals = 200;
        var database = await CopyAsync(server, template);
        var to = server.On(database);
        await using (var engine = Engine.On(to, null)) await engine.StartAsync(Chunk, Chunk);
        List<double> took = [];
        await using (var services = new ServiceCollection().AddWorkflows(to).AddWorkflowWorker(to).BuildServiceProvider())
        {
            var worker = services.GetRequiredService<IHostedService>();
            await worker.StartAsync(default);
            await using var source = NpgsqlDataSource.Create(to);
            for (var i = 0; i < signals; i++)
            {
                await using var leave = source.CreateCommand($"insert into workflow_signals (name, correlation_id, created_at) values ('Go', 'award:{i:D12}', now())");
                await using var look = source.CreateCommand($"select sub_status = 3 from workflow_instances where correlation_id = 'award:{i:D12}'");
                await leave.ExecuteNonQueryAsync();
                var since = Stopwatch.GetTimestamp();
                while (await look.ExecuteScalarAsync() is false) await Task.Delay(1);
                took.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
            }

            await worker.StopAsync(default);
        }

        await server.RunSqlAsync($"drop database {database} with (force)");
        took.Sort();
        return (took[signals / 2], took[signals * 95 / 100]);
    }

    static async Task<string> CopyAsync(PrivatePostgres server, string template)
    {
        var database = $"bench_{Guid.CreateVersion7():N}";
        await server.RunSqlAsync($"create database {database} template {template}");
        await server.RunSqlAsync("checkpoint");
        return database;
    }

    /// <summary>The tables that hold waiting instances, with their indexes; the queue is empty by then.</summary>
    static Task<long> BytesAsync(string to) => AskAsync(to, """
        select sum(pg_total_relation_size(t))::bigint
        from unnest(array['workflow_instances', 'workflow_bookmarks', 'workflow_journal', 'workflow_incidents']::regclass[]) t
        """);

    static async Task CheckAsync(string to, int subStatus)
    {
        var reached = await AskAsync(to, $"select count(*) from workflow_instances where sub_status = {subStatus}");
        if (reached != Count) throw new UnreachableException($"{reached} of {Count} instances reached sub-status {subStatus} in the replay.");
    }

    static async Task<long> AskAsync(string to, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(to) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // statements of this program
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync())!;
    }

    sealed record Sample(double Start, double Resume, double Bytes);

    /// <summary>One host's engine on one database.</summary>
    sealed class Engine(PostgresWorkflowStore store) : IAsyncDisposable
    {
        readonly GraphCache _graphs = new(store, ActivityCatalogue.WithBuiltIns());

        public static Engine On(string to, Replay? replay) =>
            new(new PostgresWorkflowStore(to, new ServiceCollection().BuildServiceProvider()) { OnSend = replay is null ? null : replay.Record });

        public async Task PublishAsync()
        {
            var flow = new Flow("bench").Variable("x", "Int32", "1")
                .Start().Set("set", "x", 7).Event("wait", "Go").WriteLine("one", "one").WriteLine("two", "two").Finish();
            if ((await new WorkflowEngine(store, _graphs, TimeProvider.System).PublishAsync(flow.Json())).Version is null)
                throw new UnreachableException("The definition was refused.");
        }

        public Task<double> StartAsync(int count, int chunk) => RunAsync(count, chunk, i => new NewWork(WorkKind.Start, "bench", TimeProvider.System.GetUtcNow())
        {
            InstanceId = Guid.CreateVersion7(),
            CorrelationId = $"award:{i:D12}",
        });

        public Task<double> SignalAsync(int count, int chunk) => RunAsync(count, chunk, i => new NewWork(WorkKind.Signal, "Go", TimeProvider.System.GetUtcNow())
        {
            CorrelationId = $"award:{i:D12}",
        });

        public ValueTask DisposeAsync() => store.DisposeAsync();

        async Task<double> RunAsync(int count, int chunk, Func<int, NewWork> work)
        {
            var runtime = new WorkflowRuntime(store, _graphs, TimeProvider.System);
            await store.NextDueAsync(default); // the first connection and its types
            var since = Stopwatch.GetTimestamp();
            for (var i = 0; i < count; i += chunk) await store.EnqueueAsync([.. Enumerable.Range(i, chunk).Select(work)], default);
            if (await runtime.RunUntilIdleAsync() is var done && done != count) throw new UnreachableException($"{done} of {count} were done.");
            return EngineBench.PerSecond(count, since);
        }
    }
}
