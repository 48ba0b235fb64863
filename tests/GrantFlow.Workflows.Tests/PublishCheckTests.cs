using System.Text.Json.Nodes;
using FluentAssertions;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Definitions;
using GrantFlow.Workflows.Runtime;
using Xunit;
using static GrantFlow.Workflows.Tests.Flow;

namespace GrantFlow.Workflows.Tests;

public class PublishCheckTests
{
    static readonly ActivityCatalogue Catalogue = ActivityCatalogue.WithBuiltIns().Add<Answer>().Add<Reminded>();

    static IReadOnlyList<DefinitionProblem> Check(string json, Func<string, IReadOnlyList<string>?>? children = null) =>
        PublishCheck.Check(json, Catalogue, null, children);

    static string Only(string json, string code, Func<string, IReadOnlyList<string>?>? children = null)
    {
        var problem = Check(json, children).Should().ContainSingle().Subject;
        problem.Code.Should().Be(code);
        return problem.Message;
    }

    static JsonObject Caption(JsonObject activity, string caption) => activity.With("metadata", new JsonObject { ["displayText"] = caption });

    static JsonObject Delay(string id) => Activity(id, "Delay", ("timeSpan", Literal("1.00:00:00")));

    static JsonObject Ask(string id, string? days = null) => Activity(id, "Test.Answer", ("days", days is null ? null : Literal(days)));

    [Fact]
    public void A_sound_drawing_passes() =>
        Check(Chart("s->d d.True->a d.False->b a->e b->e", Start(), Decision("d", true), Write("a"), Write("b"), Activity("e", "End"))).Should().BeEmpty();

    [Fact]
    public void What_no_connection_leads_to_is_told_by_its_caption()
    {
        Only(Chart("s->a", Start(), Write("a"), Caption(Write("b"), "Thank them")), "unreachable-activity").Should().StartWith("'Thank them' is never reached");
        Check(Chart("s->a b->c c->b", Start(), Write("a"), Write("b"), Write("c"))).Should().HaveCount(2).And.OnlyContain(p => p.Code == "unreachable-activity");
        Only(Steps(Write("a"), Activity("f", "Finish"), Caption(Write("b"), "Too late")), "unreachable-activity").Should().StartWith("'Too late' is never reached: 'Finish'");
    }

    [Fact]
    public void What_a_trigger_begins_is_reached() =>
        Check(Chart("s->a e->b", Start(), Write("a"), Event("e", "Go").CanStart(), Write("b"))).Should().BeEmpty();

    [Theory]
    [InlineData("s->d d.True->a", "'False'")]
    [InlineData("s->d d.False->a", "'True'")]
    public void Each_of_several_outcomes_leads_somewhere(string connections, string outcome) =>
        Only(Chart(connections, Start(), Caption(Decision("d", true), "Is it complete?"), Write("a")), "unconnected-outcome").Should().StartWith($"'Is it complete?': the outcome {outcome} leads nowhere");

    [Fact]
    public void An_answer_that_nobody_handles_is_refused() =>
        Check(Chart("s->q q.Yes->a", Start(), Ask("q"), Write("a"))).Select(p => p.Message).Should().Equal(
            "'Answer': the outcome 'No' leads nowhere. Connect it, if only to an End.", "'Answer': the outcome 'Expired' leads nowhere. Connect it, if only to an End.");

    [Fact]
    public void A_loose_end_may_be_accepted_on_purpose()
    {
        Check(Chart("s->q q.Yes->a", Start(), Ask("q").Custom("looseEnds", new JsonArray("No", "Expired")), Write("a"))).Should().BeEmpty();
        Check(Chart("s->q q.Yes->a", Start(), Ask("q").Custom("looseEnds", new JsonArray("*")), Write("a"))).Should().BeEmpty();
        Check(Chart("s->q q.Yes->a q.No->e q.Expired->e", Start(), Ask("q"), Write("a"), Activity("e", "End"))).Should().BeEmpty();
    }

    [Fact]
    public void Forks_and_switches_handle_each_branch()
    {
        var cases = new JsonArray(new JsonObject { ["label"] = "High", ["condition"] = new JsonObject { ["type"] = "Literal", ["value"] = true } });

        Only(Chart("s->k k.A->w", Start(), Fork("k", "A", "B"), Write("w")), "unconnected-outcome").Should().Contain("'B'");
        Only(Chart("s->k k.High->w", Start(), Activity("k", "FlowSwitch", ("cases", cases)), Write("w")), "unconnected-outcome").Should().Contain("'Default'");
        Only(Chart("s->k k.A->w", Start(), Fork("k", "A", "A"), Write("w")), "duplicate-outcome").Should().Contain("'A' is there twice");
    }

    [Theory]
    [InlineData("s->e e->a", false)]
    [InlineData("s->e s->t e->j t->j j->a", true)]
    [InlineData("s->t t->e e->a", false)]
    [InlineData("s->d d.True->e d.False->t e->a t->a", false)]
    [InlineData("s->k k.A->e k.B->t e->a t->a", true)]
    [InlineData("s->e s->w w->t e->a t->a", true)]
    public void A_signal_is_waited_for_with_a_timer_beside_it(string connections, bool sound)
    {
        var named = connections.Split([' ', '-', '>', '.']).ToHashSet();
        JsonObject[] all = [Start(), Event("e", "Signed"), Delay("t"), Join("j", "WaitAny"), Decision("d", true), Fork("k", "A", "B"), Write("w"), Write("a")];

        var problems = Check(Chart(connections, [.. all.Where(a => named.Contains(a["id"]!.ToString()))]));

        if (sound) problems.Should().BeEmpty();
        else problems.Should().ContainSingle(p => p.Code == "wait-without-deadline" && p.Message.StartsWith("'Event' waits for a signal without a deadline"));
    }

    [Fact]
    public void A_deadline_set_before_the_wait_is_one()
    {
        Check(Chart("s->r r->e", Start(), Activity("r", "Test.Reminded"), Event("e", "Signed"))).Should().BeEmpty();
        Check(Steps(Activity("r", "Test.Reminded"), Event("e", "Signed"))).Should().BeEmpty();
        Check(Of(Parallel("p", Event("e", "Signed"), Delay("t")))).Should().BeEmpty();
        Check(Steps(Event("e", "Signed"), Activity("r", "Test.Reminded"))).Should().ContainSingle(p => p.Code == "wait-without-deadline");
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("7", true)]
    [InlineData("0", false)]
    public void A_wait_whose_deadline_is_an_input_has_a_value_there(string? days, bool sound)
    {
        var json = Steps(Caption(Ask("q", days), "Ask them"));

        if (sound) Check(json).Should().BeEmpty();
        else Only(json, "wait-without-deadline").Should().Be("'Ask them', Days: it waits without a deadline. Say by when.");
    }

    [Fact]
    public void A_loop_that_can_be_entered_from_beside_is_refused_and_would_fail()
    {
        var loop = Chart("s->d d.True->a d.False->b a->b b->a", Start(), Decision("d", false), Caption(Write("a"), "Ask"), Caption(Write("b"), "Look"));

        Only(loop, "loop-from-beside").Should().StartWith("'Look' leads back to 'Ask', but can be reached without passing it");
        new Play(loop).Run().Incidents.Should().ContainSingle(i => i.Message.Contains("Invalid backward connection"));
        Check(Chart("s->a a->d d.False->a d.True->e", Start(), Write("a"), Decision("d", true), Activity("e", "End"))).Should().BeEmpty();
    }

    [Fact]
    public void Names_are_there_once()
    {
        var twins = JsonNode.Parse(Steps(Write("w")).Variable("x", "String").Variable("y", "Int32").Json)!;
        twins["variables"]![1]!["name"] = "x";
        Only(twins.ToJsonString(), "duplicate-name").Should().Contain("several variables with the name 'x'");
    }

    [Fact]
    public void The_compilers_problems_name_caption_and_property()
    {
        Only(Steps(Caption(Write("w", Js("1 +")), "Greet them")), "malformed-script").Should().StartWith("'Greet them', Text: The script can't be read: Line 1");
        Only(Steps(Caption(Activity("7f3a", "RunJavaScript"), "Count them")), "missing-input").Should().Be("The activity 'Count them' needs the input 'Script'.");
        Only(Steps(Activity("7f3a", "RunJavaScript").With("name", "RunJavaScript1")), "missing-input").Should().Contain("' (RunJavaScript1) needs the input 'Script'.");
        Only(Steps(Caption(Activity("7f3a", "Delay", ("timeSpan", Literal("soon"))), "A while")), "unreadable-value").Should().Be("'A while', Time span: \"soon\" isn't a duration: write days.hours:minutes:seconds, such as 30.00:00:00 for thirty days.");
        Only(Steps(Caption(Write("w", Var("gone")), "Greet them")), "unknown-variable").Should().Be("Text: The variable 'gone' isn't in scope of 'Greet them'.");
        var connections = Chart("s->7f3a 7f3a.Out->s", Start(), Caption(Write("7f3a"), "Greet them"));
        Check(connections).Select(p => p.Message).Should().Contain("The activity 'Greet them' has no port 'Out', only Done.");
    }

    [Fact]
    public void A_child_that_is_not_there_or_begins_this_one_again_is_refused()
    {
        var children = new Dictionary<string, IReadOnlyList<string>> { ["selection"] = ["award"], ["award"] = ["test"], ["alone"] = [] };
        Flow Starts(string child) => Steps(Caption(Activity("x", "ExecuteWorkflow", ("workflowDefinitionId", Literal(child))), "Select"));

        Check(Starts("alone"), children.GetValueOrDefault).Should().BeEmpty();
        Only(Starts("gone"), "unknown-workflow", children.GetValueOrDefault).Should().Be("'Select' starts the workflow 'gone', which isn't published.");
        Only(Starts("test"), "contains-itself", children.GetValueOrDefault).Should().StartWith("'Select' starts 'test': it would begin itself again");
        Only(Starts("selection"), "contains-itself", children.GetValueOrDefault).Should().StartWith("'Select' starts 'selection' → 'award' → 'test': ");
    }

    [Fact]
    public void Everything_is_told_at_once_activity_by_activity_and_once()
    {
        var json = Chart(
            "s->k k.Out->w w.Out->q q.Yes->b q.No->b q.Expired->b",
            Start(), Caption(Fork("k", "A"), "Fork"), Caption(Write("w", Js("1 +")), "Greet"), Caption(Ask("q", "0"), "Ask"),
            Activity("b", "Gone").With("type", "Acme.Gone"), Caption(Write("late"), "Late"));
        HostProblem[] found = [new("/root/activities/2", "Text", "unfit", "it is unfit.", [], "w"), new("/root/activities/4", "Text", "unfit", "it is unfit.", [], "Thing"), new("/root/activities/1", "Branches", "unfit", "it is unfit.", [], "k")];

        var problems = PublishCheck.Check(DefinitionCompiler.Compile(json, Catalogue), Catalogue, null, [.. found, .. found]);

        problems.Select(p => p.Code).Should().Equal(
            "unknown-port", "unconnected-outcome", "unfit", "malformed-script", "unknown-port", "wait-without-deadline", "unknown-activity", "unfit", "unreachable-activity");
        problems.Where(p => p.Code == "unfit").Select(p => p.Message).Should().Equal("'Fork', Branches: it is unfit.", "'b', text: it is unfit.");
    }

    [Fact]
    public void A_text_without_a_graph_has_the_compilers_problems_only() =>
        Check("{").Should().ContainSingle(p => p.Code == "malformed-json");

    [Fact]
    public void What_is_refused_to_be_published_still_runs() =>
        new Play(Chart("s->d d.True->a", Start(), Decision("d", true), Write("a"), Write("b"))).Run().Lines.Should().Equal("a");

    [Activity("Test.Answer", "Everywhere", "Asks.", Outcomes = ["Yes", "No", "Expired"], Waits = true, DueInput = "Days")]
    sealed class Answer : HostActivity<Answer.Input>
    {
        public sealed record Input([Input("Days to answer in.")] int Days = 7);

        protected override ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct) => new(Outcome.Of("Yes"));
    }

    [Activity("Test.Reminded", "Everywhere", "Sets a date.", SetsDeadline = true)]
    sealed class Reminded : HostActivity<Reminded.Input>
    {
        public sealed record Input(string Note = "");

        protected override ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct) => new(Outcome.Done);
    }
}
