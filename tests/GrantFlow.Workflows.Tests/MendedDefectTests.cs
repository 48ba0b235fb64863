using FluentAssertions;
using Xunit;
using static GrantFlow.Workflows.Tests.Flow;

namespace GrantFlow.Workflows.Tests;

/// <summary>What elsa-semantics.md names a defect of the real engine, and what this one does instead.</summary>
public class MendedDefectTests
{
    [Fact]
    public void A_join_that_cancels_a_late_ancestor_runs_once()
    {
        var play = new Play(Chart("s->a s->e a->j e->j j->k k->z", Start(), Write("a"), Event("e"), Join("j", "WaitAny"), Event("k"), Write("z"))).Run();

        play.Of("j").Should().Equal("Started", "Completed");
        play.Publish("k").Lines.Should().Equal("a", "z");
        play.Status.Should().Be("Finished/Finished");
    }

    [Theory]
    [InlineData("Sequence")]
    [InlineData("Flowchart")]
    [InlineData("Parallel")]
    public void The_loser_of_a_race_may_be_a_container(string container)
    {
        var loser = container switch
        {
            "Sequence" => Sequence("in", Event("e1"), Write("q")),
            "Parallel" => Parallel("in", Event("e1"), Event("e3")),
            _ => Flowchart("in", "t->e1 e1->q", Start("t"), Event("e1"), Write("q")),
        };
        var play = new Play(Chart("s->in s->e2 in->j e2->j j->z", Start(), loser, Event("e2"), Join("j", "WaitAny"), Write("z"))).Run().Publish("e2");

        play.Journal.Should().ContainInOrder("e2 Completed", "e1 Canceled", "in Canceled", "j Started");
        play.Of("in").Should().Equal("Started", "Canceled");
        play.Incidents.Should().BeEmpty();
        play.Lines.Should().Equal("z");
        play.Status.Should().Be("Finished/Finished");
    }

    [Fact]
    public void The_loser_may_be_a_container_within_a_container()
    {
        var loser = Sequence("in", Flowchart("deep", "t->e1 t->e3", Start("t"), Event("e1"), Event("e3")));
        var play = new Play(Chart("s->in s->e2 in->j e2->j j->z", Start(), loser, Event("e2"), Join("j", "WaitAny"), Write("z"))).Run().Publish("e2");

        play.Status.Should().Be("Finished/Finished");
        play.State.Bookmarks.Should().BeEmpty();
        play.Of("deep").Should().Equal("Started", "Canceled");
    }

    [Fact]
    public void Complete_in_a_nested_flowchart_ends_the_workflow()
    {
        var play = new Play(Chart("s->in in.Foo->foo in->done", Start(), Flowchart("in", "t->c", Start("t"), Activity("c", "Complete", ("outcomes", Literal("Foo")))), Write("foo"), Write("done"))).Run();

        play.Incidents.Should().BeEmpty();
        play.Lines.Should().BeEmpty();
        play.Status.Should().Be("Finished/Finished");
        play.Last.Journal[^1].Outcomes.Should().Equal("Foo");
    }

    [Fact]
    public void A_fault_after_a_resumption_leaves_the_next_activity_as_it_is()
    {
        var play = new Play(Chart("s->a s->b a->c b->c c->e e->w e->a", Start(), Write("a"), Write("b"), Write("c"), Event("e"), Write("w")).ContinueWithIncidents()).Run();

        play.Publish("e");

        play.Incidents.Should().ContainSingle().Which.Message.Should().StartWith("Invalid backward connection");
        play.Of("e").Should().HaveElementAt(3, "Completed").And.HaveCount(5);
        play.Lines.Should().Equal("a", "b", "c", "w");
    }

    [Fact]
    public void A_flowchart_around_a_nested_End_is_not_forgotten()
    {
        var play = new Play(Chart("a->in in->b", Write("a"), Flowchart("in", "s->x s->p", Start(), Activity("x", "End"), Sequence("p", Write("p1"))), Write("b"))).Run();

        play.Lines.Should().Equal("a", "b", "p1");
        play.Status.Should().Be("Finished/Finished");
    }

    [Fact]
    public void A_completed_flowchart_says_so_once_when_End_cancels_several()
    {
        var play = new Play(Chart("s->e1 s->e2 s->in s->x", Start(), Event("e1"), Event("e2"), Flowchart("in", "t->e3", Start("t"), Event("e3")), Sequence("x", Activity("end", "End"), Write("no")))).Run();

        play.Status.Should().Be("Running/Suspended", "End in a sequence ends the sequence only");

        var ended = new Play(Chart("s->e1 s->e2 s->in s->d d.True->x", Start(), Event("e1"), Event("e2"), Flowchart("in", "t->e3", Start("t"), Event("e3")), Decision("d", true), Activity("x", "End"))).Run();

        ended.Of("fc").Should().Equal("Started", "Completed");
        ended.Of("in").Should().Equal("Started", "Canceled");
        ended.Incidents.Should().BeEmpty();
        ended.Status.Should().Be("Finished/Finished");
    }
}
