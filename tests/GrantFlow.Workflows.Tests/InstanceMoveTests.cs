using System.Text.Json.Nodes;
using FluentAssertions;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Definitions;
using GrantFlow.Workflows.Execution;
using GrantFlow.Workflows.Moving;
using Xunit;
using static GrantFlow.Workflows.Tests.Flow;

namespace GrantFlow.Workflows.Tests;

public class InstanceMoveTests
{
    static readonly string Old = Chart("s->e e->a", Start(), Event("e", "Go"), Write("a"));

    static IReadOnlyList<string> Bars(Play play, string to) => [.. play.Move(to).Bars.Select(b => b.Code)];

    static JsonObject Delay(string id, string span) => Activity(id, "Delay", ("timeSpan", Literal(span)));

    [Fact]
    public void What_is_new_ahead_runs()
    {
        var play = new Play(Old).Run();

        play.Move(Chart("s->e e->n n->a", Start(), Event("e", "Go"), Write("n"), Write("a"))).Bars.Should().BeEmpty();
        play.Publish("Go").Lines.Should().Equal("n", "a");

        play.Status.Should().Be("Finished/Finished");
    }

    [Fact]
    public void What_is_new_behind_counts_as_passed()
    {
        var play = new Play(Old).Run();

        play.Move(Chart("s->n n->e e->a", Start(), Write("n"), Event("e", "Go"), Write("a"))).Bars.Should().BeEmpty();

        play.Publish("Go").Lines.Should().Equal("a");
    }

    [Theory]
    [InlineData("s->e s->f e->n n->j f->j j->a")]
    [InlineData("s->e s->f e->j f->n n->j j->a")]
    [InlineData("s->e s->n n->f e->j f->j j->a")]
    [InlineData("s->n n->e n->f e->j f->j j->a")]
    public void A_join_that_one_branch_has_reached_goes_on_when_the_other_comes(string connections)
    {
        JsonObject[] all = [Start(), Event("e", "E"), Event("f", "F"), Join("j", "WaitAll"), Write("a")];
        var play = new Play(Chart("s->e s->f e->j f->j j->a", all)).Run().Publish("E");

        play.Move(Chart(connections, [.. all.Select(a => (JsonObject)a.DeepClone()), Write("n")])).Bars.Should().BeEmpty();
        play.Publish("F");

        play.Lines.Should().EndWith("a");
        play.Status.Should().Be("Finished/Finished");
    }

    [Fact]
    public void A_loop_goes_round_through_what_is_new()
    {
        JsonObject[] all = [Start(), Event("e", "Again"), Decision("d", false), Write("a")];
        var play = new Play(Chart("s->e e->d d.False->e d.True->a", all)).Run().Publish("Again").Publish("Again");

        play.Move(Chart("s->e e->n n->d d.False->e d.True->a", [.. all.Select(a => (JsonObject)a.DeepClone()), Write("n")])).Bars.Should().BeEmpty();
        play.Publish("Again").Publish("Again");

        play.Lines.Should().Equal("n", "n");
        play.State.Bookmarks.Should().ContainSingle();
    }

    [Fact]
    public void Where_it_stands_must_be_there_and_the_same()
    {
        Bars(new Play(Old).Run(), Chart("s->a", Start(), Write("a"))).Should().Equal("activity-gone");
        Bars(new Play(Old).Run(), Chart("s->e e->a", Start(), Delay("e", "1.00:00:00"), Write("a"))).Should().Equal("other-type");
        Bars(new Play(Old).Run(), Chart("s->q q->a", Start(), Sequence("q", Event("e", "Go")), Write("a"))).Should().Equal("other-container");
        Bars(new Play(Old).Run(), Chart("s->a", Start(), Event("e", "Go"), Write("a"))).Should().Equal("unreachable");
        Bars(new Play(Steps(Sequence("q", Event("e")))).Run(), Steps(Parallel("q", Event("e")))).Should().Equal("container-changed");
        Bars(new Play(Steps(Event("e"))).Run(), Of(Flowchart("sq", "", Event("e")))).Should().Equal("container-changed");
        new Play(Old).Run().Move(Chart("s->a", Start(), Write("a"))).Bars.Should().Equal(new MoveRemark("activity-gone", "Event", ""));
    }

    [Fact]
    public void What_has_ended_or_not_begun_stays()
    {
        Bars(new Play(Old).Run().Publish("Go"), Old).Should().Equal("over");
        Bars(new Play(Old), Old).Should().Equal("not-begun");
        Bars(new Play(Old).Run().Do(new Stimulus.Cancel("enough")), Old).Should().Equal("over");
    }

    [Fact]
    public void What_would_be_due_at_once_bars_since_nothing_would_set_it_going()
    {
        JsonObject[] all = [Start(), Event("e", "E"), Event("f", "F"), Join("j", "WaitAll"), Write("a")];
        var play = new Play(Chart("s->e s->f e->j f->j j->a", all)).Run().Publish("E");

        Bars(play, Chart("s->e s->f e->j j->a", [.. all.Select(a => (JsonObject)a.DeepClone())])).Should().Equal("already-due");
    }

    [Fact]
    public void An_activity_that_failed_goes_along_and_is_retried_there()
    {
        var play = new Play(Chart("s->f f->a", Start(), Fault("f"), Write("a")).ContinueWithIncidents()).Run();

        Bars(play, Chart("s->a", Start(), Write("a"))).Should().Equal("incident-gone");
        play.Move(Chart("s->n n->f f->b b->a", Start(), Write("n"), Fault("f", "still"), Write("b"), Write("a")).ContinueWithIncidents()).Bars.Should().BeEmpty();
        play.Do(new Stimulus.Retry(1)).Incidents[^1].Message.Should().Be("still");
        play.Do(new Stimulus.Skip(2)).Lines.Should().Equal("b", "a");
    }

    [Fact]
    public void Variables_go_along_by_their_id()
    {
        var play = new Play(Chart("s->v v->e e->w", Start(), Set("v", "x", Literal("5")), Event("e", "Go"), Write("w", Var("x"))).Variable("x", "String").Variable("y", "String", "left")).Run();
        static Flow To(string type) => Chart("s->v v->e e->w", Start(), Set("v", "x", Literal("5")), Event("e", "Go"), Write("w", Var("x"))).Variable("new", "Int32", "1").Variable("x", type);

        play.Move(To("Int32")).Notes.Should().BeEmpty("what still has its first value is no loss");
        play.Value("x").Should().Be(5);
        play.Value("new").Should().Be(1);
        play.Publish("Go").Lines.Should().Equal("5");

        var other = new Play(Chart("s->v v->e e->w", Start(), Set("v", "x", Literal("many")), Event("e", "Go"), Write("w", Var("x"))).Variable("x", "String")).Run();
        other.Move(To("Int32")).Bars.Should().Equal(new MoveRemark("variable-type", "Test", "x"));
        other.Move(Chart("s->e", Start(), Event("e", "Go"))).Notes.Should().Equal(new MoveRemark("variable-dropped", "Test", "x"));
    }

    [Fact]
    public void Timers_keep_their_instant_and_signals_their_name()
    {
        var play = new Play(Chart("s->d s->e", Start(), Delay("d", "1.00:00:00"), Event("e", "Go"))).Run();
        var due = play.State.Bookmarks.Single(b => b.DueAt is not null).DueAt;

        var plan = play.Move(Chart("s->n n->d n->e", Start(), Write("n"), Delay("d", "9.00:00:00"), Event("e", "Come")));

        plan.Notes.Should().BeEquivalentTo([new MoveRemark("timer-kept", "Delay", "Time span"), new MoveRemark("signal-kept", "Event", "Event name")]);
        play.State.Bookmarks.Single(b => b.DueAt is not null).DueAt.Should().Be(due);
        play.Publish("Come").State.Bookmarks.Should().HaveCount(2);
        play.Publish("Go").FireTimer().Status.Should().Be("Finished/Finished");
    }

    [Fact]
    public void A_sequence_goes_on_behind_where_it_stands()
    {
        var play = new Play(Steps(Write("a"), Event("e"), Write("b"))).Run();

        play.Move(Steps(Event("e"), Write("c"), Write("b"))).Bars.Should().BeEmpty();

        play.Publish("e").Lines.Should().Equal("a", "c", "b");
    }

    [Fact]
    public void A_root_that_was_drawn_anew_is_the_same_root()
    {
        var play = new Play(Old).Run();

        play.Move(Of(Flowchart("other", "s->e e->b", Start(), Event("e", "Go"), Write("b")))).Bars.Should().BeEmpty();

        play.Publish("Go").Lines.Should().Equal("b");
    }

    [Fact]
    public void Host_activities_keep_waits_and_attempts_unless_one_is_under_way()
    {
        var catalogue = ActivityCatalogue.WithBuiltIns().Add(new ActivityDescriptor("Test.Ask", 1, "Test", "Ask", "Asks.", ActivityKind.Action, [], [], [new("Yes"), new("No")]));
        WorkflowGraph Graph(string json, params string[] ports) => DefinitionCompiler.Compile(json, ActivityCatalogue.WithBuiltIns().Add(new ActivityDescriptor("Test.Ask", 1, "Test", "Ask", "Asks.", ActivityKind.Action, [], [], [.. ports.Select(p => new PortDescriptor(p))]))).Graph!;
        var json = Chart("s->q q.Yes->a", Start(), Activity("q", "Test.Ask"), Write("a")).Json;
        var waits = new Play(json, catalogue).Host("Test.Ask", _ => Outcome.WaitFor(Wait.ForChosenOutcome("Told"))).Run();
        var fails = new Play(json, catalogue).Host("Test.Ask", _ => throw new HostFailure("no")).Run();

        InstanceMove.Plan(waits.State, Graph(json, "Yes", "No")).Bars.Should().BeEmpty();
        InstanceMove.Plan(waits.State, Graph(json, "Yes", "Later")).Bars.Should().Equal(new MoveRemark("outcome-gone", "Ask", "No"));
        InstanceMove.Plan(fails.State, Graph(json, "Yes", "No")).Bars.Should().Equal(new MoveRemark("attempt-under-way", "Ask", ""));
    }

    [Fact]
    public void Where_an_instance_stands_is_told_by_captions() =>
        InstanceMove.StandsAt(new Play(Chart("s->e", Start(), Event("e").With("metadata", new JsonObject { ["displayText"] = "Wait for the letter" }))).Run().State)
            .Should().Equal("Wait for the letter");
}
