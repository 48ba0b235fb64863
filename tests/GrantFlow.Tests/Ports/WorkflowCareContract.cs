using FluentAssertions;
using GrantFlow.Benchmarks;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Runtime;
using Xunit;

namespace GrantFlow.Tests.Ports;

/// <summary>Failing, dealing with it, ending early, children and bindings: the rest of what every engine does.</summary>
public abstract class WorkflowCareContract : WorkflowPaceContract
{
    /// <summary>The mood of <see cref="FragileActivity"/> in the engine under test.</summary>
    protected abstract Mood Mood { get; }

    [Fact]
    public async Task A_failing_activity_becomes_an_incident_and_harms_no_other_instance()
    {
        await PublishAsync(Fragile());
        var good = await Engine.StartAsync(new StartWorkflow(Id("fragile"), "award:good"));
        var bad = await Engine.StartAsync(new StartWorkflow(Id("fragile"), "award:bad"));
        var late = await Engine.StartAsync(new StartWorkflow(Id("fragile"), "award:late"));
        Mood.Fails = correlation => correlation == "award:bad";

        await WorkOverRetriesAsync();

        (await FindAsync(good)).SubStatus.Should().Be(WorkflowSubStatus.Finished);
        (await FindAsync(late)).SubStatus.Should().Be(WorkflowSubStatus.Finished);
        var view = await FindAsync(bad);
        view.Status.Should().Be(WorkflowStatus.Running);
        view.Incidents.Should().ContainSingle(i => i.Open && i.ActivityId == "break" && i.Message.Contains("in a bad mood"));
        (await Engine.QueryAsync(new WorkflowInstanceQuery(DefinitionId: Id("fragile"), HasIncidents: true))).Items.Select(i => i.Id).Should().Equal(bad);
        (await Engine.JournalAsync(good)).Count(j => j is { ActivityId: "break", Event: "Completed" }).Should().Be(1);
    }

    [Fact]
    public async Task A_retry_runs_the_activity_again_once()
    {
        var (id, incident) = await FailedAsync();
        Mood.Fails = _ => false;

        (await Engine.RetryAsync(incident)).Should().BeTrue();
        (await Engine.RetryAsync(incident)).Should().BeFalse();
        await WorkAsync();

        var view = await FindAsync(id);
        view.SubStatus.Should().Be(WorkflowSubStatus.Finished);
        view.Incidents.Should().OnlyContain(i => !i.Open);
        Mood.Done.Should().ContainSingle();
    }

    [Fact]
    public async Task A_skip_goes_on_along_the_outcome_that_the_operator_names()
    {
        var (id, incident) = await FailedAsync();

        (await Engine.SkipAsync(incident, "Broken")).Should().BeTrue();
        await WorkAsync();

        (await FindAsync(id)).SubStatus.Should().Be(WorkflowSubStatus.Finished);
        (await Engine.JournalAsync(id)).Should().Contain(j => j.ActivityId == "mend" && j.Event == "Completed");
    }

    [Fact]
    public async Task A_cancelled_instance_hears_no_more_and_its_waiting_children_end_with_it()
    {
        await PublishAsync(Waiting("Go"));
        await PublishAsync(Parent());
        var parent = await Engine.StartAsync(new StartWorkflow(Id("parent"), "award:1"));
        await WorkAsync();
        var child = (await Engine.QueryAsync(new WorkflowInstanceQuery(DefinitionId: Id("waiting")))).Items.Single().Id;

        (await Engine.CancelAsync(parent, "withdrawn")).Should().BeTrue();
        (await Engine.CancelAsync(parent, "withdrawn")).Should().BeFalse();
        (await StatesAsync(parent, child)).Should().AllBeEquivalentTo(WorkflowSubStatus.Cancelled);
        await Engine.SignalAsync(new WorkflowSignal("Go"));
        await WorkAsync();

        (await StatesAsync(parent, child)).Should().AllBeEquivalentTo(WorkflowSubStatus.Cancelled);
        (await FindAsync(child)).Bookmarks.Should().BeEmpty();
        (await Engine.CancelAsync(Guid.CreateVersion7(), "nobody")).Should().BeFalse();
    }

    [Fact]
    public async Task A_start_that_nobody_claimed_yet_can_be_cancelled()
    {
        await PublishAsync(Waiting("Go"));
        var id = await Engine.StartAsync(new StartWorkflow(Id("waiting")));

        (await Engine.CancelAsync(id, "changed our minds")).Should().BeTrue();
        await WorkAsync();

        (await Engine.JournalAsync(id)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_parent_goes_on_when_its_child_has_ended()
    {
        await PublishAsync(Waiting("Go"));
        await PublishAsync(Parent());
        var parent = await Engine.StartAsync(new StartWorkflow(Id("parent"), "award:1"));
        await WorkAsync();
        (await FindAsync(parent)).SubStatus.Should().Be(WorkflowSubStatus.Suspended);
        var child = (await Engine.QueryAsync(new WorkflowInstanceQuery(DefinitionId: Id("waiting")))).Items.Single();
        (await FindAsync(child.Id)).ParentId.Should().Be(parent);

        await Engine.SignalAsync(new WorkflowSignal("Go"));
        await WorkAsync();

        (await StatesAsync(parent, child.Id)).Should().AllBeEquivalentTo(WorkflowSubStatus.Finished);
    }

    /// <summary>An instance whose activity has used up its retries.</summary>
    async Task<(Guid Instance, Guid Incident)> FailedAsync()
    {
        await PublishAsync(Fragile());
        Mood.Fails = _ => true;
        var id = await Engine.StartAsync(new StartWorkflow(Id("fragile"), "award:1"));
        await WorkOverRetriesAsync();
        return (id, (await FindAsync(id)).Incidents.Single(i => i.Open).Id);
    }

    [Theory]
    [InlineData("Elsa.ExecuteWorkflow")]
    [InlineData("Elsa.DispatchWorkflow")]
    public async Task A_workflow_that_makes_up_its_own_id_does_not_start_itself_without_end(string starts)
    {
        // A fixed id would be refused when it is published.
        await PublishAsync(new Flow(Id("self")).Start().Then("again", starts, ("workflowDefinitionId", Flow.Script("String", $"'{Id("self")}'"))).Finish());
        await Engine.StartAsync(new StartWorkflow(Id("self"), "award:deep"));

        await WorkAsync();

        var all = await Engine.QueryAsync(new WorkflowInstanceQuery(DefinitionId: Id("self"), Take: 100));
        all.Items.Should().HaveCount(ChildDepth.Most + 1);
        var last = await FindAsync(all.Items.Single(i => i.OpenIncidents > 0).Id);
        last.Incidents.Should().ContainSingle(i => i.Message == ChildDepth.Sentence);
    }

    [Fact]
    public async Task No_more_workflows_are_begun_by_computed_ids_than_the_first_of_their_chain_may_have_below_it()
    {
        await PublishAsync(new Flow(Id("short")).Start().Finish());
        await PublishAsync(new Flow(Id("flood")).Start().Then(
            "many", "Elsa.BulkDispatchWorkflows", ("workflowDefinitionId", Flow.Script("String", $"'{Id("short")}'")),
            ("items", Flow.Literal("Object", $"[{string.Join(',', Enumerable.Range(0, ChildDepth.MostBelow + 1))}]"))).Finish());
        var id = await Engine.StartAsync(new StartWorkflow(Id("flood")));

        await WorkAsync();

        (await FindAsync(id)).Incidents.Should().ContainSingle(i => i.Open && i.ActivityId == "many" && i.Message == ChildDepth.SentenceBelow);
        (await CountAsync("short")).Should().Be(0);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task A_child_published_anew_while_its_parent_runs_begins_in_the_version_of_the_parents_binding_else_in_the_new_one(bool bound, int version)
    {
        await PublishAsync(new Flow(Id("leaf")).Start().WriteLine("told", "old").Finish());
        await PublishAsync(Starting("middle", "leaf"));
        await PublishAsync(Starting("top", "middle"));
        var binding = Guid.CreateVersion7();
        if (bound) await ((WorkflowEngine)Engine).BindToPublishedAsync(binding);
        var top = await Engine.StartAsync(new StartWorkflow(Id("top"), "award:1", Binding: bound ? binding : null));
        await WorkAsync();

        await PublishAsync(new Flow(Id("leaf")).Start().WriteLine("told", "new").Finish());
        await PublishAsync(Starting("middle", "leaf", "again"));
        await Engine.SignalAsync(new WorkflowSignal(Id("Go"), "award:1"));
        await WorkAsync();

        (await FindAsync(top)).SubStatus.Should().Be(WorkflowSubStatus.Finished);
        foreach (var name in new[] { "middle", "leaf" })
            (await FindAsync((await Engine.QueryAsync(new WorkflowInstanceQuery(Id(name)))).Items.Single().Id)).Version.Should().Be(version, name);
    }

    Flow Starting(string name, string child, string said = "once")
    {
        var flow = new Flow(Id(name)).Start();
        if (name == "top") flow.Event("wait", Id("Go"));
        return flow.WriteLine("said", said)
            .Then("child", "Elsa.ExecuteWorkflow", ("workflowDefinitionId", Flow.Literal("String", Id(child))), ("waitForCompletion", Flow.Literal("Boolean", true)), ("correlationId", Flow.Literal("String", "award:1")))
            .Finish();
    }

    /// <summary>Works through the waits between attempts.</summary>
    async Task WorkOverRetriesAsync()
    {
        for (var i = 0; i < 12; i++)
        {
            await WorkAsync();
            Clock.Advance(TimeSpan.FromHours(6));
        }
    }

    Flow Fragile() => new Flow(Id("fragile")).Start().Then("break", "Test.Fragile").Finish()
        .From("break", "Broken").WriteLine("mend", "mended").Link("mend", "Done", "finish");

    Flow Parent() => new Flow(Id("parent")).Start()
        .Then(
            "child", "Elsa.ExecuteWorkflow",
            ("workflowDefinitionId", Flow.Literal("String", Id("waiting"))), ("waitForCompletion", Flow.Literal("Boolean", true)))
        .Finish();
}

/// <summary>Decides whether <see cref="FragileActivity"/> fails, and remembers when it did not.</summary>
public sealed class Mood
{
    public Func<string?, bool> Fails { get; set; } = _ => false;

    public List<string?> Done { get; } = [];
}

/// <summary>Fails when told to.</summary>
[Activity("Test.Fragile", "Everywhere", "Fails when it is told to.", Outcomes = ["Done", "Broken"])]
public sealed class FragileActivity(Mood mood) : HostActivity<FragileActivity.Input>
{
    public sealed record Input;

    protected override ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        if (mood.Fails(run.CorrelationId)) throw new InvalidOperationException("The activity is in a bad mood.");
        mood.Done.Add(run.CorrelationId);
        return new(Outcome.Done);
    }
}
