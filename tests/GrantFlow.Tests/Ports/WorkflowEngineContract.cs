using FluentAssertions;
using GrantFlow.Benchmarks;
using GrantFlow.Workflows.Runtime;
using Xunit;

namespace GrantFlow.Tests.Ports;

/// <summary>What every engine behind the port does. An implementation brings itself, a clock and a way to let it work.</summary>
public abstract class WorkflowEngineContract
{
    protected static readonly DateTimeOffset Morning = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    readonly string _suffix = $"{Guid.CreateVersion7():N}";

    protected abstract IWorkflowEngine Engine { get; }

    protected abstract FakeClock Clock { get; }

    /// <summary>Lets the engine do all that can be done now.</summary>
    protected abstract Task WorkAsync();

    [Fact]
    public async Task A_text_is_published_once_and_a_changed_text_is_the_next_version()
    {
        var first = await PublishAsync(Waiting("Go"));
        var again = await PublishAsync(Waiting("Go"));
        var second = await PublishAsync(Waiting("Gone"));

        again.Should().Be(first);
        (first.Version, second.Version).Should().Be((1, 2));
    }

    [Fact]
    public async Task A_definition_that_names_an_unknown_activity_is_refused_with_its_place()
    {
        var result = await Engine.PublishAsync(new Flow(Id("broken")).Start().Then("odd", "Acme.Unknown").Json());

        result.Version.Should().BeNull();
        result.Problems.Should().ContainSingle(p => p.Place.StartsWith("/root/activities/1", StringComparison.Ordinal) && p.Message.Contains("Acme.Unknown"));
    }

    [Fact]
    public async Task A_workflow_that_nobody_published_can_not_be_started()
    {
        var act = () => Engine.StartAsync(new StartWorkflow(Id("nothing")));

        await act.Should().ThrowAsync<KeyNotFoundException>();
    }

    [Fact]
    public async Task An_instance_is_pending_until_it_runs_then_waits_then_finishes_on_its_signal()
    {
        await PublishAsync(Waiting("Go"));
        var id = await Engine.StartAsync(new StartWorkflow(Id("waiting"), "award:1"));
        (await FindAsync(id)).SubStatus.Should().Be(WorkflowSubStatus.Pending);

        await WorkAsync();
        var waiting = await FindAsync(id);
        waiting.SubStatus.Should().Be(WorkflowSubStatus.Suspended);
        waiting.Bookmarks.Should().ContainSingle(b => b.Signal == "Go" && b.CorrelationId == "award:1" && b.ActivityId == "wait");
        waiting.Variables["x"].ToString().Should().Be("7");

        await Engine.SignalAsync(new WorkflowSignal("Go", "award:1"));
        await WorkAsync();
        var finished = await FindAsync(id);
        (finished.Status, finished.SubStatus, finished.FinishedAt).Should().Be((WorkflowStatus.Finished, WorkflowSubStatus.Finished, Clock.GetUtcNow()));
        finished.Bookmarks.Should().BeEmpty();
        var journal = await Engine.JournalAsync(id);
        journal.Select(j => j.Sequence).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        journal.Where(j => j.ActivityId is "wait" or "told").Select(j => $"{j.ActivityId} {j.Event}")
            .Should().Equal("wait Started", "wait Suspended", "wait Resumed", "wait Completed", "told Started", "told Completed");
    }

    [Fact]
    public async Task A_signal_reaches_those_it_is_addressed_to_and_one_to_nobody_in_particular_reaches_all()
    {
        await PublishAsync(Waiting("Go"));
        var one = await Engine.StartAsync(new StartWorkflow(Id("waiting"), "award:1"));
        var two = await Engine.StartAsync(new StartWorkflow(Id("waiting"), "award:2"));
        var three = await Engine.StartAsync(new StartWorkflow(Id("waiting"), "award:3"));
        await WorkAsync();

        await Engine.SignalAsync(new WorkflowSignal("Go", "award:2"));
        await WorkAsync();
        (await StatesAsync(one, two, three)).Should().Equal(WorkflowSubStatus.Suspended, WorkflowSubStatus.Finished, WorkflowSubStatus.Suspended);

        await Engine.SignalAsync(new WorkflowSignal("Go"));
        await WorkAsync();
        (await StatesAsync(one, two, three)).Should().AllBeEquivalentTo(WorkflowSubStatus.Finished);
    }

    [Fact]
    public async Task A_signal_that_comes_before_its_bookmark_is_kept_for_it()
    {
        await PublishAsync(Waiting("Go"));
        await Engine.SignalAsync(new WorkflowSignal("Go", "award:early"));
        await WorkAsync();

        var id = await Engine.StartAsync(new StartWorkflow(Id("waiting"), "award:early"));
        await WorkAsync();

        (await FindAsync(id)).SubStatus.Should().Be(WorkflowSubStatus.Finished);
    }

    [Fact]
    public async Task The_same_key_twice_is_one_signal_and_the_same_instance_id_starts_once()
    {
        await PublishAsync(new Flow(Id("twice")).Start().Event("first", "Go").Event("second", "Go").Finish());
        var id = Guid.CreateVersion7();
        await Engine.StartAsync(new StartWorkflow(Id("twice"), "award:1", InstanceId: id));
        await Engine.StartAsync(new StartWorkflow(Id("twice"), "award:1", InstanceId: id));
        await WorkAsync();
        await Engine.StartAsync(new StartWorkflow(Id("twice"), "award:1", InstanceId: id));
        await Engine.SignalAsync(new WorkflowSignal("Go", "award:1", Key: $"k{_suffix}"));
        await WorkAsync();
        await Engine.SignalAsync(new WorkflowSignal("Go", "award:1", Key: $"k{_suffix}"));
        await WorkAsync();

        (await FindAsync(id)).Bookmarks.Should().ContainSingle(b => b.ActivityId == "second");
        (await Engine.JournalAsync(id)).Count(j => j is { ActivityId: "start", Event: "Started" }).Should().Be(1);
    }

    [Fact]
    public async Task Two_signals_left_at_once_end_two_waits_one_after_the_other()
    {
        await PublishAsync(new Flow(Id("twice")).Start().Event("first", "Go").Event("second", "Go").Finish());
        var id = await Engine.StartAsync(new StartWorkflow(Id("twice"), "award:1"));
        await WorkAsync();

        await Engine.SignalAsync(new WorkflowSignal("Go", "award:1"));
        await Engine.SignalAsync(new WorkflowSignal("Go", "award:1"));
        await WorkAsync();

        (await FindAsync(id)).SubStatus.Should().Be(WorkflowSubStatus.Finished);
    }

    [Fact]
    public async Task A_timer_ends_when_its_time_has_come()
    {
        await PublishAsync(new Flow(Id("delay")).Start().Delay("pause", "02:00:00").Finish());
        var id = await Engine.StartAsync(new StartWorkflow(Id("delay")));
        await WorkAsync();
        (await FindAsync(id)).Bookmarks.Should().ContainSingle(b => b.DueAt == Clock.GetUtcNow().AddHours(2));

        Clock.Advance(TimeSpan.FromHours(2) - TimeSpan.FromSeconds(1));
        await WorkAsync();
        (await FindAsync(id)).SubStatus.Should().Be(WorkflowSubStatus.Suspended);

        Clock.Advance(TimeSpan.FromSeconds(1));
        await WorkAsync();
        (await FindAsync(id)).SubStatus.Should().Be(WorkflowSubStatus.Finished);
    }

    [Fact]
    public async Task A_timer_at_the_head_of_a_workflow_starts_one_at_every_interval_and_makes_up_for_an_outage_once()
    {
        await PublishAsync(new Flow(Id("hourly")).Then("hour", "Elsa.Timer", ("interval", Flow.Literal("TimeSpan", "01:00:00"))).Triggering().Finish());
        await WorkAsync();
        (await CountAsync("hourly")).Should().Be(0);

        Clock.Advance(TimeSpan.FromHours(1));
        await WorkAsync();
        (await CountAsync("hourly")).Should().Be(1);

        Clock.Advance(TimeSpan.FromHours(5));
        await WorkAsync();
        (await CountAsync("hourly")).Should().Be(2);

        Clock.Advance(TimeSpan.FromHours(1));
        await WorkAsync();
        (await CountAsync("hourly")).Should().Be(3);
    }

    [Fact]
    public async Task An_event_published_by_one_workflow_resumes_another()
    {
        await PublishAsync(Waiting("Told"));
        await PublishAsync(new Flow(Id("teller")).Start().Then("tell", "Elsa.PublishEvent", ("eventName", Flow.Literal("String", "Told"))).Finish());
        var waiting = await Engine.StartAsync(new StartWorkflow(Id("waiting")));
        await WorkAsync();

        await Engine.StartAsync(new StartWorkflow(Id("teller")));
        await WorkAsync();

        (await FindAsync(waiting)).SubStatus.Should().Be(WorkflowSubStatus.Finished);
    }

    [Fact]
    public async Task A_list_shows_what_fits_newest_first()
    {
        await PublishAsync(Waiting("Go"));
        var one = await Engine.StartAsync(new StartWorkflow(Id("waiting"), $"award:{_suffix}-1"));
        await WorkAsync();
        Clock.Advance(TimeSpan.FromMinutes(1));
        var two = await Engine.StartAsync(new StartWorkflow(Id("waiting"), $"award:{_suffix}-2"));
        await WorkAsync();
        await Engine.SignalAsync(new WorkflowSignal("Go", $"award:{_suffix}-1"));
        await WorkAsync();

        var all = await Engine.QueryAsync(new WorkflowInstanceQuery(DefinitionId: Id("waiting")));
        (all.Total, all.Items.Select(i => i.Id)).Should().BeEquivalentTo((2, new[] { two, one }), o => o.WithStrictOrdering());
        (await Engine.QueryAsync(new WorkflowInstanceQuery(DefinitionId: Id("waiting"), SubStatus: WorkflowSubStatus.Suspended))).Items.Select(i => i.Id).Should().Equal(two);
        (await Engine.QueryAsync(new WorkflowInstanceQuery(CorrelationId: $"award:{_suffix}-1"))).Items.Select(i => i.Id).Should().Equal(one);
        (await Engine.QueryAsync(new WorkflowInstanceQuery(Search: $"{_suffix}-2".ToUpperInvariant()))).Items.Select(i => i.Id).Should().Equal(two);
        (await Engine.QueryAsync(new WorkflowInstanceQuery(DefinitionId: Id("waiting"), HasIncidents: true))).Total.Should().Be(0);
        (await Engine.QueryAsync(new WorkflowInstanceQuery(DefinitionId: Id("waiting"), Skip: 1, Take: 1))).Items.Select(i => i.Id).Should().Equal(one);
    }

    protected async Task<int> CountAsync(string name) => (await Engine.QueryAsync(new WorkflowInstanceQuery(Id(name)))).Total;

    protected string Id(string name) => $"{name}-{_suffix}";

    protected Flow Waiting(string signal) => new Flow(Id("waiting")).Variable("x", "Int32", "1")
        .Start().Set("set", "x", 7).Event("wait", signal).WriteLine("told", "told").Finish();

    protected async Task<WorkflowVersion> PublishAsync(Flow flow)
    {
        var result = await Engine.PublishAsync(flow.Json());
        result.Problems.Should().BeEmpty();
        return result.Version!;
    }

    protected async Task<WorkflowInstanceView> FindAsync(Guid id) => (await Engine.FindAsync(id)).Should().NotBeNull().And.Subject.As<WorkflowInstanceView>();

    protected async Task<IReadOnlyList<WorkflowSubStatus>> StatesAsync(params Guid[] ids)
    {
        List<WorkflowSubStatus> states = [];
        foreach (var id in ids) states.Add((await FindAsync(id)).SubStatus);
        return states;
    }
}
