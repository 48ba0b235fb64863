using FluentAssertions;
using Xunit;
using static GrantFlow.Workflows.Tests.Flow;

namespace GrantFlow.Workflows.Tests;

/// <summary>elsa-semantics.md, section 7.</summary>
public class VariableTests
{
    static System.Text.Json.Nodes.JsonObject Scoped(string id, string variable, string? value, params System.Text.Json.Nodes.JsonObject[] activities) =>
        Sequence(id, activities).With("variables", new System.Text.Json.Nodes.JsonArray(VariableJson(variable, "String", value)));

    [Fact]
    public void A_variable_of_an_inner_container_shadows_the_outer_and_goes_with_it()
    {
        var play = new Play(Steps(Scoped("in", "x", "inner", Write("a", Var("x")), Set("set", "x", Literal("changed")), Write("b", Var("x"))), Write("c", Var("x"))).Variable("x", "String", "outer")).Run();

        play.Lines.Should().Equal("inner", "changed", "outer");
    }

    [Fact]
    public void Every_visit_of_a_container_has_variables_of_its_own() =>
        new Play(Of(Activity("f", "For", ("end", Literal(1)), ("body", Scoped("in", "x", "first", Write("a", Var("x")), Set("set", "x", Literal("second"))))))).Run()
            .Lines.Should().Equal("first", "first");

    [Theory]
    [InlineData("Int32", "5", 5)]
    [InlineData("Boolean", "True", true)]
    [InlineData("String", "5", "5")]
    [InlineData("Double", "0.5", 0.5)]
    [InlineData("Int64", "9000000000", 9000000000L)]
    [InlineData("Object", "5", "5")]
    public void A_variables_first_value_is_a_text_read_as_its_type(string type, string text, object value) =>
        new Play(Steps(Write("w")).Variable("x", type, text)).Run().Value("x").Should().Be(value);

    [Theory]
    [InlineData("Int32", "7", 7)]
    [InlineData("Int32", "not a number", 0)]
    [InlineData("Boolean", "false", false)]
    [InlineData("String", "x", "x")]
    public void SetVariable_converts_leniently_to_the_variables_type(string type, string text, object value) =>
        new Play(Steps(Set("set", "x", Literal(text))).Variable("x", type)).Run().Value("x").Should().Be(value);

    [Fact]
    public void Only_a_variable_with_storage_outlives_a_wait()
    {
        var play = new Play(Steps(Set("a", "kept", Literal("5")), Set("b", "lost", Literal("5")), Event("e"), Write("k", Var("kept")), Write("l", Var("lost")))
            .Variable("kept", "Int32", "1").Variable("lost", "Int32", "1", kept: false)).Run();

        play.Value("lost").Should().Be(1);
        play.Publish("e").Lines.Should().Equal("5", "1");
    }

    [Fact]
    public void Inputs_are_found_without_regard_to_case()
    {
        var play = new Play(Steps(Write("w", In("title"))).Input("Title"));

        play.Run(("TITLE", "Call")).Lines.Should().Equal("Call");
    }

    [Fact]
    public void Only_an_input_with_storage_outlives_the_first_burst()
    {
        var play = new Play(Steps(Write("a", In("lost")), Event("e"), Write("k", In("kept")), Write("l", In("lost"))).Input("kept", kept: true).Input("lost"));

        play.Run(("kept", "K"), ("lost", "L")).Publish("e");

        play.Lines.Should().Equal("L", "K", "");
    }

    [Fact]
    public void SetOutput_gives_the_instance_an_output()
    {
        var play = new Play(Steps(Activity("o", "SetOutput", ("outputName", Literal("res")), ("outputValue", Literal("42")))).Output("res")).Run();

        play.State.Output.Should().ContainKey("res").WhoseValue.Should().Be("42");
    }

    [Fact]
    public void SetName_and_Correlate_name_the_instance()
    {
        var play = new Play(Steps(Activity("n", "SetName", ("value", Literal("Cohort 1"))), Activity("c", "Correlate", ("correlationId", Literal("cohort:1"))))).Run();

        play.State.Name.Should().Be("Cohort 1");
        play.State.CorrelationId.Should().Be("cohort:1");
    }

    [Fact]
    public void Inputs_are_evaluated_again_at_every_run_and_resumption()
    {
        var play = new Play(Of(Activity("f", "For", ("end", Literal(1)), ("body", Sequence("b", Write("w", Js("getVariable('n')")), Set("set", "n", Js("getVariable('n') + 1")))))).Variable("n", "Int32", "0")).Run();

        play.Lines.Should().Equal("0", "1");
    }

    [Fact]
    public void An_activitys_output_can_be_read_by_scripts_of_the_same_burst_only()
    {
        var play = new Play(Steps(Event("e"), Write("a", Js("getOutputFrom('e', 'Result').n")), Event("f"), Write("b", Js("'' + getOutputFrom('e')")))).Run();

        play.Publish("e", new { n = 1 }).Publish("f");

        play.Lines.Should().Equal("1", "null");
    }

    [Theory]
    [InlineData("""{"a":1}""", "Object", """{"a":1}""")]
    [InlineData("[1,2]", "String", "[1,2]")]
    public void Objects_print_as_JSON(string json, string type, string line) =>
        new Play(Steps(Set("set", "x", Object(json)), Write("w", Var("x"))).Variable("x", type)).Run().Lines.Should().Equal(line);

    [Fact]
    public void An_absent_input_takes_the_descriptors_default() =>
        new Play(Steps(Activity("d", "Delay"))).Run().State.Bookmarks[0].DueAt.Should().Be(Play.Morning.AddMinutes(1));
}
