using System.Text.Json;
using FluentAssertions;
using GrantFlow.Workflows.Definitions;
using GrantFlow.Workflows.Execution;
using Xunit;
using static GrantFlow.Workflows.Tests.Flow;

namespace GrantFlow.Workflows.Tests;

/// <summary>elsa-semantics.md, section 6.</summary>
public class WaitTests
{
    [Fact]
    public void An_event_without_a_payload_gives_an_empty_object()
    {
        var play = new Play(Steps(Event("e").With("result", To("x")), Write("w", Var("x"))).Variable("x", "Object")).Run().Publish("e");

        play.Lines.Should().Equal("{}");
    }

    [Fact]
    public void An_events_payload_is_its_result()
    {
        var play = new Play(Steps(Event("e").With("result", To("x")), Write("w", Js("variables.x.name"))).Variable("x", "Object")).Run().Publish("e", new { name = "Anahit" });

        play.Lines.Should().Equal("Anahit");
    }

    [Fact]
    public void Two_waiters_of_one_event_resume_one_burst_each()
    {
        var play = new Play(Chart("s->e1 s->e2 e1->a e2->b", Start(), Event("e1", "Go"), Event("e2", "Go"), Write("a"), Write("b"))).Run().Publish("Go");

        play.Lines.Should().BeEquivalentTo(["a", "b"]);
        play.Status.Should().Be("Finished/Finished");
    }

    [Fact]
    public void A_bookmark_made_while_resuming_is_not_met_by_the_same_event()
    {
        var play = new Play(Steps(Event("e1", "Go"), Event("e2", "Go"), Write("z"))).Run().Publish("Go");

        play.Lines.Should().BeEmpty();
        play.Publish("Go").Lines.Should().Equal("z");
    }

    [Fact]
    public void An_activity_that_can_start_completes_at_once_when_its_event_did_start_the_workflow()
    {
        var play = new Play(Chart("e->w", Event("e").CanStart().With("result", To("x")), Write("w", Js("variables.x.n"))).Variable("x", "Object"));

        play.Do(new Stimulus.Start(null, "e", JsonSerializer.SerializeToElement(new { n = 3 })));

        play.Lines.Should().Equal("3");
        play.Of("e").Should().Equal("Started", "Completed");
    }

    [Fact]
    public void Started_by_hand_it_waits_like_any_other() =>
        new Play(Chart("e->w", Event("e").CanStart(), Write("w"))).Run().Publish("e").Lines.Should().Equal("w");

    [Fact]
    public void A_flowchart_begins_with_the_trigger_that_started_it()
    {
        var play = new Play(Chart("s->a e->w a->w", Start(), Write("a"), Event("e").CanStart(), Write("w")));

        play.Do(new Stimulus.Start(null, "e"));

        play.Lines.Should().Equal("w");
        play.Status.Should().Be("Finished/Finished");
    }

    [Fact]
    public void The_triggers_of_a_definition_are_known()
    {
        var play = new Play(Chart(
            "e->w t->w c->w at->w",
            Event("e").CanStart(),
            Activity("t", "Timer", ("interval", Literal("00:10:00"))).CanStart(),
            Activity("c", "Cron", ("cronExpression", Literal("0 8 * * 1 Asia/Yerevan"))).CanStart(),
            Activity("at", "StartAt", ("dateTime", Literal("2026-05-01T00:00:00Z"))).CanStart(),
            Event("no"), Write("w")));

        play.Graph.Triggers.Select(t => (t.ActivityId, t.Kind)).Should().Equal(
            ("e", WorkflowTriggerKind.Event), ("t", WorkflowTriggerKind.Timer), ("c", WorkflowTriggerKind.Cron), ("at", WorkflowTriggerKind.StartAt));
        play.Graph.Triggers.Select(t => t.Next(Play.Morning)).Should().Equal(
            null, Play.Morning.AddMinutes(10), new DateTimeOffset(2026, 3, 9, 4, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public void Delay_always_waits_from_the_moment_it_runs()
    {
        var play = new Play(Steps(Event("e"), Activity("d", "Delay", ("timeSpan", Literal("1.00:00:00"))), Write("z"))).Run();
        play.Now = Play.Morning.AddHours(5);

        play.Publish("e");

        play.State.Bookmarks.Should().ContainSingle(b => b.Kind == BookmarkKind.Timer && b.DueAt == Play.Morning.AddHours(29));
        play.FireTimer().Lines.Should().Equal("z");
    }

    [Fact]
    public void StartAt_waits_for_its_instant_and_not_for_one_that_has_passed()
    {
        System.Text.Json.Nodes.JsonObject At(string instant) => Activity("at", "StartAt", ("dateTime", Literal(instant)));

        new Play(Steps(At("2026-03-02T08:59:00Z"), Write("z"))).Run().Lines.Should().Equal("z");
        new Play(Steps(At("2026-03-02 10:00:00"), Write("z"))).Run().State.Bookmarks.Should().ContainSingle(b => b.DueAt == Play.Morning.AddHours(1));
    }

    [Fact]
    public void Timer_and_Cron_in_the_middle_wait_once()
    {
        var play = new Play(Steps(
            Activity("t", "Timer", ("interval", Literal("00:05:00"))),
            Activity("c", "Cron", ("cronExpression", Literal("0 12 * * *"))), Write("z"))).Run();

        play.FireTimer();
        play.State.Bookmarks.Should().ContainSingle(b => b.DueAt == Play.Morning.AddHours(3));
        play.FireTimer().Status.Should().Be("Finished/Finished");
    }

    [Fact]
    public void Waits_bear_the_instances_correlation_and_follow_it()
    {
        var play = new Play(Chart("s->e1 s->c c->e2", Start(), Event("e1"), Activity("c", "Correlate", ("correlationId", Literal("award:1"))), Event("e2")), correlation: "application:1").Run();

        play.State.CorrelationId.Should().Be("award:1");
        play.Last.BookmarksAdded.Should().HaveCount(2).And.OnlyContain(b => b.CorrelationId == "award:1");
    }

    [Fact]
    public void A_wait_from_an_earlier_burst_is_written_again_when_the_correlation_changes()
    {
        var play = new Play(Chart("s->e1 s->e2 e2->c c->e3", Start(), Event("e1"), Event("e2"), Activity("c", "Correlate", ("correlationId", Literal("award:1"))), Event("e3")), correlation: "application:1").Run();

        play.Publish("e2");

        play.Last.BookmarksAdded.Select(b => b.Name).Should().BeEquivalentTo(["e1", "e3"]);
        play.Last.BookmarksAdded.Should().OnlyContain(b => b.CorrelationId == "award:1");
    }

    [Fact]
    public void PublishEvent_sends_a_signal_with_a_key_of_its_own()
    {
        var play = new Play(Steps(
            Activity("p", "PublishEvent", ("eventName", Literal("Go")), ("correlationId", Literal("award:1")), ("payload", Object("""{"n":1}"""))),
            Activity("q", "PublishEvent", ("eventName", Literal("Here")), ("isLocalEvent", Literal(true))))).Run();

        play.Last.Published.Should().HaveCount(2);
        play.Last.Published[0].Should().Match<PublishedEvent>(p => p.Name == "Go" && p.CorrelationId == "award:1" && p.InstanceId == null);
        play.Last.Published[0].Payload!.Value.GetRawText().Should().Be("""{"n":1}""");
        play.Last.Published[1].InstanceId.Should().Be(play.State.InstanceId);
        play.Last.Published.Select(p => p.Key).Should().OnlyHaveUniqueItems();
    }
}
