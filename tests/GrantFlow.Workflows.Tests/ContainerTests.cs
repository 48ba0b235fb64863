using FluentAssertions;
using GrantFlow.Workflows.Execution;
using Xunit;
using static GrantFlow.Workflows.Tests.Flow;

namespace GrantFlow.Workflows.Tests;

/// <summary>elsa-semantics.md, section 4.</summary>
public class ContainerTests
{
    [Fact]
    public void A_sequence_ends_early_and_well_behind_a_terminal_node() =>
        new Play(Steps(Sequence("in", Write("a"), Activity("x", "End"), Write("no")), Write("z"))).Run().Lines.Should().Equal("a", "z");

    [Fact]
    public void A_parallel_never_completes_when_a_child_faulted()
    {
        var play = new Play(Steps(Parallel("p", Fault("f"), Write("a")), Write("z")).ContinueWithIncidents()).Run();

        play.Lines.Should().Equal("a");
        play.Status.Should().Be("Running/Suspended");
    }

    [Fact]
    public void An_empty_parallel_and_sequence_complete() =>
        new Play(Steps(Parallel("p"), Sequence("q"), Write("z"))).Run().Lines.Should().Equal("z");

    [Theory]
    [InlineData(true, "t z")]
    [InlineData(false, "z")]
    public void If_without_the_branch_completes_at_once_and_gives_its_result(bool condition, string lines)
    {
        var play = new Play(Steps(Activity("i", "If", ("condition", Literal(condition)), ("then", Write("t")), ("result", To("r"))), Write("z")).Variable("r", "Boolean")).Run();

        play.Lines.Should().Equal(lines.Split(' '));
        play.Value("r").Should().Be(condition);
    }

    [Fact]
    public void While_looks_at_its_condition_before_every_turn()
    {
        var body = Sequence("b", Write("in"), Set("set", "n", Js("getVariable('n') + 1")));
        var play = new Play(Steps(Activity("w", "While", ("condition", Js("getVariable('n') < 3")), ("body", body)), Write("z")).Variable("n", "Int32", "0")).Run();

        play.Lines.Should().Equal("in", "in", "in", "z");
    }

    [Theory]
    [InlineData(1, 3, 1, true, "1 2 3")]
    [InlineData(1, 3, 1, false, "1 2")]
    [InlineData(3, 1, -1, true, "3 2 1")]
    [InlineData(3, 1, -1, false, "3 2")]
    [InlineData(1, 0, 1, true, "")]
    public void For_counts_up_and_down_to_a_bound_taken_or_not(int start, int end, int step, bool inclusive, string lines)
    {
        var loop = Activity("f", "For", ("start", Literal(start)), ("end", Literal(end)), ("step", Literal(step)), ("outerBoundInclusive", Literal(inclusive)), ("body", Write("w", Var("currentValueVariable"))));

        new Play(Of(loop)).Run().Lines.Should().Equal(lines.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void For_takes_its_bound_unless_told_otherwise() =>
        new Play(Of(Activity("f", "For", ("end", Literal(2)), ("body", Write("w", Var("currentValueVariable")))))).Run().Lines.Should().Equal("0", "1", "2");

    [Fact]
    public void ForEach_gives_its_body_the_value_and_the_index()
    {
        var body = Sequence("b", Write("i", Var("currentIndexVariable")), Write("v", Var("currentValueVariable")));

        new Play(Of(Activity("f", "ForEach", ("items", Object("""["p","q"]""")), ("body", body)))).Run().Lines.Should().Equal("0", "p", "1", "q");
    }

    [Fact]
    public void ForEach_reads_its_items_again_after_a_wait()
    {
        var play = new Play(Of(Activity("f", "ForEach", ("items", Var("list")), ("body", Sequence("b", Event("e").With("result", To("list")), Write("v", Var("currentValueVariable")))))).Variable("list", "Object", """["a","b"]""")).Run();

        play.Publish("e", new[] { "x", "y", "z" }).Publish("e", new[] { "x", "y", "z" }).Publish("e", new[] { "x", "y", "z" });

        play.Lines.Should().Equal("a", "y", "z");
        play.Status.Should().Be("Finished/Finished");
    }

    [Theory]
    [InlineData("For")]
    [InlineData("ForEach")]
    [InlineData("While")]
    public void Break_ends_the_loop_behind_its_body(string type)
    {
        var body = Sequence("b", Write("w"), Activity("x", "Break"), Write("no"));
        var loop = Activity("l", type, ("end", Literal(5)), ("items", Object("[1,2,3]")), ("condition", Literal(true)), ("body", body));

        new Play(Steps(loop, Write("z"))).Run().Lines.Should().Equal("w", "z");
    }

    [Fact]
    public void Break_ends_the_inner_loop_only()
    {
        var inner = Activity("in", "For", ("end", Literal(5)), ("body", Sequence("b", Write("w"), Activity("x", "Break"))));

        new Play(Of(Activity("out", "For", ("end", Literal(1)), ("body", inner)))).Run().Lines.Should().Equal("w", "w");
    }

    [Fact]
    public void ParallelForEach_runs_all_bodies_at_once_each_with_its_own_values()
    {
        var body = Sequence("b", Event("e"), Write("v", Var("currentValueVariable")));
        var play = new Play(Steps(Activity("f", "ParallelForEach", ("items", Object("""["p","q"]""")), ("body", body)), Write("z"))).Run();

        play.State.Bookmarks.Should().HaveCount(2);
        play.Publish("e");

        play.Lines.Should().BeEquivalentTo(["p", "q", "z"]);
        play.Lines[^1].Should().Be("z");
        play.Status.Should().Be("Finished/Finished");
    }

    [Fact]
    public void ParallelForEach_without_items_completes() =>
        new Play(Steps(Activity("f", "ParallelForEach", ("items", Object("[]")), ("body", Write("w"))), Write("z"))).Run().Lines.Should().Equal("z");

    [Theory]
    [InlineData("MatchFirst", "a z")]
    [InlineData("MatchAny", "a b z")]
    public void Switch_runs_the_activities_of_the_cases_that_match(string mode, string lines)
    {
        System.Text.Json.Nodes.JsonObject Case(string label, bool met) =>
            new() { ["label"] = label, ["condition"] = new System.Text.Json.Nodes.JsonObject { ["type"] = "Literal", ["value"] = met }, ["activity"] = Write(label) };
        var node = Activity("w", "Switch", ("cases", new System.Text.Json.Nodes.JsonArray(Case("n", false), Case("a", true), Case("b", true))), ("mode", Literal(mode)), ("default", Write("d")));

        new Play(Steps(node, Write("z"))).Run().Lines.Should().Equal(lines.Split(' '));
    }

    [Fact]
    public void Switch_without_a_match_runs_its_default() =>
        new Play(Steps(Activity("w", "Switch", ("cases", new System.Text.Json.Nodes.JsonArray()), ("default", Write("d"))), Write("z"))).Run().Lines.Should().Equal("d", "z");

    [Fact]
    public void Finish_ends_all_at_once_and_leaves_no_wait()
    {
        var play = new Play(Chart("s->e s->a a->x s->b b->c", Start(), Event("e"), Write("a"), Activity("x", "Finish"), Write("b"), Write("c"))).Run();

        play.Status.Should().Be("Finished/Finished");
        play.State.Bookmarks.Should().BeEmpty();
        play.Last.BookmarksAdded.Should().BeEmpty();
        play.Of("fc").Should().Equal("Started");
        play.Of("e").Should().Equal("Started", "Suspended");
    }

    [Fact]
    public void Finish_after_a_fault_in_the_same_burst_faults_too()
    {
        var play = new Play(Chart("s->f s->x", Start(), Fault("f"), Activity("x", "Finish"))).Run();

        play.Incidents.Select(i => i.Message).Should().Equal("boom", "Cannot transition from Faulted to Finished");
    }

    [Fact]
    public void Complete_at_the_top_ends_the_workflow()
    {
        var play = new Play(Chart("s->e s->c", Start(), Event("e"), Activity("c", "Complete", ("outcomes", Literal("Foo"))))).Run();

        play.Status.Should().Be("Finished/Finished");
        play.Of("e").Should().Equal("Started", "Suspended", "Canceled");
    }

    [Fact]
    public void Complete_within_a_loop_cancels_the_loop()
    {
        var play = new Play(Steps(Activity("f", "For", ("end", Literal(3)), ("body", Sequence("b", Write("w"), Activity("c", "Complete")))), Write("no"))).Run();

        play.Lines.Should().Equal("w");
        play.Status.Should().Be("Finished/Finished");
        play.Of("f").Should().Equal("Started", "Canceled");
    }

    [Fact]
    public void A_workflow_used_as_an_activity_runs_within_the_instance()
    {
        var child = Chart("s->v v->w w->o", Start(), Set("v", "n", Js("getInput('Points') * 2")), Write("w", In("Title")), Activity("o", "SetOutput", ("outputName", Literal("Total")), ("outputValue", Var("n"))))
            .Named("child").Input("Title").Input("Points", type: "Int32").Output("Total").Variable("n", "Int32").Option("usableAsActivity", true);
        var parent = Steps(
            Activity("use", "My.Child", ("workflowDefinitionId", "child"), ("title", Literal("Call")), ("points", Literal(21)), ("total", To("sum"))),
            Write("z", Var("sum"))).Variable("sum", "Int32");

        var play = new Play(parent, dependencies: new Dictionary<string, string> { ["child"] = child }).Run();

        play.Problems.Should().BeEmpty();
        play.Lines.Should().Equal("Call", "42");
        play.Journal.Should().ContainInConsecutiveOrder("use Started", "Workflow1 Started", "fc Started", "s Started");
        play.Journal.Should().ContainInConsecutiveOrder("fc Completed", "Workflow1 Completed", "use Completed");
        play.State.Output.Should().BeEmpty("the child's output isn't the instance's");
    }

    [Theory]
    [InlineData("Yes", "y")]
    [InlineData("No", "n")]
    public void Complete_gives_a_workflow_used_as_an_activity_its_outcomes(string outcome, string line)
    {
        var child = Steps(Activity("c", "Complete", ("outcomes", In("Choice"))), Write("no")).Named("child").Input("Choice").Outcome("Yes").Outcome("No");
        var parent = Chart("s->use use.Yes->y use.No->n", Start(), Activity("use", "Child", ("workflowDefinitionId", "child"), ("choice", Literal(outcome))), Write("y"), Write("n"));

        new Play(parent, dependencies: new Dictionary<string, string> { ["child"] = child }).Run().Lines.Should().Equal(line);
    }

    [Fact]
    public void A_wait_within_a_workflow_used_as_an_activity_outlives_the_burst()
    {
        var child = Steps(Event("e"), Write("w", In("Title"))).Named("child").Input("Title", kept: true);
        var parent = Steps(Activity("use", "Child", ("workflowDefinitionId", "child"), ("title", Literal("Call"))), Write("z"));

        var play = new Play(parent, dependencies: new Dictionary<string, string> { ["child"] = child }).Run().Publish("e");

        play.Lines.Should().Equal("Call", "z");
        play.Graph[play.Last.Journal[0].Node].NodeId.Should().Be("Workflow1:sq:use:Workflow1:sq:e");
    }

    [Fact]
    public void An_embedded_workflow_runs_its_root() =>
        new Play(Steps(Activity("w", "Workflow", ("root", Write("in"))), Write("z"))).Run().Lines.Should().Equal("in", "z");

    [Fact]
    public void A_join_outside_a_flowchart_faults() =>
        new Play(Steps(Join("j", "WaitAll"))).Run().Incidents.Should().ContainSingle(i => i.Message == "Activity context is not a flowchart.");

    [Fact]
    public void A_bookmarked_activity_scheduled_again_is_journalled_as_resumed()
    {
        // The real engine asks whether the node, not the visit, has a bookmark.
        var play = new Play(Of(Activity("f", "ParallelForEach", ("items", Object("[1,2]")), ("body", Event("e"))))).Run();

        play.Of("e").Should().Equal("Started", "Suspended", "Resumed", "Suspended");
        play.Last.Journal.Should().Contain(l => l.Event == JournalEvent.Resumed);
    }
}
