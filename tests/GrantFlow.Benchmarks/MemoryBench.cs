using System.Diagnostics;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Definitions;
using GrantFlow.Workflows.Execution;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Benchmarks;

/// <summary>Start, SetVariable, FlowDecision, two WriteLine, Finish: without a store, and through the runtime on the one in memory.</summary>
static class MemoryBench
{
    static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    public static async Task<IReadOnlyList<Line>> RunAsync(int runs)
    {
        const int bursts = 100_000, instances = 20_000;
        var graph = DefinitionCompiler.Compile(Definition(), ActivityCatalogue.WithBuiltIns()).Graph!;
        Bare(graph, bursts);
        var bare = Enumerable.Range(0, runs).Select(_ => Bare(graph, bursts)).ToList();
        await StoredAsync(instances);
        List<double> stored = [];
        for (var i = 0; i < runs; i++) stored.Add(await StoredAsync(instances));
        return
        [
            new("in memory, bare burst, 6 activities [instances/s]", EngineBench.Median(bare.Select(b => b.PerSecond)), null, 388),
            new("  bytes allocated per instance", EngineBench.Median(bare.Select(b => b.Bytes)), null, 273 * 1024, true),
            new("in memory, runtime, store, journal [instances/s]", EngineBench.Median(stored), null, 258),
        ];
    }

    static string Definition() => new Flow("memory").Variable("x", "Int32", "1")
        .Start().Set("set", "x", 7).Then("decide", "Elsa.FlowDecision", ("condition", Flow.Literal("Boolean", true)))
        .On("True").WriteLine("one", "one").WriteLine("two", "two").Finish().Json();

    static (double PerSecond, double Bytes) Bare(WorkflowGraph graph, int count)
    {
        var id = Guid.CreateVersion7();
        GC.Collect();
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var since = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var state = WorkflowState.Create(id);
            new Burst(graph, state, new Stimulus.Start(), Now).Run();
            if (state.SubStatus != WorkflowSubStatus.Finished) throw new UnreachableException($"The instance is {state.SubStatus}.");
        }

        return (EngineBench.PerSecond(count, since), (double)(GC.GetAllocatedBytesForCurrentThread() - bytes) / count);
    }

    static async Task<double> StoredAsync(int count)
    {
        using var store = new MemoryWorkflowStore();
        var graphs = new GraphCache(store, ActivityCatalogue.WithBuiltIns());
        var engine = new WorkflowEngine(store, graphs, TimeProvider.System);
        var runtime = new WorkflowRuntime(store, graphs, TimeProvider.System);
        if ((await engine.PublishAsync(Definition())).Version is null) throw new UnreachableException("The definition was refused.");
        GC.Collect();
        var since = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++) await engine.StartAsync(new StartWorkflow("memory", "award:1"));
        if (await runtime.RunUntilIdleAsync() != count) throw new UnreachableException("Not every instance ran.");
        return EngineBench.PerSecond(count, since);
    }
}
