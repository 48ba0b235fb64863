using GrantFlow.Benchmarks;
using GrantFlow.Designer;
using GrantFlow.Persistence;
using GrantFlow.Tests.Ports;
using GrantFlow.Tests.Postgres;
using GrantFlow.Workflows.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace GrantFlow.Tests.Designer;

/// <summary>The real engine with small workflows: one that waits for a signal, one whose activity fails when told to.</summary>
sealed class SomeInstances : IAsyncDisposable
{
    readonly ServiceProvider _services;
    readonly string _suffix = $"{Guid.CreateVersion7():N}";

    SomeInstances(ServiceProvider services) => _services = services;

    public required Mood Mood { get; init; }

    public required FakeClock Clock { get; init; }

    public IWorkflowEngine Engine => _services.GetRequiredService<IWorkflowEngine>();

    public DrawingCache Drawings => _services.GetRequiredService<DrawingCache>();

    public string Waiting => $"waiting{_suffix}";

    public string Fragile => $"fragile{_suffix}";

    public static async Task<SomeInstances> OnAsync(TestDatabase database, FakeClock? clock = null)
    {
        clock ??= new FakeClock(new DateTimeOffset(2021, 3, 1, 8, 0, 0, TimeSpan.Zero));
        var mood = new Mood();
        var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton(mood)
            .AddActivity<FragileActivity>()
            .AddWorkflows(database.ConnectionString)
            .AddDesigner()
            .BuildServiceProvider();
        var some = new SomeInstances(services) { Clock = clock, Mood = mood };
        await some.PublishAsync(new Flow(some.Waiting).Start().Event("wait", "Go").Finish());
        await some.PublishAsync(new Flow(some.Fragile).Start().Then("break", "Test.Fragile").Finish()
            .From("break", "Broken").WriteLine("mend", "mended").Link("mend", "Done", "finish"));
        return some;
    }

    public async Task PublishAsync(Flow flow)
    {
        if ((await Engine.PublishAsync(flow.Json())).Version is null) throw new InvalidOperationException("Not published.");
    }

    public Task RunAsync() => _services.GetRequiredService<WorkflowRuntime>().RunUntilIdleAsync();

    /// <summary>Also takes up what was passed over before, as the host does every second.</summary>
    public Task LookAgainAsync() => _services.GetRequiredService<WorkflowRuntime>().RunOnceAsync(everything: true, default);

    /// <summary>One that waits.</summary>
    public async Task<Guid> WaitAsync(string? about)
    {
        // Ids sort by birth, to the millisecond.
        Clock.Advance(TimeSpan.FromSeconds(1));
        var id = await Engine.StartAsync(new StartWorkflow(Waiting, about));
        await RunAsync();
        return id;
    }

    /// <summary>One whose activity has used up its retries.</summary>
    public async Task<(Guid Instance, Guid Incident)> FailAsync(string? about)
    {
        Mood.Fails = _ => true;
        Clock.Advance(TimeSpan.FromSeconds(1));
        var id = await Engine.StartAsync(new StartWorkflow(Fragile, about));
        for (var i = 0; i < 5; i++)
        {
            await RunAsync();
            Clock.Advance(TimeSpan.FromHours(6));
        }

        return (id, (await Engine.FindAsync(id))!.Incidents.Single(i => i.Open).Id);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
