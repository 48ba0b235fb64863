using FluentAssertions;
using GrantFlow.Benchmarks;
using GrantFlow.Persistence;
using GrantFlow.Tests.Postgres;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GrantFlow.Tests.Ports;

public sealed class MemoryEngineTests : WorkflowCareContract, IDisposable
{
    readonly MemoryWorkflowStore _store;
    readonly WorkflowRuntime _runtime;

    public MemoryEngineTests()
    {
        _store = new MemoryWorkflowStore(new ServiceCollection().AddSingleton(Mood).AddTransient<FragileActivity>().BuildServiceProvider());
        var graphs = new GraphCache(_store, ActivityCatalogue.WithBuiltIns().Add<FragileActivity>());
        _runtime = new WorkflowRuntime(_store, graphs, Clock, FewHops);
        Engine = new WorkflowEngine(_store, graphs, Clock);
    }

    protected override IWorkflowEngine Engine { get; }

    protected override FakeClock Clock { get; } = new(Morning);

    protected override Mood Mood { get; } = new();

    public void Dispose() => _store.Dispose();

    protected override Task WorkAsync() => _runtime.RunUntilIdleAsync();
}

public sealed class PostgresEngineTests : WorkflowCareContract, IClassFixture<TestDatabase>, IAsyncDisposable
{
    readonly ServiceProvider _services;

    public PostgresEngineTests(TestDatabase database)
    {
        _services = new ServiceCollection()
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton(Mood)
            .AddSingleton(FewHops)
            .AddActivity<FragileActivity>()
            .AddActivity<EchoActivity>()
            .AddWorkflows(database.ConnectionString)
            .BuildServiceProvider();
        Engine = _services.GetRequiredService<IWorkflowEngine>();
    }

    protected override IWorkflowEngine Engine { get; }

    protected override FakeClock Clock { get; } = new(Morning);

    protected override Mood Mood { get; } = new();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task A_workflow_whose_activity_leaves_the_signal_it_waits_for_slows_down_too()
    {
        await PublishAsync(new Flow(Id("echo")).Start().Event("wait", Id("Echo")).Then("turn", "Test.Echo", ("signal", Flow.Literal("String", Id("Echo")))).Link("turn", "Done", "wait"));
        var id = await Engine.StartAsync(new StartWorkflow(Id("echo"), "award:1"));
        await Engine.SignalAsync(new WorkflowSignal(Id("Echo"), "award:1"));

        await WorkAsync();
        (await TurnsAsync(id)).Should().Be(21);

        for (var minute = 1; minute <= 3; minute++)
        {
            Clock.Advance(TimeSpan.FromMinutes(1));
            await WorkAsync();
            await WorkAsync();
            (await TurnsAsync(id)).Should().Be(21 + minute);
        }
    }

    protected override Task WorkAsync() => _services.GetRequiredService<WorkflowRuntime>().RunUntilIdleAsync();
}

/// <summary>Leaves a signal as a use case does.</summary>
[Activity("Test.Echo", "Everywhere", "Leaves a signal.")]
public sealed class EchoActivity(GrantFlowDb db) : HostActivity<EchoActivity.Input>
{
    public sealed record Input([property: Input("Its name.")] string Signal);

    protected override ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        db.Signal(input.Signal, run.CorrelationId, run.Now);
        return new(Outcome.Done);
    }
}
