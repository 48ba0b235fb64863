using FluentAssertions;
using Xunit;
using static GrantFlow.Workflows.Tests.Flow;

namespace GrantFlow.Workflows.Tests;

/// <summary>elsa-semantics.md, section 3.</summary>
public class FlowchartTests
{
    [Fact]
    public void The_start_node_is_the_explicit_one_before_a_Start()
    {
        var chart = Flowchart("fc", "s->a", Write("x"), Start(), Write("a")).With("start", "x");

        new Play(Of(chart)).Run().Lines.Should().Equal("x");
    }

    [Fact]
    public void Else_it_is_the_first_Start_in_the_list() =>
        new Play(Chart("s->a t->b", Write("x"), Start("t"), Start(), Write("a"), Write("b"))).Run().Lines.Should().Equal("b");

    [Fact]
    public void Else_it_is_what_can_start_the_workflow() =>
        new Play(Chart("e->a", Write("x"), Event("e").CanStart(), Write("a"))).Run().State.Bookmarks.Should().ContainSingle(b => b.Name == "e");

    [Fact]
    public void Else_it_is_what_nothing_leads_to() =>
        new Play(Chart("b->a", Write("a"), Write("b"))).Run().Lines.Should().Equal("b", "a");

    [Fact]
    public void Else_it_is_the_first() =>
        new Play(Chart("a->b b->a", Event("a"), Write("b"))).Run().State.Bookmarks.Should().ContainSingle(b => b.Name == "a");

    [Fact]
    public void An_empty_flowchart_completes_at_once() => new Play(Chart("")).Run().Status.Should().Be("Finished/Finished");

    [Fact]
    public void What_cannot_be_reached_is_left_alone() =>
        new Play(Chart("s->a x->y x->a", Start(), Write("a"), Write("x"), Write("y"))).Run().Lines.Should().Equal("a");

    [Fact]
    public void Ports_are_compared_exactly_and_case_matters()
    {
        var play = new Play(Chart("s->d d.true->a d.Done->b", Start(), Decision("d", true), Write("a"), Write("b"))).Run();

        play.Lines.Should().BeEmpty();
        play.Status.Should().Be("Finished/Finished");
    }

    [Fact]
    public void A_connection_without_a_port_is_never_followed() =>
        new Play(Chart("s.->a", Start(), Write("a"))).Run().Lines.Should().BeEmpty();

    [Fact]
    public void Outbound_connections_are_taken_in_the_definitions_order() =>
        new Play(Chart("s->b s->a", Start(), Write("a"), Write("b"))).Run().Lines.Should().Equal("b", "a");

    [Fact]
    public void The_order_of_activities_says_nothing_for_the_designer_moves_what_was_touched_to_the_end()
    {
        var (start, decision, a, b) = (Start(), Decision("d", true), Write("a"), Write("b"));
        const string lines = "s->d d.True->b b->a";

        new Play(Chart(lines, start, decision, a, b)).Run().Lines.Should().Equal("b", "a");
        new Play(Chart(lines, Write("b"), Write("a"), Decision("d", true), Start())).Run().Lines.Should().Equal("b", "a");
    }

    [Fact]
    public void The_same_connection_twice_is_one() => new Play(Chart("s->a s->a", Start(), Write("a"))).Run().Lines.Should().Equal("a");

    [Fact]
    public void An_outcome_without_a_connection_ends_its_path() =>
        new Play(Chart("s->d d.False->a", Start(), Decision("d", true), Write("a"))).Run().Status.Should().Be("Finished/Finished");

    [Fact]
    public void If_in_a_flowchart_completes_with_Done_only()
    {
        var play = new Play(Chart("s->i i.True->a i.Done->b", Start(), Activity("i", "If", ("condition", Literal(true)), ("then", Write("t"))), Write("a"), Write("b")));

        play.Run().Lines.Should().Equal("t", "b");
    }

    [Theory]
    [InlineData("MatchFirst", "a")]
    [InlineData("MatchAny", "a b")]
    public void FlowSwitch_follows_the_labels_of_the_cases_that_match(string mode, string lines)
    {
        var cases = new System.Text.Json.Nodes.JsonArray(Case("A", true), Case("N", false), Case("B", true));
        var play = new Play(Chart("s->w w.A->a w.B->b w.N->n w.Default->d", Start(), Activity("w", "FlowSwitch", ("cases", cases), ("mode", Literal(mode))), Write("a"), Write("b"), Write("n"), Write("d")));

        play.Run().Lines.Should().Equal(lines.Split(' '));
    }

    static System.Text.Json.Nodes.JsonObject Case(string label, bool met) =>
        new() { ["label"] = label, ["condition"] = new System.Text.Json.Nodes.JsonObject { ["type"] = "Literal", ["value"] = met } };

    [Fact]
    public void FlowSwitch_without_a_match_follows_Default()
    {
        var cases = new System.Text.Json.Nodes.JsonArray(Case("A", false));

        new Play(Chart("s->w w.A->a w.Default->d", Start(), Activity("w", "FlowSwitch", ("cases", cases)), Write("a"), Write("d"))).Run().Lines.Should().Equal("d");
    }

    [Fact]
    public void FlowFork_follows_all_its_branches() =>
        new Play(Chart("s->k k.A->a k.B->b k.C->c", Start(), Fork("k", "A", "B"), Write("a"), Write("b"), Write("c"))).Run().Lines.Should().Equal("a", "b");

    [Fact]
    public void End_completes_the_flowchart_and_cancels_what_waits_saying_so_once()
    {
        var play = new Play(Chart("s->e s->a a->x e->never", Start(), Event("e"), Write("a"), Activity("x", "End"), Write("never"))).Run();

        play.Journal.Should().ContainInConsecutiveOrder("x Completed", "e Canceled", "fc Completed", "Workflow1 Completed");
        play.Of("fc").Should().Equal("Started", "Completed");
        play.State.Bookmarks.Should().BeEmpty();
    }

    [Fact]
    public void End_ends_only_the_flowchart_that_holds_it() =>
        new Play(Chart("s->in in->z", Start(), Flowchart("in", "t->x t->e", Start("t"), Activity("x", "End"), Event("e")), Write("z"))).Run()
            .Lines.Should().Equal("z");

    [Fact]
    public void What_is_queued_when_End_completes_the_flowchart_still_runs_and_is_waited_for()
    {
        var play = new Play(Chart("s->x s->e e->z", Start(), Activity("x", "End"), Sequence("e", Event("in", "Go"), Write("w", Var("n"))), Write("z")).Variable("n", "Int32", "7")).Run();

        play.Journal.Should().ContainInOrder("Workflow1 Completed", "e Started", "in Suspended");
        play.Status.Should().Be("Running/Suspended");

        play.Publish("Go");

        play.Lines.Should().Equal("7");
        play.Status.Should().Be("Finished/Finished");
    }

    [Theory]
    [InlineData("WaitAll", "a b z")]
    [InlineData("WaitAllActive", "a b z")]
    [InlineData("WaitAny", "a b z")]
    public void A_join_of_two_paths_that_come_runs_once(string mode, string lines) =>
        new Play(Chart("s->a s->b a->j b->j j->z", Start(), Write("a"), Write("b"), Join("j", mode), Write("z"))).Run().Lines.Should().Equal(lines.Split(' '));

    [Theory]
    [InlineData("WaitAll", "a")]
    [InlineData("WaitAllActive", "a z")]
    [InlineData("WaitAny", "a z")]
    public void Behind_a_path_not_taken_only_WaitAll_skips_itself_and_all_that_follows(string mode, string lines)
    {
        var play = new Play(Chart("s->a s->d d.True->b a->j b->j j->z", Start(), Write("a"), Decision("d", false), Write("b"), Join("j", mode), Write("z"))).Run();

        play.Lines.Should().Equal(lines.Split(' '));
        play.Status.Should().Be("Finished/Finished");
    }

    [Fact]
    public void Any_activity_with_several_inbound_connections_waits_for_all_that_are_active() =>
        new Play(Chart("s->a s->e a->z e->z", Start(), Write("a"), Event("e"), Write("z"))).Run().Lines.Should().Equal("a");

    [Fact]
    public void A_join_without_a_mode_goes_on_at_the_first()
    {
        var play = new Play(Chart("s->a s->e a->j e->j j->z", Start(), Write("a"), Event("e"), Activity("j", "FlowJoin"), Write("z"))).Run();

        play.Lines.Should().Equal("a", "z");
        play.Of("e").Should().Equal("Started", "Suspended", "Canceled");
    }

    [Fact]
    public void The_event_that_loses_a_race_is_cancelled()
    {
        var play = new Play(Chart("s->e1 s->e2 e1->j e2->j j->z", Start(), Event("e1"), Event("e2"), Join("j", "WaitAny"), Write("z"))).Run().Publish("e2");

        play.Journal.Should().ContainInConsecutiveOrder("e2 Completed", "e1 Canceled", "j Started", "j Completed", "z Started");
        play.Status.Should().Be("Finished/Finished");
    }

    [Fact]
    public void A_loop_runs_again_through_a_backward_connection()
    {
        var play = new Play(Chart("s->top top->e e->d d.True->top d.False->out", Start(), Write("top"), Event("e").With("result", To("again")), Decision("d", Var("again")), Write("out"))
            .Variable("again", "Object")).Run();

        play.Publish("e", true).Publish("e", true).Publish("e", false);

        play.Lines.Should().Equal("top", "top", "top", "out");
        play.Status.Should().Be("Finished/Finished");
    }

    [Fact]
    public void Joins_within_a_loop_come_together_in_every_round()
    {
        var play = new Play(Chart("s->top top->a top->b a->j b->j j->e e->d d.True->top d.False->out", Start(), Write("top"), Write("a"), Write("b"), Join("j", "WaitAll"), Event("e").With("result", To("again")), Decision("d", Var("again")), Write("out"))
            .Variable("again", "Object")).Run();

        play.Publish("e", true).Publish("e", false);

        play.Lines.Should().Equal("top", "a", "b", "top", "a", "b", "out");
        play.Status.Should().Be("Finished/Finished");
    }

    [Fact]
    public void A_backward_connection_past_another_way_in_faults_the_activity_that_completed()
    {
        var play = new Play(Chart("s->a s->b a->c b->c c->d d.True->a", Start(), Write("a"), Write("b"), Write("c"), Decision("d", true))).Run();

        play.Of("d").Should().Equal("Started", "Completed", "Faulted | Invalid backward connection: Every path from the source ('d') must go through the target ('a') when tracing back to the start.");
        play.Status.Should().Be("Finished/Faulted");
    }

    [Fact]
    public void A_nested_flowchart_completes_with_Done() =>
        new Play(Chart("s->in in->z", Start(), Flowchart("in", "t->a", Start("t"), Write("a")), Write("z"))).Run().Lines.Should().Equal("a", "z");

    [Fact]
    public void A_faulted_child_keeps_its_flowchart_open()
    {
        var play = new Play(Chart("s->f s->a", Start(), Fault("f"), Write("a")).ContinueWithIncidents()).Run();

        play.Lines.Should().Equal("a");
        play.Status.Should().Be("Running/Suspended");
    }

    [Fact]
    public void A_path_of_a_thousand_skipped_activities_is_walked()
    {
        var activities = Enumerable.Range(0, 1000).Select(i => Write($"w{i}")).Prepend(Decision("d", false)).Prepend(Start());
        var connections = string.Join(' ', Enumerable.Range(0, 999).Select(i => $"w{i}->w{i + 1}").Prepend("d.True->w0").Prepend("s->d"));

        new Play(Chart(connections, [.. activities])).Run().Status.Should().Be("Finished/Finished");
    }
}
