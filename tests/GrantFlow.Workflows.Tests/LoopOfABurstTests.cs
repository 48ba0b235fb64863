using FluentAssertions;
using GrantFlow.Workflows.Execution;
using GrantFlow.Workflows.Runtime;
using Xunit;
using static GrantFlow.Workflows.Tests.Flow;

namespace GrantFlow.Workflows.Tests;

/// <summary>elsa-semantics.md, sections 1 and 2.</summary>
public class LoopOfABurstTests
{
    [Fact]
    public void Branches_interleave_breadth_first() =>
        new Play(Chart("s->a1 a1->a2 s->b1 b1->b2", Start(), Write("a1"), Write("a2"), Write("b1"), Write("b2"))).Run()
            .Lines.Should().Equal("a1", "b1", "a2", "b2");

    [Fact]
    public void Two_sequences_in_a_parallel_interleave() =>
        new Play(Of(Parallel("p", Sequence("x", Write("a1"), Write("a2")), Sequence("y", Write("b1"), Write("b2"))))).Run()
            .Lines.Should().Equal("a1", "b1", "a2", "b2");

    [Fact]
    public void Every_journal_begins_and_ends_with_the_workflow_and_its_root()
    {
        var play = new Play(Steps(Write("a"))).Run();

        play.Journal.Should().Equal("Workflow1 Started", "sq Started", "a Started", "a Completed", "sq Completed", "Workflow1 Completed");
        play.Status.Should().Be("Finished/Finished");
    }

    [Fact]
    public void The_last_childs_completion_completes_its_ancestors_at_once() =>
        new Play(Steps(Sequence("in", Write("a")), Write("b"))).Run()
            .Journal.Should().ContainInConsecutiveOrder("a Completed", "in Completed", "b Started");

    [Fact]
    public void The_journals_sequence_rises_strictly_across_bursts()
    {
        var play = new Play(Steps(Event("e"), Write("a"))).Run();
        var first = play.Last.Journal.Select(l => l.Sequence).ToList();

        play.Publish("e");

        first.Should().Equal(1, 2, 3, 4);
        play.Last.Journal.Select(l => l.Sequence).Should().Equal(5, 6, 7, 8, 9, 10);
    }

    [Fact]
    public void Every_turn_of_a_loop_is_a_visit_of_its_own()
    {
        var play = new Play(Of(Activity("f", "For", ("end", Literal(2)), ("body", Write("w"))))).Run();

        play.Last.Journal.Where(l => play.Graph[l.Node].ActivityId == "w" && l.Event == JournalEvent.Started)
            .Select(l => l.Visit).Should().OnlyHaveUniqueItems().And.HaveCount(3);
    }

    [Fact]
    public void A_stuck_graph_without_any_bookmark_is_suspended()
    {
        var play = new Play(Steps(Fault("f"), Write("never")).ContinueWithIncidents()).Run();

        play.Status.Should().Be("Running/Suspended");
        play.State.Bookmarks.Should().BeEmpty();
    }

    [Fact]
    public void Outcomes_are_on_record_only_where_they_were_chosen()
    {
        var play = new Play(Chart("s->d d.True->a", Start(), Decision("d", true), Write("a"))).Run();

        JournalLine Completion(string id) => play.Last.Journal.Single(l => play.Graph[l.Node].ActivityId == id && l.Event == JournalEvent.Completed);
        Completion("d").Outcomes.Should().Equal("True");
        Completion("a").Outcomes.Should().BeNull();
    }

    [Theory]
    [InlineData("finished")]
    [InlineData("faulted")]
    [InlineData("cancelled")]
    public void A_stimulus_to_an_instance_that_is_over_changes_nothing(string how)
    {
        var play = how switch
        {
            "finished" => new Play(Steps(Write("a"))).Run(),
            "faulted" => new Play(Chart("s->e s->f", Start(), Event("e"), Fault("f"))).Run(),
            _ => new Play(Steps(Event("e"))).Run().Do(new Stimulus.Cancel("no longer needed")),
        };
        var before = play.Journal.Count;

        play.Do(new Stimulus.Start()).Last.IsNothing.Should().BeTrue();
        play.Do(new Stimulus.Resume(1)).Last.IsNothing.Should().BeTrue();
        play.Do(new Stimulus.Cancel("again")).Last.IsNothing.Should().BeTrue();

        play.Journal.Should().HaveCount(before);
    }

    [Fact]
    public void Cancelling_ends_the_instance_and_its_waits()
    {
        var play = new Play(Chart("s->e s->t", Start(), Event("e"), Activity("t", "Delay", ("timeSpan", Literal("01:00:00"))))).Run();

        play.Do(new Stimulus.Cancel("withdrawn"));

        play.State.SubStatus.Should().Be(WorkflowSubStatus.Cancelled);
        play.Last.BookmarksRemoved.Should().BeEquivalentTo([1, 2]);
        play.Last.Ended.Should().BeTrue();
        play.Journal[^1].Should().Be("Workflow1 Workflow cancelled | withdrawn");
    }

    [Fact]
    public void A_loop_without_end_is_a_fault_and_not_a_hang()
    {
        var play = new Play(Of(Activity("w", "While", ("condition", Literal(true)), ("body", Write("x")))), options: new BurstOptions { MaxSteps = 500 }).Run();

        play.Incidents.Should().ContainSingle().Which.Message.Should().Contain("a loop has no end");
        play.Status.Should().Be("Finished/Faulted");
    }

    [Fact]
    public void A_number_of_nested_containers_deep_as_the_checker_allows_runs()
    {
        var root = Write("w");
        for (var i = 0; i < 190; i++) root = Sequence($"s{i}", root);

        new Play(Of(root)).Run().Lines.Should().Equal("w");
    }
}
