using System.Diagnostics;
using System.Globalization;
using GrantFlow.Designer;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace GrantFlow.Benchmarks;

/// <summary>What one look of an open viewer costs on an instance of 10,000 steps: the whole journal, and only what is new: <c>ops/bench designer story</c>.</summary>
static class StoryBench
{
    const int Rounds = 100;

    public static async Task<int> RunAsync()
    {
        await using var server = await PrivatePostgres.StartAsync();
        var name = $"story_bench_{Guid.CreateVersion7():N}";
        await server.RunSqlAsync($"create database {name}");
        try
        {
            await Migrator.MigrateAsync(server.On(name), TimeProvider.System);
            await LookAsync(server.On(name));
            return 0;
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            await server.RunSqlAsync($"drop database {name} with (force)");
        }
    }

    static async Task LookAsync(string database)
    {
        await using var services = new ServiceCollection().AddWorkflows(database).AddDesigner().BuildServiceProvider();
        var engine = services.GetRequiredService<IWorkflowEngine>();
        var runtime = services.GetRequiredService<WorkflowRuntime>();
        // Two steps a turn of the loop, a hundred turns a signal.
        await engine.PublishAsync(new Flow("story-bench").Start().Then(
            "turns", "Elsa.For", ("end", Flow.Literal("Int32", "99")),
            ("body", new System.Text.Json.Nodes.JsonObject { ["id"] = "turn", ["type"] = "Elsa.WriteLine", ["text"] = Flow.Literal("String", "x") }))
            .Event("wait", "Go").Link("wait", "Done", "turns").Json());
        var id = await engine.StartAsync(new StartWorkflow("story-bench", "award:1"));
        await runtime.RunUntilIdleAsync();
        for (var i = 0; i < 99; i++)
        {
            await engine.SignalAsync(new WorkflowSignal("Go", "award:1"));
            await runtime.RunUntilIdleAsync();
        }

        var (drawings, stories) = (services.GetRequiredService<DrawingCache>(), services.GetRequiredService<StoryCache>());
        await MeasureAsync("a viewer's look, the whole journal", () => InstanceStory.ReadAsync(engine, drawings, id, default));
        await MeasureAsync("a viewer's look, what is new", () => stories.ReadAsync(id, default));
    }

    static async Task MeasureAsync(string what, Func<Task<InstanceStory?>> look)
    {
        var times = new double[Rounds];
        var (steps, bytes) = (0, 0L);
        for (var round = -10; round < Rounds; round++)
        {
            if (round == 0) bytes = GC.GetTotalAllocatedBytes(true);
            var watch = Stopwatch.StartNew();
            steps = (await look())!.Executions.Count;
            if (round >= 0) times[round] = watch.Elapsed.TotalMilliseconds;
        }

        bytes = (GC.GetTotalAllocatedBytes(true) - bytes) / Rounds;
        Array.Sort(times);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what,-40} {steps,8:N0} steps, p50 {times[Rounds / 2],6:N2} ms, p95 {times[(int)(Rounds * 0.95) - 1],6:N2} ms, {bytes / 1024,6:N0} KiB"));
    }
}
