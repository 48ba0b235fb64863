using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Definitions;
using Xunit;
using static GrantFlow.Workflows.Tests.Flow;

namespace GrantFlow.Workflows.Tests;

/// <summary>What nobody draws and somebody may send: each has an answer, in bounded time.</summary>
public class HardInputTests
{
    static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    static readonly ActivityCatalogue Catalogue = ActivityCatalogue.WithBuiltIns();

    static string Big(int activities, int padding = 0)
    {
        var text = new StringBuilder("""{"definitionId":"big","root":{"id":"fc","type":"Elsa.Flowchart","activities":[{"id":"s","type":"Elsa.Start"}""");
        for (var i = 0; i < activities; i++)
            text.Append(Invariant, $$$$""",{"id":"a{{{{i}}}}","name":"A{{{{i}}}}","type":"Elsa.Event","eventName":{"expression":{"type":"Literal","value":"E{{{{i}}}}{{{{new string('x', padding)}}}}"}}}""");
        text.Append("""],"connections":[{"source":{"activity":"s","port":"Done"},"target":{"activity":"a0","port":"In"}}""");
        for (var i = 1; i < activities; i++) text.Append(Invariant, $$$""",{"source":{"activity":"a{{{i - 1}}}","port":"Done"},"target":{"activity":"a{{{i}}}","port":"In"}}""");
        return text.Append("]}}").ToString();
    }

    [Fact]
    public void Ten_thousand_activities_are_too_many_and_are_still_compared()
    {
        var json = Big(10_000);

        PublishCheck.Check(json, Catalogue).Should().ContainSingle(p => p.Code == "too-large");
        DefinitionComparison.Compare(Big(1), json, Catalogue)!.Activities.Should().HaveCount(9_999);
    }

    [Fact]
    public void Five_megabytes_are_read_and_checked_and_nine_are_not()
    {
        var json = Big(1_000, padding: 5_000);

        json.Length.Should().BeGreaterThan(5_000_000);
        PublishCheck.Check(json, Catalogue).Select(p => p.Code).Distinct().Should().Equal("wait-without-deadline");
        PublishCheck.Check(Big(1_000, padding: 9_000), Catalogue).Should().ContainSingle(p => p.Code == "too-large");
        DefinitionComparison.Compare(Big(1_000, padding: 9_000), json, Catalogue).Should().BeNull();
    }

    [Fact]
    public void As_many_activities_as_may_be_are_checked_and_moved()
    {
        var play = new Play(Big(4_000)).Run();

        PublishCheck.Check(Big(4_000), Catalogue).Should().HaveCount(4_000);
        play.Move(Big(4_500)).Bars.Should().BeEmpty();
        play.Publish("E0").State.Bookmarks.Should().ContainSingle(b => b.Name == "E1");
    }

    [Fact]
    public void Deep_nesting_is_refused_and_not_compared()
    {
        var json = $$"""{"definitionId":"deep","root":{{string.Concat(Enumerable.Range(0, 3_000).Select(i => $$"""{"id":"s{{i}}","type":"Elsa.Sequence","activities":["""))}}{{string.Concat(Enumerable.Repeat("]}", 3_000))}}}""";

        PublishCheck.Check(json, Catalogue).Should().ContainSingle(p => p.Code == "too-deep");
        DefinitionComparison.Compare(json, json, Catalogue).Should().BeNull();
    }

    [Fact]
    public void Two_children_that_begin_each_other_are_told_however_long_the_way()
    {
        var ring = Enumerable.Range(0, 5_000).ToDictionary(i => $"w{i}", i => (IReadOnlyList<string>)[$"w{(i + 1) % 5_000}"]);
        var json = Steps(Activity("x", "DispatchWorkflow", ("workflowDefinitionId", Literal("w1")))).Named("w0").Json;

        PublishCheck.Check(json, Catalogue, null, ring.GetValueOrDefault).Should().ContainSingle(p => p.Code == "contains-itself");
    }

    [Fact]
    public void A_script_without_end_becomes_an_incident() =>
        new Play(Steps(Write("w", Js("while (true) {}")))).Run().Incidents.Should().ContainSingle().Which.Detail.Should().Contain("stopped");

    [Fact]
    public void Fields_of_a_newer_Elsa_disturb_nothing()
    {
        var json = JsonNode.Parse(Chart("s->a", Start(), Write("a")).Json)!;
        json["future"] = new JsonObject { ["a"] = new JsonArray(1, 2) };
        json["root"]!["activities"]![1]!["future"] = new JsonObject { ["type"] = "Odd", ["id"] = 7 };
        json["root"]!["connections"]![0]!["future"] = true;

        PublishCheck.Check(json.ToJsonString(), Catalogue).Should().BeEmpty();
        new Play(json.ToJsonString()).Run().Lines.Should().Equal("a");
        DefinitionComparison.Compare(json.ToJsonString(), json.ToJsonString(), Catalogue)!.IsNothing.Should().BeTrue();
    }

    [Fact]
    public void Markup_in_names_stays_text() =>
        Check("<script>alert(1)</script>").Should().Be("'<script>alert(1)</script>' is never reached: no connection leads to it from the start. Connect it, or take it out.");

    static string Check(string caption) => PublishCheck.Check(
        Chart("s->a", Start(), Write("a"), Write("b").With("metadata", new JsonObject { ["displayText"] = caption })), Catalogue).Single().Message;
}
