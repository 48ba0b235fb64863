using FluentAssertions;
using GrantFlow.Workflows.Execution;
using GrantFlow.Workflows.Runtime;
using Xunit;
using static GrantFlow.Workflows.Tests.Flow;

namespace GrantFlow.Workflows.Tests;

/// <summary>elsa-semantics.md, section 5, and what an operator does.</summary>
public class FaultTests
{
    [Fact]
    public void A_fault_makes_an_incident_and_its_ancestors_stay_running()
    {
        var play = new Play(Chart("s->q", Start(), Sequence("q", Fault("f", "no money"), Write("no")))).Run();

        var incident = play.Incidents.Should().ContainSingle().Subject;
        incident.Message.Should().Be("no money");
        play.Graph[incident.Node].ActivityId.Should().Be("f");
        play.Of("q").Should().Equal("Started");
        play.Of("f").Should().Equal("Started", "Faulted | no money");
    }

    [Fact]
    public void A_failing_input_is_named_and_its_cause_kept()
    {
        var play = new Play(Steps(Write("w", Js("nothing.there")))).Run();

        play.Incidents[0].Message.Should().Be("Failed to evaluate activity input 'Text': The script failed: nothing is not defined");
        play.Incidents[0].Detail.Should().Contain("nothing");
    }

    [Fact]
    public void A_cause_of_any_length_is_told_in_brief()
    {
        var play = new Play(Steps(Write("w", Js("throw new Error(new Array(5000).join('x'))")))).Run();

        play.Incidents[0].Message.Should().EndWith("xxx…").And.Subject.Length.Should().BeLessThan(600);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void By_default_a_fault_ends_the_instance_but_what_is_queued_goes_on(bool explicitly)
    {
        var flow = Chart("s->f s->a a->b f->after", Start(), Fault("f"), Write("a"), Write("b"), Write("after"));
        var play = new Play(explicitly ? flow.FaultWithIncidents() : flow).Run();

        play.Lines.Should().Equal("a", "b");
        play.Status.Should().Be("Finished/Faulted");
    }

    [Fact]
    public void With_ContinueWithIncidents_the_instance_stays_and_the_faulted_path_never_goes_on()
    {
        var play = new Play(Chart("s->f s->e e->z f->after", Start(), Fault("f"), Event("e"), Write("z"), Write("after")).ContinueWithIncidents()).Run();

        play.Status.Should().Be("Running/Suspended");
        play.Publish("e");

        play.Lines.Should().Equal("z");
        play.Status.Should().Be("Running/Suspended");
    }

    [Theory]
    [InlineData("WaitAll")]
    [InlineData("WaitAllActive")]
    public void A_join_waiting_for_a_faulted_branch_never_runs(string mode) =>
        new Play(Chart("s->a s->f a->j f->j j->z", Start(), Write("a"), Fault("f"), Join("j", mode), Write("z")).ContinueWithIncidents()).Run()
            .Lines.Should().Equal("a");

    [Fact]
    public void The_waits_of_a_faulted_instance_are_kept_and_cannot_be_resumed()
    {
        var play = new Play(Chart("s->e s->f e->z", Start(), Event("e"), Fault("f"), Write("z"))).Run();

        play.State.Bookmarks.Should().ContainSingle();
        play.Publish("e").Last.IsNothing.Should().BeTrue();
        play.Lines.Should().BeEmpty();
    }

    [Fact]
    public void A_resumed_activity_that_faults_keeps_its_bookmark()
    {
        var play = new Play(Chart("s->a s->b a->c b->c c->e e->a", Start(), Write("a"), Write("b"), Write("c"), Event("e")).ContinueWithIncidents()).Run().Publish("e");

        play.Incidents.Should().ContainSingle();
        play.State.Bookmarks.Should().ContainSingle();
    }

    [Fact]
    public void A_fault_without_a_message_still_says_something() =>
        new Play(Steps(Activity("f", "Fault", ("code", Literal("C7"))))).Run().Incidents[0].Message.Should().Be("Fault C7");

    [Fact]
    public void SetVariable_of_an_unknown_variable_faults()
    {
        var play = new Play(Steps(Set("set", "gone", Literal("1")))).Run();

        play.Problems.Should().ContainSingle(p => p.Code == "unknown-variable");
        play.Incidents[0].Message.Should().Be("Variable 'gone' not found.");
    }

    [Fact]
    public void An_operator_retries_what_failed_and_a_faulted_instance_lives_again()
    {
        var play = new Play(Chart("s->w w->z s->e", Start(), Write("w", Js("getVariable('list').length")), Write("z"), Event("e").With("result", To("list")))
            .Variable("list", "Object").ContinueWithIncidents()).Run();
        play.Incidents.Should().ContainSingle();
        play.Publish("e", new[] { 1, 2, 3 });

        play.Do(new Stimulus.Retry(play.Incidents[0].Number));

        play.Lines.Should().Equal("3", "z");
        play.Last.IncidentsClosed.Should().Equal(1);
        play.Of("w").Should().Equal("Started", "Faulted | Failed to evaluate activity input 'Text': The script failed: TypeError, line 1, column 1", "Retried", "Completed");
        play.Status.Should().Be("Finished/Finished");
    }

    [Fact]
    public void The_waits_of_an_instance_that_lives_again_are_written_again()
    {
        var play = new Play(Chart("s->e s->f e->z", Start(), Event("e"), Fault("f"), Write("z"))).Run();

        play.Do(new Stimulus.Skip(1));
        play.Last.BookmarksAdded.Should().ContainSingle(b => b.Name == "e");

        play.Publish("e").Status.Should().Be("Finished/Finished");
    }

    [Fact]
    public void A_retry_that_fails_again_is_a_new_incident()
    {
        var play = new Play(Steps(Fault("f"), Write("z"))).Run();

        play.Do(new Stimulus.Retry(1));

        play.Last.IncidentsClosed.Should().Equal(1);
        play.State.OpenIncidents.Should().Equal(2);
        play.Status.Should().Be("Finished/Faulted");
    }

    [Theory]
    [InlineData(null, "z")]
    [InlineData("Other", "o")]
    public void An_operator_skips_what_failed_and_says_where_to_go_on(string? outcome, string line)
    {
        var play = new Play(Chart("s->f f->z f.Other->o", Start(), Fault("f"), Write("z"), Write("o"))).Run();

        play.Do(new Stimulus.Skip(1, outcome));

        play.Lines.Should().Equal(line);
        play.Status.Should().Be("Finished/Finished");
        play.Of("f").Should().ContainInOrder("Skipped" + (outcome is null ? "" : " | Other"), "Completed");
    }

    [Fact]
    public void A_retry_of_an_incident_that_is_closed_changes_nothing()
    {
        var play = new Play(Steps(Fault("f"))).Run().Do(new Stimulus.Skip(1));

        play.Do(new Stimulus.Retry(1)).Last.IsNothing.Should().BeTrue();
        play.Do(new Stimulus.Skip(7)).Last.IsNothing.Should().BeTrue();
    }

    [Fact]
    public void Cancelling_closes_the_open_incidents()
    {
        var play = new Play(Steps(Fault("f")).ContinueWithIncidents()).Run().Do(new Stimulus.Cancel("given up"));

        play.Last.IncidentsClosed.Should().Equal(1);
        play.State.SubStatus.Should().Be(WorkflowSubStatus.Cancelled);
    }

    [Fact]
    public void Retrying_a_container_begins_it_anew()
    {
        var play = new Play(Steps(Activity("l", "ForEach", ("items", Js("getVariable('n').there")), ("body", Write("w"))), Write("z")).Variable("n", "Object").ContinueWithIncidents()).Run();

        play.Do(new Stimulus.Retry(1)).Do(new Stimulus.Skip(2));

        play.Lines.Should().Equal("z");
    }
}
