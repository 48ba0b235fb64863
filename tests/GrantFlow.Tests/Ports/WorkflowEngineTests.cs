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
        _runtime = new WorkflowRuntime(_store, graphs, Clock, FewWaits);
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
            .AddSingleton(FewWaits)
            .AddActivity<FragileActivity>()
            .AddWorkflows(database.ConnectionString)
            .BuildServiceProvider();
        Engine = _services.GetRequiredService<IWorkflowEngine>();
    }

    protected override IWorkflowEngine Engine { get; }

    protected override FakeClock Clock { get; } = new(Morning);

    protected override Mood Mood { get; } = new();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    protected override Task WorkAsync() => _services.GetRequiredService<WorkflowRuntime>().RunUntilIdleAsync();
}
