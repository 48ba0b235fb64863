using System.Diagnostics;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Benchmarks;
using GrantFlow.Persistence;
using GrantFlow.Tests.Kill;
using GrantFlow.Tests.Postgres;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;

namespace GrantFlow.Tests.Ports;

/// <summary>The runtime on PostgreSQL: what commits together, who is woken, what an outage and a broken state do.</summary>
public sealed class WorkflowRuntimeTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime, IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    readonly string _suffix = $"{Guid.CreateVersion7():N}";
    readonly Lines _log = new();
    ServiceProvider _services = null!;

    IWorkflowEngine Engine => _services.GetRequiredService<IWorkflowEngine>();

    WorkflowRuntime Runtime => _services.GetRequiredService<WorkflowRuntime>();

    public Task InitializeAsync()
    {
        _services = new ServiceCollection()
            .AddLogging(l => l.AddProvider(_log))
            .AddActivity<WritingActivity>()
            .AddWorkflows(database.ConnectionString)
            .AddWorkflowWorker(database.ConnectionString)
            .BuildServiceProvider();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _services.DisposeAsync();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task What_an_activity_wrote_commits_with_its_state_and_vanishes_with_its_failure()
    {
        await PublishAsync(new Flow(Id("writing")).Start().Then("write", "Test.Write").Finish());
        foreach (var name in new[] { "good", "bad", "fine" }) await Engine.StartAsync(new StartWorkflow(Id("writing"), $"{name}:{_suffix}"));

        await Runtime.RunUntilIdleAsync();

        await using var db = database.Open();
        var written = await db.AuditFacts.Where(f => f.Subject.EndsWith(_suffix)).Select(f => f.Subject).ToListAsync();
        written.Should().BeEquivalentTo($"good:{_suffix}", $"fine:{_suffix}");
    }

    [Fact]
    public async Task A_binding_s_versions_hold_for_an_instance_and_its_children()
    {
        await PublishAsync(new Flow(Id("child")).Start().Event("old", "Go"));
        await PublishAsync(new Flow(Id("parent")).Start().Then(
            "run", "Elsa.ExecuteWorkflow",
            ("workflowDefinitionId", Flow.Literal("String", Id("child"))), ("waitForCompletion", Flow.Literal("Boolean", true))));
        var binding = Guid.CreateVersion7();
        await _services.GetRequiredService<WorkflowEngine>().BindToPublishedAsync(binding);
        await PublishAsync(new Flow(Id("child")).Start().Event("new", "Go"));

        await Engine.StartAsync(new StartWorkflow(Id("parent"), Binding: binding));
        await Engine.StartAsync(new StartWorkflow(Id("parent")));
        await Runtime.RunUntilIdleAsync();

        var children = await Engine.QueryAsync(new WorkflowInstanceQuery(Id("child")));
        children.Items.Select(i => i.Version).Should().Equal(2, 1);
    }

    [Fact]
    public async Task A_signal_starts_a_workflow_whose_first_event_waits_for_it()
    {
        await PublishAsync(new Flow(Id("started")).Event("begin", $"Begin-{_suffix}").Triggering().Event("then", "Go").Finish());

        await Engine.SignalAsync(new WorkflowSignal($"Begin-{_suffix}", "award:1"));
        await Runtime.RunUntilIdleAsync();

        (await Engine.QueryAsync(new WorkflowInstanceQuery(Id("started")))).Items
            .Should().ContainSingle(i => i.CorrelationId == "award:1" && i.SubStatus == WorkflowSubStatus.Suspended);
    }

    [Fact]
    public async Task A_state_that_can_not_be_read_becomes_an_incident_and_its_signal_is_kept_for_the_retry()
    {
        await PublishAsync(new Flow(Id("broken")).Start().Event("wait", "Go").Finish());
        var good = await Engine.StartAsync(new StartWorkflow(Id("broken"), $"good:{_suffix}"));
        var bad = await Engine.StartAsync(new StartWorkflow(Id("broken"), $"bad:{_suffix}"));
        await Runtime.RunUntilIdleAsync();
        await ExecuteAsync($"update workflow_instances set state = '\\xff'::bytea || state where id = '{bad}'");

        await Engine.SignalAsync(new WorkflowSignal("Go", $"good:{_suffix}"));
        await Engine.SignalAsync(new WorkflowSignal("Go", $"bad:{_suffix}"));
        await Runtime.RunUntilIdleAsync();

        (await Engine.FindAsync(good))!.SubStatus.Should().Be(WorkflowSubStatus.Finished);
        await ExecuteAsync($"update workflow_instances set state = substr(state, 2) where id = '{bad}'");
        var incident = (await Engine.FindAsync(bad))!.Incidents.Should().ContainSingle(i => i.Open).Subject;
        _log.Of(1001).Should().ContainSingle();

        (await Engine.RetryAsync(incident.Id)).Should().BeTrue();
        await Runtime.RunUntilIdleAsync();
        (await Engine.FindAsync(bad))!.SubStatus.Should().Be(WorkflowSubStatus.Finished);
    }

    [Fact]
    public async Task A_use_case_wakes_the_worker_at_once()
    {
        await PublishAsync(new Flow(Id("waiting")).Start().Event("wait", "Go").Finish());
        var worker = _services.GetRequiredService<IHostedService>();
        await worker.StartAsync(default);

        List<TimeSpan> took = [];
        for (var round = 0; round < 5; round++)
        {
            var award = $"award:{_suffix}-{round}";
            var id = await Engine.StartAsync(new StartWorkflow(Id("waiting"), award));
            await UntilAsync(async () => (await Engine.FindAsync(id))!.SubStatus == WorkflowSubStatus.Suspended);
            var since = Stopwatch.GetTimestamp();
            await using (var db = database.Open())
            {
                db.Signal("Go", award, TimeProvider.System.GetUtcNow());
                await db.SaveChangesAsync();
            }

            await UntilAsync(async () => (await Engine.FindAsync(id))!.SubStatus == WorkflowSubStatus.Finished);
            took.Add(Stopwatch.GetElapsedTime(since));
        }

        await worker.StopAsync(default);
        // The bench measures it. A worker that nobody wakes would let each wait for its longest wait; of five, a busy machine can't delay all.
        took.Min().Should().BeLessThan(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_database_that_goes_is_waited_for_and_its_going_and_coming_are_told_once()
    {
        var own = new TestDatabase();
        await own.InitializeAsync();
        await using (var services = new ServiceCollection().AddLogging(l => l.AddProvider(_log))
            .AddWorkflows(own.ConnectionString).AddWorkflowWorker(own.ConnectionString).BuildServiceProvider())
        {
            var engine = services.GetRequiredService<IWorkflowEngine>();
            await engine.PublishAsync(new Flow("waiting").Start().Event("wait", "Go").Finish().Json());
            var id = await engine.StartAsync(new StartWorkflow("waiting"));
            var worker = services.GetRequiredService<IHostedService>();
            await worker.StartAsync(default);
            await UntilAsync(async () => (await engine.FindAsync(id))!.SubStatus == WorkflowSubStatus.Suspended);

            await own.CloseAsync(true);
            await UntilAsync(() => Task.FromResult(_log.Of(1002).Count > 0));
            await Task.Delay(700);
            await own.CloseAsync(false);
            await UntilAsync(() => Task.FromResult(_log.Of(1003).Count > 0));
            await engine.SignalAsync(new WorkflowSignal("Go"));

            await UntilAsync(async () => (await engine.FindAsync(id))!.SubStatus == WorkflowSubStatus.Finished);
            await worker.StopAsync(default);
            (_log.Of(1002).Count, _log.Of(1003).Count, _log.Of(1004).Count).Should().Be((1, 1, 0));
        }

        await own.DisposeAsync();
    }

    [Fact]
    public async Task The_sql_views_show_what_the_port_shows()
    {
        await PublishAsync(new Flow(Id("seen")).Start().Then("decide", "Elsa.FlowDecision", ("condition", Flow.Literal("Boolean", true))).On("True").Finish());
        var id = await Engine.StartAsync(new StartWorkflow(Id("seen"), "award:1"));
        await Runtime.RunUntilIdleAsync();

        var shown = (await Engine.JournalAsync(id)).Select(j => $"{j.Sequence} {j.ActivityId} {j.NodeId} {j.ActivityType} {j.Event} {string.Join(',', j.Outcomes)}");
        (await database.RowsAsync($"""
            select concat_ws(' ', sequence, activity_id, node_id, activity_type, event, coalesce(outcomes ->> 0, ''))
            from workflow_journal_entries where instance_id = '{id}' order by sequence
            """)).Should().Equal(shown).And.Contain(l => l.EndsWith("decide Elsa.FlowDecision Completed True", StringComparison.Ordinal));
        (await database.RowsAsync($"select sub_status || ' ' || version from workflow_instance_list where id = '{id}'")).Should().Equal("Finished 1");
    }

    string Id(string name) => $"{name}-{_suffix}";

    async Task PublishAsync(Flow flow) => (await Engine.PublishAsync(flow.Json())).Problems.Should().BeEmpty();

    async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // the test's own statements
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    static async Task UntilAsync(Func<Task<bool>> done)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await done())
        {
            if (Stopwatch.GetElapsedTime(since) > Patience) throw new TimeoutException($"Not done after {Patience}.");
            await Task.Delay(10);
        }
    }

    /// <summary>Keeps what is logged, by event id.</summary>
    sealed class Lines : ILoggerProvider, ILogger
    {
        readonly List<(int Id, string Text)> _lines = [];

        public IReadOnlyList<string> Of(int id)
        {
            lock (_lines) return [.. _lines.Where(l => l.Id == id).Select(l => l.Text)];
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines) _lines.Add((eventId.Id, formatter(state, exception)));
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>Writes a fact, saves it, and fails afterwards where the correlation says so.</summary>
[Activity("Test.Write", "Everywhere", "Writes a fact.")]
public sealed class WritingActivity(GrantFlowDb db) : HostActivity<WritingActivity.Input>
{
    public sealed record Input;

    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        db.Record(Actor.Service, null, run.CorrelationId!, new { Written = true }, run.Now);
        await db.SaveChangesAsync(ct);
        if (run.CorrelationId!.StartsWith("bad", StringComparison.Ordinal)) throw new InvalidOperationException("Failed after writing.");
        return Outcome.Done;
    }
}
