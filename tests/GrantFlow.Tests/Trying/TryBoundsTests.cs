using System.Text.Json.Nodes;
using FluentAssertions;
using GrantFlow.Benchmarks;
using GrantFlow.Simulation;
using GrantFlow.Workflows.Runtime;
using Xunit;

namespace GrantFlow.Tests.Trying;

/// <summary>Drawings that stand for no stage, go on for ever, wait for what never comes, or can't be published.</summary>
[Collection("simulation")]
public sealed class TryBoundsTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>
{
    [Theory]
    [InlineData("organisation")]
    [InlineData("cohort")]
    [InlineData("competition")]
    [InlineData("application")]
    [InlineData("award")]
    [InlineData("report")]
    public async Task What_nothing_starts_is_started_by_hand_and_what_nobody_signals_is_signalled(string kind)
    {
        var drawn = Drawn(new Flow("papers").Start().Event("wait", "PapersCame").Then("end", "Elsa.Finish"));

        var (result, _) = await sandbox.PlayAsync(SomeTry.Of(drawn, about: kind));

        result.End.Should().Be(TryEnd.Played, result.Detail);
        var instance = result.Instances.Should().ContainSingle().Subject;
        instance.About!.Kind.Should().Be(kind);
        instance.About.Name.Should().NotBeEmpty();
        instance.Status.Should().Be(WorkflowSubStatus.Finished);
        var signal = result.Signals.Should().ContainSingle().Subject;
        signal.Signal.Should().Be("PapersCame");
        instance.Ended.Should().Be(signal.At).And.Be(result.Until, "with what was started by hand the play is over");
        instance.Steps.Select(s => s.Caption).Should().Equal("start", "wait", "end");
    }

    [Fact]
    public async Task Where_people_are_silent_a_wait_stays_open_and_is_told()
    {
        var drawn = Drawn(new Flow("papers").Start().Event("first", "A").Event("second", "B").Event("third", "C").Event("fourth", "D").Event("fifth", "E").Event("sixth", "F"));

        var (result, _) = await sandbox.PlayAsync(SomeTry.Of(drawn, SampleMood.LateAndSilent, "organisation"));

        var instance = result.Instances.Should().ContainSingle().Subject;
        instance.Ended.Should().BeNull();
        instance.Waits.Should().ContainSingle().Which.Signal.Should().NotBeNull();
    }

    [Fact]
    public async Task A_workflow_that_never_comes_to_rest_is_stopped_and_told()
    {
        var drawn = Drawn(new Flow("restless").Start().Delay("wait", "00:00:01").Link("wait", "Done", "wait"));

        var (result, _) = await sandbox.PlayAsync(SomeTry.Of(drawn, about: "organisation"), SandboxFixture.Patient with { Work = 500 });

        result.End.Should().Be(TryEnd.Restless);
        result.Restless.Should().Be(Restlessness.InAll);
        result.Work.Should().BeGreaterThan(500);
        result.Busiest.Should().Be(new BusiestWorkflow("restless", 1, result.Instances[0].Steps.Count));
        result.Instances.Should().ContainSingle().Which.Steps.Should().NotBeEmpty("what happened until then is shown");
    }

    [Fact]
    public async Task The_timetable_of_another_workflow_is_no_part_of_the_trial()
    {
        var hourly = Drawn(new Flow("hourly").Then("tick", "Elsa.Cron", ("cronExpression", Flow.Literal("String", "0 * * * *"))).Triggering().Then("end", "Elsa.Finish"));
        var own = Drawn(new Flow("yearly").Then("tick", "Elsa.Cron", ("cronExpression", Flow.Literal("String", "0 9 1 1 *"))).Triggering().Then("end", "Elsa.Finish"));
        var request = SomeTry.Of(own);

        var (result, _) = await sandbox.PlayAsync(request with { Others = [.. request.Others, hourly] }, SandboxFixture.Patient with { Work = 500 });

        result.End.Should().Be(TryEnd.Played, result.Detail);
        result.Instances.Should().NotBeEmpty("its own timetable is followed");
    }

    [Fact]
    public async Task One_that_starts_itself_again_ends_as_an_incident_and_one_that_doubles_is_stopped_at_its_instant()
    {
        var once = Drawn(new Flow("again").Start().Then("child", "Elsa.DispatchWorkflow", Itself()));
        var doubling = Drawn(new Flow("again").Start().Then("one", "Elsa.DispatchWorkflow", Itself()).Then("two", "Elsa.DispatchWorkflow", Itself()));

        var (chain, _) = await sandbox.PlayAsync(SomeTry.Of(once, about: "organisation"), SandboxFixture.Patient with { AtOnce = 100 });
        var (flood, _) = await sandbox.PlayAsync(SomeTry.Of(doubling, about: "organisation"), SandboxFixture.Patient with { AtOnce = 100 });

        chain.Incidents.Should().ContainSingle(i => i.Message == ChildDepth.Sentence);
        flood.End.Should().Be(TryEnd.Restless);
        flood.Restless.Should().Be(Restlessness.AtOnce);
        flood.Instances.Count.Should().BeGreaterThan(10);
        flood.Busiest!.Workflow.Should().Be("again");
        flood.Busiest.Instances.Should().Be(flood.Instances.Count);
        flood.Busiest.Steps.Should().Be(flood.Instances.Sum(i => i.Steps.Count));
        chain.Busiest.Should().BeNull("it was played to its end");

        static (string, JsonNode) Itself() => ("workflowDefinitionId", Flow.Literal("String", "again"));
    }

    [Fact]
    public async Task A_script_without_end_is_an_incident_with_its_activity_and_reason()
    {
        var drawn = Renamed("Looping papers", new Flow("looping").Start().Then("loop", "Elsa.RunJavaScript", ("script", Flow.Literal("String", "for (;;) { }"))));

        var (result, _) = await sandbox.PlayAsync(SomeTry.Of(drawn, about: "organisation"));

        var incident = result.Incidents.Should().ContainSingle().Subject;
        incident.Caption.Should().Be("loop");
        incident.Workflow.Should().Be("Looping papers", "a name, not an id");
        incident.Drawn.Should().BeTrue();
        incident.Message.Should().NotBeEmpty();
    }

    [Fact]
    public async Task What_takes_too_long_is_stopped_and_told()
    {
        // It would go on for ever: whatever the machine's speed, the time runs out while it works.
        var drawn = Drawn(new Flow("restless").Start().Delay("wait", "00:00:01").Link("wait", "Done", "wait"));

        var (result, _) = await sandbox.PlayAsync(SomeTry.Of(drawn, about: "organisation"), TryLimits.Usual with { Wall = TimeSpan.FromSeconds(2), Work = int.MaxValue });

        result.End.Should().Be(TryEnd.TooLong);
        result.Until.Should().BeBefore(DateTimeOffset.MaxValue, "the play says how far it came");
    }

    [Fact]
    public async Task A_drawing_that_cannot_be_published_is_not_played()
    {
        var drawn = Drawn(new Flow("unsound").Start().Then("what", "GrantFlow.NoSuchThing"));

        var (result, mails) = await sandbox.PlayAsync(SomeTry.Of(drawn, about: "organisation"));

        result.End.Should().Be(TryEnd.Unsound);
        result.Problems.Should().Contain(p => p.Code == "unknown-activity");
        mails.Should().BeEmpty();
    }

    [Fact]
    public async Task A_programmes_own_drawing_takes_the_place_of_the_shared_one()
    {
        var shared = SomeTry.Shipped.Single(s => s.DefinitionId == "reporting");
        var own = new PlayedText("our-reporting", shared.Json.Replace("\"definitionId\": \"reporting\"", "\"definitionId\": \"our-reporting\"", StringComparison.Ordinal), "reporting", true);

        var (result, _) = await sandbox.PlayAsync(SomeTry.Of(own));

        result.Instances.Should().HaveCount(2).And.OnlyContain(i => i.Ended != null);
        result.Mails.Where(m => m.Drawn).Should().NotBeEmpty();
        result.Mails.Where(m => m.Drawn).Should().OnlyContain(m => m.By != null && m.Role != null);
        result.Deadlines.Where(d => d.Drawn).Should().OnlyContain(d => d.Kind == "report" || d.Kind == "review");
    }

    static PlayedText Renamed(string name, Flow flow)
    {
        var json = JsonNode.Parse(flow.Json())!;
        json["name"] = name;
        return new PlayedText(json["definitionId"]!.GetValue<string>(), json.ToJsonString(), null, true);
    }

    static PlayedText Drawn(Flow flow)
    {
        var json = flow.Json();
        return new PlayedText(JsonNode.Parse(json)!["definitionId"]!.GetValue<string>(), json, null, true);
    }
}
