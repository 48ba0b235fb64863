using System.Text.Json.Nodes;
using FluentAssertions;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Definitions;
using GrantFlow.Workflows.Runtime;
using Xunit;
using static GrantFlow.Workflows.Tests.Flow;

namespace GrantFlow.Workflows.Tests;

public class DefinitionCheckTests
{
    static CompiledDefinition Compile(string json, IReadOnlyDictionary<string, string>? dependencies = null) =>
        DefinitionCompiler.Compile(json, ActivityCatalogue.WithBuiltIns(), dependencies);

    static DefinitionProblem Only(string json) => Compile(json).Problems.Should().ContainSingle().Subject;

    static void Refused(string json, string place, string code, string? message = null)
    {
        var problem = Only(json);
        (problem.Place, problem.Code).Should().Be((place, code));
        if (message is not null) problem.Message.Should().Contain(message);
        Compile(json).IsSound.Should().BeFalse();
    }

    [Fact]
    public void A_sound_definition_has_no_problems()
    {
        var compiled = Compile(Chart("s->a a->f", Start(), Write("a"), Activity("f", "Finish")));

        compiled.Problems.Should().BeEmpty();
        compiled.IsSound.Should().BeTrue();
        compiled.Graph!.Count.Should().Be(5);
        compiled.Graph[3].Should().Be(new GraphNode(3, "a", "Workflow1:fc:a", "Elsa.WriteLine", "a"));
    }

    [Theory]
    [InlineData("", "malformed-json")]
    [InlineData("{ \"root\": ", "malformed-json")]
    [InlineData("[1,2]", "not-a-definition")]
    [InlineData("null", "not-a-definition")]
    public void A_text_that_is_no_definition_is_refused(string json, string code)
    {
        Only(json).Code.Should().Be(code);
        Compile(json).Graph.Should().BeNull();
    }

    [Fact]
    public void A_definition_without_a_root_or_an_id_is_refused()
    {
        Compile("""{"definitionId":"x"}""").Problems.Should().ContainSingle(p => p.Place == "/root" && p.Code == "missing-root");
        Compile($$"""{"root":{{Write("a").ToJsonString()}}}""").Problems.Should().ContainSingle(p => p.Code == "missing-definition-id");
        Compile("""{"definitionId":"x","root":{"activities":7}}""").Problems.Select(p => p.Code).Should().Contain(["missing-id", "unknown-activity"]);
        Compile("""{"definitionId":"x","root":"text"}""").Graph.Should().BeNull();
    }

    [Fact]
    public void An_unknown_activity_type_is_refused() =>
        Refused(Chart("s->g", Start(), Activity("g", "GrantFlow.Gone")), "/root/activities/1/type", "unknown-activity", "'GrantFlow.Gone'");

    [Fact]
    public void A_draft_with_an_unknown_activity_still_runs_up_to_it()
    {
        var play = new Play(Chart("s->a a->g", Start(), Write("a"), Activity("g", "GrantFlow.Gone"))).Run();

        play.Lines.Should().Equal("a");
        play.Incidents.Should().ContainSingle(i => i.Message.Contains("isn't installed"));
    }

    [Theory]
    [InlineData("s->gone", "/root/connections/0/target/activity")]
    [InlineData("s->a gone->a", "/root/connections/1/source/activity")]
    public void A_connection_to_an_unknown_activity_is_refused(string connections, string place) =>
        Refused(Chart(connections, Start(), Write("a")), place, "unknown-connection-end");

    [Theory]
    [InlineData("s->d d.Yes->a", "'Yes', only True, False")]
    [InlineData("s->d d.True->a s.Out->a", "'Out', only Done")]
    [InlineData("s.->a", "names no port")]
    public void An_unknown_port_is_refused(string connections, string message)
    {
        var problem = Only(Chart(connections, Start(), Decision("d", true), Write("a")));

        problem.Code.Should().Be("unknown-port");
        problem.Place.Should().MatchRegex("^/root/connections/[0-2]/source/port$");
        problem.Message.Should().Contain(message);
    }

    [Fact]
    public void The_ports_of_forks_and_switches_are_those_that_are_written()
    {
        var cases = new JsonArray(new JsonObject { ["label"] = "High", ["condition"] = new JsonObject { ["type"] = "Literal", ["value"] = true } });
        var problems = Compile(Chart("s->k k.A->w k.B->w k.C->w w.High->a w.Low->a w.Default->a", Start(), Fork("k", "A", "B"), Activity("w", "FlowSwitch", ("cases", cases)), Write("a"))).Problems;

        problems.Select(p => p.Place).Should().Equal("/root/connections/3/source/port", "/root/connections/5/source/port");
    }

    [Fact]
    public void A_target_port_other_than_In_is_refused()
    {
        var json = JsonNode.Parse(Chart("s->a", Start(), Write("a")).Json)!;
        json["root"]!["connections"]![0]!["target"]!["port"] = "Side";

        Refused(json.ToJsonString(), "/root/connections/0/target/port", "unknown-port");
    }

    [Fact]
    public void An_unknown_variable_is_refused_wherever_it_is_named()
    {
        Refused(Steps(Write("w", Var("gone"))), "/root/activities/0/text/expression/value", "unknown-variable");
        Refused(Steps(Set("set", "gone", Literal("1"))), "/root/activities/0/variable/id", "unknown-variable");
        Refused(Steps(Event("e").With("result", To("gone"))), "/root/activities/0/result/memoryReference/id", "unknown-variable");
        Refused(Steps(Write("w", Expression("Variable", "still the literal"))), "/root/activities/0/text/expression/value", "unknown-variable");
    }

    [Fact]
    public void A_variable_of_a_container_beside_is_not_in_scope()
    {
        var aside = Sequence("in", Write("a", Var("x"))).With("variables", new JsonArray(VariableJson("x", "String")));

        Refused(Steps(aside, Write("b", Var("x"))), "/root/activities/1/text/expression/value", "unknown-variable");
    }

    [Fact]
    public void An_unknown_input_or_expression_type_is_refused()
    {
        Refused(Steps(Write("w", In("gone"))), "/root/activities/0/text/expression/value", "unknown-input");
        Refused(Steps(Write("w", Expression("Liquid", "{{ x }}"))), "/root/activities/0/text/expression/type", "unknown-expression-type", "'Liquid'");
    }

    [Theory]
    [InlineData("getVariable('x'")]
    [InlineData("1 +")]
    [InlineData("var x = => 1")]
    public void An_unreadable_script_is_refused(string script) =>
        Refused(Steps(Write("w", Js(script))), "/root/activities/0/text/expression/value", "malformed-script");

    [Fact]
    public void Ids_that_are_taken_are_refused()
    {
        Refused(Chart("a->b", Write("a"), Write("b"), Write("a")), "/root/activities/2/id", "duplicate-id", "/root/activities/0");
        Refused(Steps(Sequence("in", Write("in"))), "/root/activities/0/activities/0/id", "duplicate-id");
        Refused(Steps(Write("w")).Input("Title").Input("title"), "/inputs/1/name", "duplicate-input");
        Refused(Steps(Write("w")).Variable("x", "String").Variable("x", "Int32"), "/variables/1/id", "duplicate-variable");
    }

    [Fact]
    public void A_required_input_may_not_be_empty()
    {
        Refused(Steps(Activity("e", "Event")), "/root/activities/0/eventName", "missing-input", "'e'");
        Refused(Steps(Activity("e", "Event", ("eventName", Literal("")))), "/root/activities/0/eventName", "missing-input");
        Refused(Steps(Activity("s", "SetVariable", ("value", Literal("1")))), "/root/activities/0/variable", "missing-input");
        Refused(Steps(Activity("x", "ExecuteWorkflow")), "/root/activities/0/workflowDefinitionId", "missing-input");
    }

    [Fact]
    public void A_value_that_cannot_be_read_as_its_type_is_refused()
    {
        Refused(Steps(Activity("d", "Delay", ("timeSpan", Literal("soon")))), "/root/activities/0/timeSpan/expression/value", "unreadable-value", "\"soon\"");
        Refused(Steps(Write("w")).Variable("x", "Int32", "many"), "/variables/0/value", "unreadable-value");
        Refused(Steps(Activity("c", "Cron", ("cronExpression", Literal("every day")))), "/root/activities/0/cronExpression", "malformed-cron");
        Refused(Steps(Write("w")).Option("incidentStrategyType", "Panic"), "/options/incidentStrategyType", "unknown-incident-strategy");
        Refused(Steps(Activity("f", "ForEach", ("items", Object("[1,")), ("body", Write("w")))), "/root/activities/0/items/expression/value", "malformed-object");
        Refused(Steps(Write("w")).Custom("retry", JsonNode.Parse("""{"attempts":0}""")), "/customProperties/retry", "malformed-retry");
    }

    [Fact]
    public void A_variables_first_value_must_be_a_text()
    {
        var json = JsonNode.Parse(Steps(Write("w")).Variable("x", "Int32").Json)!;
        json["variables"]![0]!["value"] = 5;

        Refused(json.ToJsonString(), "/variables/0/value", "unreadable-value");
    }

    [Fact]
    public void A_trigger_must_be_a_fixed_value() =>
        Refused(Steps(Activity("e", "Event", ("eventName", Js("'a'"))).CanStart()), "/root/activities/0", "trigger-not-fixed");

    [Fact]
    public void Several_problems_are_told_at_once_in_the_order_of_the_text() =>
        Compile(Chart("s->gone", Start(), Activity("g", "Gone.Type"), Write("w", Js("("))))
            .Problems.Select(p => p.Code).Should().Equal("unknown-activity", "malformed-script", "unknown-connection-end");

    [Theory]
    [InlineData(199, true)]
    [InlineData(201, false)]
    [InlineData(5000, false)]
    public void Nesting_is_bounded(int levels, bool sound)
    {
        // The innermost activity is a level of its own.
        var json = string.Concat(Enumerable.Range(0, levels).Select(i => $$"""{"id":"s{{i}}","type":"Elsa.Sequence","activities":[""")) + Write("w").ToJsonString() + string.Concat(Enumerable.Repeat("]}", levels));
        var compiled = Compile($$"""{"id":"v","definitionId":"deep","root":{{json}}}""");

        compiled.IsSound.Should().Be(sound);
        if (!sound) compiled.Problems.Should().ContainSingle(p => p.Code == "too-deep");
    }

    [Fact]
    public void The_number_of_activities_is_bounded() =>
        Compile(Steps([.. Enumerable.Range(0, DefinitionCompiler.MaxActivities + 1).Select(i => Start($"s{i}"))])).Problems.Should().ContainSingle(p => p.Code == "too-large");

    [Fact]
    public void A_workflow_used_as_an_activity_may_not_contain_itself()
    {
        var self = Steps(Activity("again", "Loop", ("workflowDefinitionId", "loop"))).Named("loop");

        Compile(Steps(Activity("use", "Loop", ("workflowDefinitionId", "loop"))), new Dictionary<string, string> { ["loop"] = self })
            .Problems.Should().ContainSingle(p => p.Code == "contains-itself");
    }

    [Fact]
    public void Problems_of_a_workflow_used_as_an_activity_are_told_at_the_activity()
    {
        var child = Steps(Write("w", Var("gone"))).Named("child");

        var problem = Compile(Steps(Activity("use", "Child", ("workflowDefinitionId", "child"))), new Dictionary<string, string> { ["child"] = child }).Problems.Should().ContainSingle().Subject;

        problem.Place.Should().Be("/root/activities/0");
        problem.Message.Should().StartWith("'child' (/root/activities/0/text/expression/value): ");
    }

    [Fact]
    public void Places_are_JSON_pointers_with_their_escapes() =>
        Compile(Steps(Activity("x", "DispatchWorkflow", ("workflowDefinitionId", Literal("a")), ("input", Object("""{"a/b~c":{"type":"JavaScript","value":"("}}""")))))
            .Problems.Should().ContainSingle(p => p.Place == "/root/activities/0/input/expression/value/a~1b~0c/value");

    [Fact]
    public void Nulls_in_place_of_lists_and_members_are_taken_as_empty()
    {
        var json = """{"id":null,"definitionId":"draft","name":null,"version":1,"variables":null,"inputs":null,"outputs":null,"outcomes":null,"customProperties":null,"options":null,"root":{"id":"fc","type":"Elsa.Flowchart","version":1,"name":null,"activities":null,"connections":null}}""";

        new Play(json).Run().Status.Should().Be("Finished/Finished");
    }

    [Fact]
    public void Random_damage_to_a_definition_never_throws()
    {
        var text = Chart("s->d d.True->a a->e", Start(), Decision("d", Js("1 < 2")), Write("a", Var("x")), Event("e").With("result", To("x"))).Variable("x", "Object").Json;
        var random = new Random(7);
        for (var i = 0; i < 3000; i++)
        {
            var damaged = text.ToCharArray();
            for (var n = random.Next(1, 6); n > 0; n--) damaged[random.Next(damaged.Length)] = "{}[]\",:0aE\\ "[random.Next(12)];
            if (Compile(new string(damaged)).Graph is null) continue;
            new Play(new string(damaged)).Run();
        }
    }

    [Fact]
    public void Every_built_in_activity_is_described()
    {
        var catalogue = ActivityCatalogue.WithBuiltIns();

        catalogue.Descriptors.Keys.Should().Contain(
            "Flowchart Sequence Parallel If Switch FlowDecision FlowSwitch FlowFork FlowJoin While For ForEach ParallelForEach Break Start End Finish Complete Fault SetVariable SetOutput SetName Correlate WriteLine Event PublishEvent Delay StartAt Timer Cron ExecuteWorkflow DispatchWorkflow BulkDispatchWorkflows RunJavaScript Workflow NotFoundActivity"
                .Split(' ').Select(n => "Elsa." + n));
        catalogue.Descriptors.Values.Should().OnlyContain(d => d.Description.EndsWith('.') && !d.Category.Contains('/'));
    }
}
