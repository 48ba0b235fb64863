using System.Text.Json.Nodes;
using FluentAssertions;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Definitions;
using Xunit;
using static GrantFlow.Workflows.Tests.Flow;

namespace GrantFlow.Workflows.Tests;

/// <summary>What stock Elsa 3 lets an output be bound to, and how its first version marked a workflow that others may use as an activity.</summary>
public class StockOutputTests
{
    static JsonObject Script(string id, string script) => Activity(id, "RunJavaScript", ("script", Literal(script)));

    static Dictionary<string, string> Child(Flow child) => new() { ["child"] = child.Named("child").Option("usableAsActivity", true) };

    [Fact]
    public void An_output_is_bound_to_an_output_of_the_workflow_by_its_name()
    {
        var flow = Steps(Script("js", "6 * 7").With("result", To("Total"))).Output("Total");

        PublishCheck.Check(flow, ActivityCatalogue.WithBuiltIns()).Should().BeEmpty();
        new Play(flow).Run().State.Output.Should().Contain("Total", 42);
    }

    [Fact]
    public void A_name_that_a_variable_and_an_output_share_takes_the_value_in_both()
    {
        var play = new Play(Steps(Script("js", "6 * 7").With("result", To("Total"))).Output("Total").Variable("Total", "Int32")).Run();

        play.Value("Total").Should().Be(42);
        play.State.Output.Should().Contain("Total", 42);
    }

    [Fact]
    public void The_output_of_a_workflow_used_as_an_activity_is_bound_to_the_output_of_the_workflow_that_uses_it()
    {
        var child = Steps(Script("js", "'inner'").With("result", To("Word"))).Output("Word");
        var parent = Steps(Activity("use", "Child", ("workflowDefinitionId", "child"), ("word", To("Said")))).Output("Said");

        var play = new Play(parent, dependencies: Child(child)).Run();

        play.Problems.Should().BeEmpty();
        play.State.Output.Should().Equal(new Dictionary<string, object?> { ["Said"] = "inner" });
    }

    [Fact]
    public void A_script_reads_what_a_workflow_used_as_an_activity_gave()
    {
        var child = Steps(Activity("o", "SetOutput", ("outputName", Literal("Word")), ("outputValue", Literal("inner")))).Output("Word");
        var parent = Steps(Activity("use", "Child", ("workflowDefinitionId", "child")), Write("w", Js("getOutputFrom('use', 'Word')")));

        new Play(parent, dependencies: Child(child)).Run().Lines.Should().Equal("inner");
    }

    [Fact]
    public void An_output_bound_to_nothing_known_is_told() =>
        PublishCheck.Check(Steps(Script("js", "1").With("result", To("Nowhere"))), ActivityCatalogue.WithBuiltIns())
            .Should().ContainSingle(p => p.Code == "unknown-variable");

    [Theory]
    [InlineData("""{"usableAsActivity":true}""", true)]
    [InlineData("""{"usableAsActivity":true,"options":{}}""", true)]
    [InlineData("""{"usableAsActivity":true,"options":{"usableAsActivity":null}}""", true)]
    [InlineData("""{"usableAsActivity":true,"options":{"usableAsActivity":false}}""", false)]
    [InlineData("""{"options":{"usableAsActivity":true}}""", true)]
    [InlineData("{}", false)]
    public void That_others_may_use_it_stands_in_the_options_or_as_the_first_Elsa_3_wrote_it_above_them(string written, bool usable)
    {
        var json = JsonNode.Parse(Steps(Write("w")))!.AsObject();
        json.Remove("options");
        foreach (var (name, value) in JsonNode.Parse(written)!.AsObject()) json[name] = value?.DeepClone();

        DefinitionCompiler.Compile(json.ToJsonString(), ActivityCatalogue.WithBuiltIns()).Graph!.UsableAsActivity.Should().Be(usable);
    }
}
