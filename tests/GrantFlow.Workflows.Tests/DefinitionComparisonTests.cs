using System.Text.Json.Nodes;
using FluentAssertions;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Definitions;
using Xunit;
using static GrantFlow.Workflows.Tests.Flow;

namespace GrantFlow.Workflows.Tests;

public class DefinitionComparisonTests
{
    static DefinitionDiff Compare(string before, string after) => DefinitionComparison.Compare(before, after, ActivityCatalogue.WithBuiltIns())!;

    static JsonObject At(JsonObject activity, string caption, int x) => activity.With("metadata", new JsonObject
    {
        ["displayText"] = caption,
        ["designer"] = new JsonObject { ["position"] = new JsonObject { ["x"] = x, ["y"] = 0 } },
    });

    static IEnumerable<string> Told(IEnumerable<PropertyDiff> properties) => properties.Select(p => $"{p.Name}: {Told(p.Before)} -> {Told(p.After)}");

    static string Told(ComparedValue value) => value.Kind == ComparedKind.Nothing ? "-" : value.Kind == ComparedKind.Text ? value.Text : $"{value.Kind} {value.Text}".Trim();

    [Fact]
    public void The_same_drawing_in_another_order_and_place_is_no_difference()
    {
        var before = Chart("s->a s->b", Start(), At(Write("a"), "One", 10), At(Write("b"), "Two", 20));
        var after = Chart("s->b s->a", At(Write("b"), "Two", 400), Start(), At(Write("a"), "One", 10));

        var diff = Compare(before, after);

        diff.IsNothing.Should().BeTrue();
        diff.Moved.Should().Be(1);
        Compare(before, before).Moved.Should().Be(0);
    }

    [Fact]
    public void Activities_that_came_went_and_changed_are_told_by_their_captions()
    {
        var before = Chart("s->a a->b", Start(), At(Write("a"), "Greet", 1), At(Event("b", "Go"), "Wait for them", 1));
        var after = Chart("s->a a->c", Start(), At(Write("a", Js("'a' + 1")), "Greet them", 2), At(Activity("c", "Delay", ("timeSpan", Literal("1.00:00:00"))), "A day", 1));

        var diff = Compare(before, after);

        diff.Activities.Select(a => $"{a.Difference} {a.Caption} ({a.TypeCaption})").Should().Equal("Changed Greet them (Write line)", "Added A day (Delay)", "Removed Wait for them (Event)");
        Told(diff.Activities[0].Properties).Should().Equal("Caption: Greet -> Greet them", "Text: a -> Script 'a' + 1");
        Told(diff.Activities[1].Properties).Should().Equal("Time span: - -> 1.00:00:00");
        Told(diff.Activities[2].Properties).Should().Equal("Event name: Go -> -");
        diff.Connections.Select(c => $"{c.Difference} {c.From} {c.Outcome} {c.To}").Should().Equal("Added Greet them Done A day", "Removed Greet Done Wait for them");
    }

    [Fact]
    public void Values_are_told_by_what_they_are()
    {
        static string One(JsonObject? value) => Chart("", Activity("p", "PublishEvent", ("eventName", Literal("Go")), ("payload", value))).Variable("v1", "String");

        static IEnumerable<string> Between(JsonObject? before, JsonObject? after) => Compare(One(before), One(after)).Activities.SelectMany(a => Told(a.Properties));

        Between(null, Var("v1")).Should().Equal("Payload: - -> Variable v1");
        Between(In("Title"), Literal(true)).Should().Equal("Payload: Input Title -> Yes");
        Between(Object("[1, 2]"), Object("""{"a":1}""")).Should().Equal("""Payload: 1, 2 -> Structure {"a":1}""");
        Between(Literal("1"), Literal(1)).Should().BeEmpty("the designer writes numbers as texts");
        Between(Literal(""), null).Should().BeEmpty();
    }

    [Fact]
    public void An_input_that_is_left_out_has_its_default() =>
        Compare(Chart("", Join("j", "WaitAny")), Chart("", Activity("j", "FlowJoin"))).IsNothing.Should().BeTrue();

    [Fact]
    public void Inner_activities_and_their_move_to_another_container_are_seen()
    {
        var before = Steps(Sequence("q", Write("a"), Write("b")), Activity("l", "ForEach", ("items", Object("[1]")), ("body", Write("c"))));
        var after = Steps(Sequence("q", Write("a")), Write("b"), Activity("l", "ForEach", ("items", Object("[1]")), ("body", Write("c", Literal("other")))));

        var diff = Compare(before, after);

        diff.Activities.SelectMany(a => Told(a.Properties).Select(p => $"{a.ActivityId} {p}")).Should().Equal("b Container: Sequence -> Sequence", "c Text: c -> other");
    }

    [Fact]
    public void Variables_inputs_outputs_outcomes_and_settings_are_compared()
    {
        var before = Steps(Write("w")).Variable("x", "String", "1").Variable("gone", "String").Input("Title").Output("Result").Outcome("Done");
        var after = Steps(Write("w")).Variable("x", "Int32", "1").Input("Title", kept: true).Input("Days", type: "Int32").Output("Result").Outcome("Late").ContinueWithIncidents().Named("test");
        var other = JsonNode.Parse(after.Json)!;
        other["description"] = "New words";
        other["toolVersion"] = "3.9";
        other["id"] = "test-v2";

        var diff = Compare(before, other.ToJsonString());

        diff.Variables.Select(v => $"{v.Difference} {v.Name}: {string.Join("; ", Told(v.Properties.Where(p => p.Name == "Type name")))}").Should().Equal("Changed x: Type name: String -> Int32", "Removed gone: Type name: String -> -");
        diff.Inputs.Select(i => $"{i.Difference} {i.Name}").Should().Equal("Changed Title", "Added Days");
        diff.Outputs.Select(o => $"{o.Difference} {o.Name}").Should().Equal("Added Late", "Removed Done");
        Told(diff.Settings).Should().BeEquivalentTo("Name: Test -> test", "Description: - -> New words", "Incident strategy type: - -> ContinueWithIncidentsStrategy");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("")]
    public void What_is_no_definition_is_not_compared(string json) =>
        DefinitionComparison.Compare(json, Chart("", Start()), ActivityCatalogue.WithBuiltIns()).Should().BeNull();

    [Fact]
    public void Half_finished_and_unknown_things_are_compared_as_they_are_written()
    {
        var before = """{"definitionId":"x","root":{"id":"fc","type":"Elsa.Flowchart","activities":[{"id":"g","type":"Other.Thing","size":3}]}}""";
        var after = """{"definitionId":"x","root":{"id":"fc","type":"Elsa.Flowchart","activities":[{"id":"g","type":"Other.Thing","size":4,"extra":{"a":[1,{"b":2}]}}],"connections":[{}]}}""";

        Compare(before, after).Activities.SelectMany(a => Told(a.Properties)).Should().Equal("Size: 3 -> 4", """Extra: - -> Structure {"a":[1,{"b":2}]}""");
    }
}
