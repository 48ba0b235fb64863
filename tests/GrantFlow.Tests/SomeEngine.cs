using System.Runtime.CompilerServices;
using System.Text;
using GrantFlow.Awards;
using GrantFlow.Capacity;
using GrantFlow.Competitions;
using GrantFlow.Designer;
using GrantFlow.Monitoring;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Reporting;
using GrantFlow.Selection;
using GrantFlow.Workflows;
using GrantFlow.Workflows.Moving;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Sdk;

namespace GrantFlow.Tests;

/// <summary>The real engine on the test's database and clock, with definitions of the test's choice.</summary>
public sealed class SomeEngine : IAsyncDisposable
{
    readonly ServiceProvider _services;
    readonly FakeClock _clock;
    readonly HashSet<Guid> _earlier = [];

    SomeEngine(ServiceProvider services, FakeClock clock) => (_services, _clock) = (services, clock);

    /// <summary>What publishing by hand asks.</summary>
    public DesignChecks Checks => new(_services.GetRequiredService<ActivityCatalogue>(), _services.GetRequiredService<GraphCache>());

    public IWorkflowEngine Port => _services.GetRequiredService<IWorkflowEngine>();

    public IWorkflowStore Store => _services.GetRequiredService<IWorkflowStore>();

    public InstanceMover Mover => _services.GetRequiredService<InstanceMover>();

    /// <summary>Publishes the definitions of <c>workflows/</c> that are named.</summary>
    public static async Task<SomeEngine> WithAsync(string connectionString, FakeClock clock, params string[] definitions)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(clock);
        services.AddWorkflows(connectionString);
        services.AddProgrammes().AddOrganisations().AddCapacity().AddCompetitions().AddSelection();
        services.AddAwards().AddMonitoring().AddReporting().AddNotifications(new MailOptions());
        var engine = new SomeEngine(services.BuildServiceProvider(), clock);
        foreach (var name in definitions)
        {
            var json = ShippedWorkflows.All.Single(w => w.Name == $"{name}.json").Json;
            var published = await engine.Port.PublishAsync(json);
            if (published.Version is null) throw new InvalidOperationException(string.Join("; ", published.Problems));
        }

        engine._earlier.UnionWith((await engine.InstancesAsync()).Select(i => i.Id));
        return engine;
    }

    /// <summary>Lets the workflows do what they can do now.</summary>
    public Task RunAsync() => _services.GetRequiredService<WorkflowRuntime>().RunUntilIdleAsync();

    /// <summary>Moves the clock to an instant, stopping at every timer on the way.</summary>
    public async Task RunToAsync(DateTimeOffset until)
    {
        var runtime = _services.GetRequiredService<WorkflowRuntime>();
        await runtime.RunUntilIdleAsync();
        while (await runtime.NextDueAsync() is { } due && due <= until)
        {
            if (due > _clock.GetUtcNow()) _clock.SetTo(due);
            await runtime.RunUntilIdleAsync();
        }

        _clock.SetTo(until);
        await runtime.RunUntilIdleAsync();
    }

    /// <summary>The instance, with what it waits for and what went wrong.</summary>
    public async Task<WorkflowInstanceView> OfAsync(Guid instanceId) =>
        await Port.FindAsync(instanceId) ?? throw new InvalidOperationException("There is no such instance.");

    /// <summary>What the instance's journal says was completed, by the designer's own names of the activities' types.</summary>
    public async Task<IReadOnlyList<string>> TraceAsync(Guid instanceId) =>
        [.. (await Port.JournalAsync(instanceId))
            .Where(j => j.Event == "Completed" && j.ActivityType.StartsWith("GrantFlow.", StringComparison.Ordinal))
            .Select(j => j.Outcomes.Count == 0 ? j.ActivityType[10..] : $"{j.ActivityType[10..]}: {string.Join(", ", j.Outcomes)}")];

    /// <summary>Compares the way every instance took since this engine began with the one that was read and approved.</summary>
    /// <remarks>A line is the day, counted from the instance's first, the activity, and how it ended. Looks are left out, ends are not.</remarks>
    public async Task ApproveAsync([CallerFilePath] string file = "", [CallerMemberName] string test = "")
    {
        List<string> ways = [];
        foreach (var instance in await InstancesAsync())
            if (!_earlier.Contains(instance.Id)) ways.Add(await WayAsync(instance));
        var text = string.Concat(ways.Order(StringComparer.Ordinal));
        var approved = Path.Combine(Path.GetDirectoryName(file)!, "Approved", $"{test}.approved.txt");
        var received = approved.Replace(".approved.txt", ".received.txt", StringComparison.Ordinal);
        if (File.Exists(approved) && (await File.ReadAllTextAsync(approved)).ReplaceLineEndings("\n") == text) return;
        Directory.CreateDirectory(Path.GetDirectoryName(approved)!);
        await File.WriteAllTextAsync(received, text);
        throw new XunitException($"The way differs from what was approved: read {received}, and if it is right, name it .approved.txt.\n{text}");
    }

    async Task<string> WayAsync(WorkflowInstanceRow instance)
    {
        var way = new StringBuilder().Append(instance.DefinitionId).Append(": ").Append(instance.SubStatus).Append('\n');
        var journal = await Port.JournalAsync(instance.Id);
        foreach (var entry in journal.Where(j => j.Event is not ("Started" or "Resumed" or "Suspended")))
        {
            way.Append("  day ").Append((entry.At - journal[0].At).Days).Append("  ").Append(entry.ActivityType[(entry.ActivityType.LastIndexOf('.') + 1)..]).Append(' ').Append(entry.Event);
            if (entry.Outcomes.Count > 0) way.Append(" -> ").AppendJoin(", ", entry.Outcomes);
            way.Append('\n');
        }

        return way.ToString();
    }

    async Task<IReadOnlyList<WorkflowInstanceRow>> InstancesAsync() => (await Port.QueryAsync(new WorkflowInstanceQuery(Take: 500))).Items;

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
