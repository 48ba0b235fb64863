using FluentAssertions;
using GrantFlow.Benchmarks;
using GrantFlow.Persistence;
using GrantFlow.Tests.Kill;
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

/// <remarks>Each test has a database of its own: a signal that one leaves waiting would reach another's instances.</remarks>
public sealed class PostgresEngineTests : WorkflowCareContract, IAsyncLifetime
{
    readonly ServiceProvider _services;
    readonly TestDatabase _database = new();

    public PostgresEngineTests()
    {
        _services = new ServiceCollection()
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton(Mood)
            .AddSingleton(FewHops)
            .AddActivity<FragileActivity>()
            .AddActivity<EchoActivity>()
            .AddWorkflows(_database.ConnectionString)
            .BuildServiceProvider();
        Engine = _services.GetRequiredService<IWorkflowEngine>();
    }

    protected override IWorkflowEngine Engine { get; }

    protected override FakeClock Clock { get; } = new(Morning);

    protected override Mood Mood { get; } = new();

    public Task InitializeAsync() => _database.InitializeAsync();

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
    }

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

    [Fact]
    public async Task What_stands_below_the_first_of_a_chain_is_counted_wherever_it_was_begun()
    {
        await PublishAsync(new Flow(Id("leaf")).Start().Finish());
        await PublishAsync(new Flow(Id("twice")).Start().Event("wait", Id("Go"))
            .Then("one", "Elsa.DispatchWorkflow", ("workflowDefinitionId", Flow.Script("String", $"'{Id("leaf")}'")))
            .Then("two", "Elsa.DispatchWorkflow", ("workflowDefinitionId", Flow.Script("String", $"'{Id("leaf")}'"))).Finish());
        await PublishAsync(new Flow(Id("head")).Start().Then("middle", "Elsa.ExecuteWorkflow", ("workflowDefinitionId", Flow.Literal("String", Id("twice"))), ("waitForCompletion", Flow.Literal("Boolean", true))).Finish());
        var head = await Engine.StartAsync(new StartWorkflow(Id("head"), "award:flood"));
        await WorkAsync();
        var middle = (await Engine.QueryAsync(new WorkflowInstanceQuery(Id("twice")))).Items.Single().Id;
        // The middle one is the first below the head: with these only one more may come.
        await _database.ScalarAsync($"""
            insert into workflow_instances (id, parent, created_at, updated_at, definition, sub_status, state)
            select gen_random_uuid(), '{head}', now(), now(), definition, 3, '' from workflow_instances, generate_series(1, {ChildDepth.MostBelow - 2}) where id = '{middle}'
            """);

        await Engine.SignalAsync(new WorkflowSignal(Id("Go")));
        await WorkAsync();

        (await CountAsync("leaf")).Should().Be(1);
        (await FindAsync(middle)).Incidents.Should().ContainSingle(i => i.Open && i.ActivityId == "two" && i.Message == ChildDepth.SentenceBelow);
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
