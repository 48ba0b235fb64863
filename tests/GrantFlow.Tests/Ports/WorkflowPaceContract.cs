using FluentAssertions;
using GrantFlow.Benchmarks;
using GrantFlow.Workflows.Runtime;
using Xunit;

namespace GrantFlow.Tests.Ports;

/// <summary>Workflows that would take turns for ever are given time; no others are.</summary>
public abstract class WorkflowPaceContract : WorkflowEngineContract
{
    /// <summary>A chain of twenty is a long one.</summary>
    protected static RuntimeOptions FewHops { get; } = new() { ManyHops = 20 };

    [Theory]
    [InlineData("00:00:00", 20)]
    [InlineData("00:00:00.0010000", 1)]
    public async Task A_loop_over_a_timer_of_no_length_slows_down_to_a_turn_a_minute(string span, int turnsPerStep)
    {
        await PublishAsync(new Flow(Id("spin")).Start().Delay("pause", span).WriteLine("turn", "again").Link("turn", "Done", "pause"));
        var id = await Engine.StartAsync(new StartWorkflow(Id("spin")));
        for (var i = 0; i < 20 / turnsPerStep; i++)
        {
            await WorkAsync();
            Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        await WorkAsync();
        (await TurnsAsync(id)).Should().Be(20);
        (await FindAsync(id)).Bookmarks.Should().ContainSingle(b => b.DueAt >= Clock.GetUtcNow().AddSeconds(59));

        for (var minute = 1; minute <= 3; minute++)
        {
            Clock.Advance(TimeSpan.FromMinutes(1));
            await WorkAsync();
            (await TurnsAsync(id)).Should().Be(20 + minute);
        }
    }

    [Fact]
    public async Task A_loop_over_a_longer_timer_keeps_its_time_however_often_it_has_waited()
    {
        await PublishAsync(new Flow(Id("calm")).Start().Delay("pause", "00:02:00").WriteLine("turn", "again").Link("turn", "Done", "pause"));
        var id = await Engine.StartAsync(new StartWorkflow(Id("calm")));
        await WorkAsync();
        for (var i = 0; i < 25; i++)
        {
            Clock.Advance(TimeSpan.FromMinutes(2));
            await WorkAsync();
        }

        (await TurnsAsync(id)).Should().Be(25);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Workflows_that_wake_each_other_without_end_slow_down_to_a_turn_a_minute(int ring)
    {
        for (var i = 0; i < ring; i++) await PublishAsync(Relay($"relay{i}", $"Go{i}", $"Go{(i + 1) % ring}"));
        List<Guid> all = [];
        for (var i = 0; i < ring; i++) all.Add(await Engine.StartAsync(new StartWorkflow(Id($"relay{i}"), "award:ring")));
        await WorkAsync();
        (await TurnsAsync(all)).Should().Be(0);

        await Engine.SignalAsync(new WorkflowSignal(Id("Go0"), "award:ring"));
        await WorkAsync();
        await WorkAsync();
        (await TurnsAsync(all)).Should().Be(21);

        for (var minute = 1; minute <= 4; minute++)
        {
            Clock.Advance(TimeSpan.FromSeconds(59));
            await WorkAsync();
            (await TurnsAsync(all)).Should().Be(20 + minute);
            Clock.Advance(TimeSpan.FromSeconds(1));
            await WorkAsync();
            (await TurnsAsync(all)).Should().Be(21 + minute);
        }
    }

    [Fact]
    public async Task A_word_from_outside_is_heard_at_once_by_workflows_that_were_slowed_down()
    {
        await PublishAsync(Relay("ping", "Ping", "Pong"));
        await PublishAsync(Relay("pong", "Pong", "Ping"));
        Guid[] both = [await Engine.StartAsync(new StartWorkflow(Id("ping"), "award:1")), await Engine.StartAsync(new StartWorkflow(Id("pong"), "award:1"))];
        await Engine.SignalAsync(new WorkflowSignal(Id("Ping"), "award:1"));
        await WorkAsync();
        (await TurnsAsync(both)).Should().Be(21);

        await Engine.SignalAsync(new WorkflowSignal(Id("Ping"), "award:1"));
        await WorkAsync();

        (await TurnsAsync(both)).Should().Be(42);
    }

    [Fact]
    public async Task A_workflow_whose_event_starts_it_anew_slows_down_to_one_a_minute()
    {
        await PublishAsync(new Flow(Id("again")).Event("hear", Id("Again")).Triggering().Then("pause", "Elsa.Delay", ("timeSpan", Flow.Literal("TimeSpan", "00:00:00")))
            .Then("tell", "Elsa.PublishEvent", ("eventName", Flow.Literal("String", Id("Again")))).Finish());
        await Engine.SignalAsync(new WorkflowSignal(Id("Again")));
        await WorkAsync();
        // Each is two links of the chain: its event and its pause.
        (await CountAsync("again")).Should().Be(11);

        for (var i = 0; i < 3; i++)
        {
            Clock.Advance(TimeSpan.FromMinutes(2));
            await WorkAsync();
            await WorkAsync();
        }

        (await CountAsync("again")).Should().BeInRange(12, 14);
    }

    [Fact]
    public async Task A_parent_that_runs_a_child_over_and_over_slows_down()
    {
        await PublishAsync(new Flow(Id("short")).Start().Finish());
        await PublishAsync(new Flow(Id("over")).Start()
            .Then("turn", "Elsa.ExecuteWorkflow", ("workflowDefinitionId", Flow.Literal("String", Id("short"))), ("waitForCompletion", Flow.Literal("Boolean", true)))
            .Link("turn", "Done", "turn"));
        var id = await Engine.StartAsync(new StartWorkflow(Id("over")));

        await WorkAsync();
        (await TurnsAsync(id)).Should().Be(10);

        Clock.Advance(TimeSpan.FromMinutes(1));
        await WorkAsync();
        Clock.Advance(TimeSpan.FromMinutes(1));
        await WorkAsync();
        (await TurnsAsync(id)).Should().Be(11);
    }

    [Fact]
    public async Task A_workflow_that_hears_an_event_each_year_for_a_hundred_years_is_never_slowed_down()
    {
        await PublishAsync(Relay("year", "NewYear", "YearTold"));
        await PublishAsync(new Flow(Id("calendar")).Start().Delay("pause", "365.00:00:00")
            .Then("turn", "Elsa.PublishEvent", ("eventName", Flow.Literal("String", Id("NewYear")))).Link("turn", "Done", "pause"));
        var year = await Engine.StartAsync(new StartWorkflow(Id("year"), "award:long"));
        await Engine.StartAsync(new StartWorkflow(Id("calendar")));
        await WorkAsync();

        for (var i = 1; i <= 100; i++)
        {
            Clock.Advance(TimeSpan.FromDays(365));
            await WorkAsync();
            (await TurnsAsync(year)).Should().Be(i);
        }
    }

    [Fact]
    public async Task A_workflow_that_people_write_to_all_day_is_never_slowed_down()
    {
        await PublishAsync(Relay("desk", "Letter", "Answer"));
        var id = await Engine.StartAsync(new StartWorkflow(Id("desk"), "award:busy"));
        await WorkAsync();

        for (var i = 1; i <= 60; i++)
        {
            await Engine.SignalAsync(new WorkflowSignal(Id("Letter"), "award:busy"));
            await WorkAsync();
            (await TurnsAsync(id)).Should().Be(i);
        }

        // Read piece by piece, its journal is the same, however many pieces it has.
        for (var i = 0; i < 400; i++) await Engine.SignalAsync(new WorkflowSignal(Id("Letter"), "award:busy"));
        await WorkAsync();
        List<JournalEntry> read = [];
        await foreach (var entry in Engine.ReadJournalAsync(id)) read.Add(entry);
        read.Should().HaveCountGreaterThan(2000).And.BeEquivalentTo(await Engine.JournalAsync(id), o => o.WithStrictOrdering());
    }

    [Theory]
    [InlineData("Elsa.Timer", "interval", "TimeSpan", "00:00:00")]
    [InlineData("Elsa.Timer", "interval", "TimeSpan", "00:00:10")]
    [InlineData("Elsa.Cron", "cronExpression", "String", "* * * * * *")]
    [InlineData("Elsa.Cron", "cronExpression", "String", "* * * * *")]
    public async Task A_timetable_starts_one_a_minute_at_most(string type, string input, string kind, string value)
    {
        await PublishAsync(new Flow(Id("table")).Then("tick", type, (input, Flow.Literal(kind, value))).Triggering().Finish());

        for (var minute = 1; minute <= 3; minute++)
        {
            for (var second = 0; second < 60; second++)
            {
                Clock.Advance(TimeSpan.FromSeconds(1));
                if (second % 7 == 0 || second == 59) await WorkAsync();
            }

            (await CountAsync("table")).Should().Be(minute);
        }
    }

    Flow Relay(string name, string hears, string tells) => new Flow(Id(name)).Start().Event("wait", Id(hears))
        .Then("turn", "Elsa.PublishEvent", ("eventName", Flow.Literal("String", Id(tells)))).Link("turn", "Done", "wait");

    protected async Task<int> TurnsAsync(Guid id) => (await Engine.JournalAsync(id)).Count(j => j is { ActivityId: "turn", Event: "Completed" });

    async Task<int> TurnsAsync(IEnumerable<Guid> ids)
    {
        var turns = 0;
        foreach (var id in ids) turns += await TurnsAsync(id);
        return turns;
    }
}
