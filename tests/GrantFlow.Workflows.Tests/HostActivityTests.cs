using System.Text.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Execution;
using GrantFlow.Workflows.Runtime;
using Xunit;
using static GrantFlow.Workflows.Tests.Flow;

namespace GrantFlow.Workflows.Tests;

public class HostActivityTests
{
    /// <summary>Asks somebody and follows the answer.</summary>
    [Activity("Test.Ask", "Everywhere", "Asks somebody.", Outcomes = ["Yes", "No"], Outputs = ["Answer:String:What was said."], Waits = true)]
    sealed class Ask : HostActivity<Ask.Question>
    {
        public sealed record Question([property: Input("Who")] string Who, int Times = 1);

        protected override ValueTask<Outcome> RunAsync(Question input, ActivityRun run, CancellationToken ct) => ValueTask.FromResult(Outcome.Done);
    }

    static readonly ActivityCatalogue Catalogue = ActivityCatalogue.WithBuiltIns().Add<Ask>();

    static JsonObject AskActivity(string id = "ask") => Activity(id, "Test.Ask", ("who", Literal("Anahit")), ("answer", To("answer")));

    static Play Asking(Func<HostCall, Outcome> act, Flow? flow = null) =>
        new Play(flow ?? Chart("s->ask ask.Yes->y ask.No->n", Start(), AskActivity(), Write("y"), Write("n")).Variable("answer", "String"), Catalogue, correlation: "award:1").Host("Test.Ask", act);

    [Fact]
    public void A_host_activity_is_given_its_inputs_with_defaults_filled_in()
    {
        var play = Asking(_ => Outcome.Of("Yes").With("Answer", "of course")).Run();

        var run = play.Calls.Should().ContainSingle().Subject.Run;
        run.Inputs.Should().BeEquivalentTo(new Dictionary<string, object?> { ["Who"] = "Anahit", ["Times"] = 1 });
        ActivityCatalogue.Bind<Ask.Question>(run.Inputs).Should().Be(new Ask.Question("Anahit"));
        run.CorrelationId.Should().Be("award:1");
        play.Lines.Should().Equal("y");
        play.Value("answer").Should().Be("of course");
        play.Problems.Should().BeEmpty();
    }

    [Fact]
    public void The_first_wait_that_ends_decides_and_gives_up_the_others()
    {
        var play = Asking(_ => Outcome.WaitFor(Wait.ForSignal("Answered", "Yes"), Wait.Until(Play.Morning.AddDays(1), "No"))).Run();
        play.State.Bookmarks.Should().HaveCount(2).And.OnlyContain(b => b.CorrelationId == "award:1");

        play.FireTimer();

        play.Lines.Should().Equal("n");
        play.State.Bookmarks.Should().BeEmpty();
        play.Last.BookmarksRemoved.Should().BeEquivalentTo([1, 2]);
        play.Of("ask").Should().Equal("Started", "Suspended", "Resumed", "Completed");
    }

    [Fact]
    public void A_signal_may_name_the_outcome_and_carry_outputs()
    {
        var play = Asking(_ => Outcome.WaitFor(Wait.ForChosenOutcome("Answered"))).Run().Publish("Answered", new { outcome = "No", answer = "never" });

        play.Lines.Should().Equal("n");
        play.Value("answer").Should().Be("never");
    }

    [Theory]
    [InlineData("Maybe", "names the outcome 'Maybe'")]
    [InlineData(null, "names no outcome")]
    public void An_outcome_that_the_activity_does_not_have_is_an_incident(string? outcome, string message)
    {
        var play = Asking(_ => Outcome.WaitFor(Wait.ForChosenOutcome("Answered"))).Run().Publish("Answered", new { outcome });

        play.Incidents.Should().ContainSingle().Which.Message.Should().Contain(message);
    }

    [Fact]
    public void A_wait_may_bring_the_activity_back_with_what_was_sent()
    {
        var play = Asking(call => call.Run.Resumption is { Payload: { } payload }
            ? Outcome.Of(payload.GetProperty("good").GetBoolean() ? "Yes" : "No")
            : Outcome.WaitFor(Wait.ThenAgain("Answered"), Wait.UntilThenAgain(Play.Morning.AddDays(1), "late"))).Run();

        play.Publish("Answered", new { good = true });

        play.Lines.Should().Equal("y");
        play.Calls.Select(c => c.Run.Key).Should().OnlyHaveUniqueItems();
        play.Calls[1].Run.Resumption!.Tag.Should().Be("Answered");
        play.State.Bookmarks.Should().BeEmpty();
    }

    [Fact]
    public void A_wait_may_be_addressed_to_something_else()
    {
        var play = Asking(_ => Outcome.WaitFor(Wait.ForSignal("Answered", "Yes", "task:7"))).Run();

        play.State.Bookmarks.Should().ContainSingle(b => b.CorrelationId == "task:7" && b.OwnCorrelation);
    }

    [Fact]
    public void A_failing_activity_is_tried_again_and_keeps_its_key()
    {
        var play = Asking(call => call.Attempt < 3 ? throw new HostFailure("no answer") : Outcome.Of("Yes")).Run();
        play.Status.Should().Be("Running/Suspended");
        play.State.Bookmarks.Should().ContainSingle(b => b.Kind == BookmarkKind.Timer && b.DueAt == Play.Morning.AddMinutes(1));

        play.FireTimer();
        play.State.Bookmarks.Should().ContainSingle(b => b.DueAt == Play.Morning.AddMinutes(11));
        play.FireTimer();

        play.Lines.Should().Equal("y");
        play.Calls.Select(c => c.Run.Key).Distinct().Should().ContainSingle();
        play.Calls.Select(c => c.Attempt).Should().Equal(1, 2, 3);
        play.Of("ask").Should().Equal("Started", "Retry scheduled | no answer", "Retried", "Retry scheduled | no answer", "Retried", "Completed");
        play.Incidents.Should().BeEmpty();
    }

    [Fact]
    public void When_its_attempts_are_used_up_an_incident_waits_for_an_operator()
    {
        var broken = true;
        var play = Asking(_ => broken ? throw new HostFailure("no answer") : Outcome.Of("No")).Run().FireTimer().FireTimer();

        play.Status.Should().Be("Running/Suspended", "a host activity's failure doesn't end the instance unless the definition says so");
        play.State.OpenIncidents.Should().Equal(1);
        broken = false;
        play.Do(new Stimulus.Retry(1));

        play.Lines.Should().Equal("n");
        play.Calls.Select(c => c.Run.Key).Distinct().Should().ContainSingle();
        play.Status.Should().Be("Finished/Finished");
    }

    [Fact]
    public void A_definition_may_say_that_a_failure_ends_the_instance_and_how_often_to_try()
    {
        var flow = Chart("s->ask", Start(), AskActivity().Custom("retry", JsonNode.Parse("""{"attempts":2,"waits":["00:00:05"]}"""))).Variable("answer", "String").FaultWithIncidents();
        var play = Asking(_ => throw new HostFailure("no answer"), flow).Run();
        play.State.Bookmarks[0].DueAt.Should().Be(Play.Morning.AddSeconds(5));

        play.FireTimer();

        play.Status.Should().Be("Finished/Faulted");
    }

    [Fact]
    public void The_definitions_own_policy_holds_for_all_its_activities()
    {
        var flow = Chart("s->ask", Start(), AskActivity()).Variable("answer", "String").Custom("retry", JsonNode.Parse("""{"attempts":1}"""));

        Asking(_ => throw new HostFailure("no answer"), flow).Run().State.OpenIncidents.Should().Equal(1);
    }

    [Fact]
    public void A_retry_of_a_run_brought_back_by_a_wait_is_given_what_was_sent_again()
    {
        var failures = 0;
        var play = Asking(call => call.Run.Resumption is null ? Outcome.WaitFor(Wait.ThenAgain("Answered"))
            : failures++ == 0 ? throw new HostFailure("busy") : Outcome.Of(call.Run.Resumption.Payload!.Value.GetProperty("say").GetString()!)).Run();

        play.Publish("Answered", new { say = "No" }).FireTimer();

        play.Lines.Should().Equal("n");
    }

    [Fact]
    public void Losing_a_race_cancels_a_waiting_host_activity()
    {
        var flow = Chart("s->ask s->e ask.Yes->j e->j j->z", Start(), AskActivity(), Event("e"), Join("j", "WaitAny"), Write("z")).Variable("answer", "String");
        var play = Asking(_ => Outcome.WaitFor(Wait.ForSignal("Answered", "Yes")), flow).Run().Publish("e");

        play.Lines.Should().Equal("z");
        play.Of("ask").Should().Equal("Started", "Suspended", "Canceled");
        play.State.Bookmarks.Should().BeEmpty();
    }

    [Fact]
    public void A_burst_run_again_gives_the_same_keys_and_effects()
    {
        var graph = Asking(_ => Outcome.Done).Graph;
        string Once()
        {
            var state = WorkflowState.Create(new Guid("0198c0de-0000-7000-8000-000000000007"), "award:1");
            var burst = new Burst(graph, state, new Stimulus.Start(), Play.Morning);
            var key = burst.Run()!.Run.Key;
            burst.Return(Outcome.WaitFor(Wait.ForSignal("Answered", "Yes")));
            return key + JsonSerializer.Serialize(burst.Effects) + Convert.ToHexString(StateCodec.Write(state));
        }

        Once().Should().Be(Once());
    }

    [Fact]
    public void Another_exception_than_the_hosts_cannot_leave_the_burst()
    {
        var play = Asking(_ => Outcome.WaitFor(new Wait(null, null, null, null, false, "nothing"))).Run();

        play.Incidents.Should().ContainSingle().Which.Message.Should().Contain("neither a signal nor an instant");
        play.State.Status.Should().Be(WorkflowStatus.Finished);
    }
}
