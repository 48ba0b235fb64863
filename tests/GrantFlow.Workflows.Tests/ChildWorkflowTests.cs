using System.Text.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using GrantFlow.Workflows.Execution;
using GrantFlow.Workflows.Runtime;
using Xunit;
using static GrantFlow.Workflows.Tests.Flow;

namespace GrantFlow.Workflows.Tests;

public class ChildWorkflowTests
{
    static readonly Dictionary<string, object?> Result = new() { ["sum"] = 3 };

    static JsonObject Child(string type, bool waits) => Activity(
        "c", type, ("workflowDefinitionId", Literal("award")), ("correlationId", Literal("award:1")), ("waitForCompletion", Literal(waits)),
        ("input", Object("""{"title":{"type":"JavaScript","value":"'T' + 1"},"n":{"type":"Literal","value":"5"}}""")), ("result", To("r")));

    [Theory]
    [InlineData("ExecuteWorkflow")]
    [InlineData("DispatchWorkflow")]
    public void A_parent_that_waits_goes_on_with_the_childs_result(string type)
    {
        var play = new Play(Steps(Child(type, true), Write("z", Js("variables.r.Output.sum"))).Variable("r", "Object")).Run();
        var child = play.Last.Children.Should().ContainSingle().Subject;
        child.DefinitionId.Should().Be("award");
        child.CorrelationId.Should().Be("award:1");
        child.Input["title"].Should().Be("T1");
        child.Input["n"].Should().Be("5");
        child.Input["ParentInstanceId"].Should().Be(play.State.InstanceId.ToString());
        play.State.Bookmarks.Should().ContainSingle(b => b.Kind == BookmarkKind.Child && b.Number == child.Bookmark);
        play.Graph.Children.Should().Equal("award");

        play.Do(new Stimulus.ChildEnded(child.Bookmark!.Value, child.InstanceId, WorkflowSubStatus.Finished, Result));

        play.Lines.Should().Equal("3");
        play.Status.Should().Be("Finished/Finished");
    }

    [Fact]
    public void A_parent_that_does_not_wait_goes_on_at_once()
    {
        var play = new Play(Steps(Child("DispatchWorkflow", false), Write("z")).Variable("r", "Object")).Run();

        play.Lines.Should().Equal("z");
        play.Last.Children.Should().ContainSingle(c => c.Bookmark == null);
    }

    [Fact]
    public void A_repeated_burst_names_the_same_child()
    {
        Guid Once() => new Play(Steps(Child("DispatchWorkflow", true)).Variable("r", "Object")).Run().Last.Children[0].InstanceId;

        Once().Should().Be(Once());
    }

    [Fact]
    public void A_child_can_be_run_within_the_parents_burst()
    {
        var options = new BurstOptions { RunChild = _ => new ChildResult(WorkflowSubStatus.Finished, Result) };
        var play = new Play(Steps(Child("ExecuteWorkflow", true), Write("z", Js("variables.r.SubStatus"))).Variable("r", "Object"), options: options).Run();

        play.Lines.Should().Equal("Finished");
        play.Of("c").Should().Equal("Started", "Completed");
        play.Last.Children.Should().BeEmpty();
    }

    static JsonObject Bulk(string items, bool waits = true) => Activity(
        "b", "BulkDispatchWorkflows", ("workflowDefinitionId", Literal("award")), ("items", Object(items)), ("waitForCompletion", Literal(waits)),
        ("correlationIdFunction", Js("'award:' + (Item.id || Item)")), ("input", Object("""{"common":"x"}""")));

    static Flow BulkFlow(JsonObject bulk) => Chart("s->b b.Completed->z", Start(), bulk, Write("z"));

    [Fact]
    public void A_bulk_dispatch_starts_a_child_for_each_item_and_waits_for_all()
    {
        var play = new Play(BulkFlow(Bulk("""["p",{"id":7,"amount":5}]"""))).Run();
        play.Problems.Should().BeEmpty();
        var children = play.Last.Children;
        children.Select(c => c.CorrelationId).Should().Equal("award:p", "award:7");
        children[0].Input["Item"].Should().Be("p");
        children[1].Input["amount"].Should().Be(5);
        children.Should().OnlyContain(c => (string)c.Input["common"]! == "x");
        children.Select(c => c.InstanceId).Should().OnlyHaveUniqueItems();
        var bookmark = children[0].Bookmark!.Value;

        play.Do(new Stimulus.ChildEnded(bookmark, children[1].InstanceId, WorkflowSubStatus.Finished, Result));
        play.Lines.Should().BeEmpty();
        play.Do(new Stimulus.ChildEnded(bookmark, children[0].InstanceId, WorkflowSubStatus.Faulted, Result));

        play.Lines.Should().Equal("z");
        play.Status.Should().Be("Finished/Finished");
    }

    [Fact]
    public void A_bulk_dispatch_runs_its_ports_as_children_end()
    {
        var bulk = Bulk("[1,2]").With("childCompleted", Write("done", Var("childInstanceIdVariable"))).With("childFaulted", Write("failed"));
        var play = new Play(BulkFlow(bulk)).Run();
        var children = play.Last.Children;

        play.Do(new Stimulus.ChildEnded(children[0].Bookmark!.Value, children[0].InstanceId, WorkflowSubStatus.Finished, Result));
        play.Do(new Stimulus.ChildEnded(children[0].Bookmark!.Value, children[1].InstanceId, WorkflowSubStatus.Faulted, Result));

        play.Lines.Should().Equal(children[0].InstanceId.ToString(), "failed", "z");
    }

    [Theory]
    [InlineData("[]", true)]
    [InlineData("[1]", false)]
    public void Without_children_to_wait_for_it_follows_Done(string items, bool waits)
    {
        var play = new Play(Chart("s->b b.Completed->c b->z", Start(), Bulk(items, waits), Write("c"), Write("z"))).Run();

        play.Lines.Should().Equal("z");
    }

    [Fact]
    public void A_child_without_a_name_is_an_incident() =>
        new Play(Steps(Activity("c", "DispatchWorkflow"))).Run().Incidents.Should().ContainSingle(i => i.Message == "No workflow is named.");

    [Fact]
    public void Bulk_items_may_come_from_a_variable_set_by_an_event()
    {
        var play = new Play(Chart("s->e e->b b->z", Start(), Event("e").With("result", To("list")),
            Bulk("[]").With("items", Var("list")), Write("z")).Variable("list", "Object")).Run().Publish("e", new[] { "a", "b", "c" });

        play.Last.Children.Select(c => c.CorrelationId).Should().Equal("award:a", "award:b", "award:c");
        JsonSerializer.Serialize(play.Last.Children[0].Input["Item"]).Should().Be("\"a\"");
    }
}
