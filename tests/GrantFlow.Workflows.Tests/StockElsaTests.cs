using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Definitions;
using Xunit;

namespace GrantFlow.Workflows.Tests;

/// <summary>Definitions that the real Elsa 3 wrote run here; ours have the shape that it reads.</summary>
/// <remarks>The files of <c>Stock/</c> were built with Elsa's own classes and written by its own serialiser, from elsa-core's sources of August 2026.</remarks>
public class StockElsaTests
{
    static readonly string[] ExpressionTypes = ["Literal", "Object", "Variable", "Input", "JavaScript"];

    static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    static string Stock(string name) => File.ReadAllText(Path.Combine(Folder(), "Stock", $"{name}.json"));

    [Fact]
    public void A_flowchart_that_Elsa_wrote_runs_with_its_variables_decision_event_fork_and_join()
    {
        var play = new Play(Stock("stock-flowchart"));
        play.Problems.Should().BeEmpty();

        play.Run();
        play.Lines.Should().Equal("Accepted");
        play.Value("score").Should().Be(80);
        play.Publish("Signed");

        play.Lines.Should().Equal("Accepted", "left", "right", "none");
        play.Status.Should().Be("Finished/Finished");
    }

    [Fact]
    public void A_sequence_that_Elsa_wrote_runs_with_its_condition_loop_and_branches()
    {
        var play = new Play(Stock("stock-sequence"));
        play.Problems.Should().BeEmpty();

        play.Run().Lines.Should().Equal("begin", "then", "item", "item", "p1", "p2", "end");
    }

    [Fact]
    public void Connections_as_the_first_Elsa_3_wrote_them_are_read()
    {
        var json = """
            {"id":"v1","definitionId":"old","name":"Old","version":1,"root":{"id":"Flowchart1","type":"Elsa.Flowchart","version":1,"start":"a","activities":[
            {"id":"a","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"Literal","value":"one"},"memoryReference":{"id":"a:input-0"}}},
            {"id":"b","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"Literal","value":"two"}}}],
            "connections":[{"source":"a","target":"b","sourcePort":"Done","targetPort":"In"}]}}
            """;

        PublishCheck.Check(json, ActivityCatalogue.WithBuiltIns()).Should().BeEmpty();
        new Play(json).Run().Lines.Should().Equal("one", "two");
    }

    [Fact]
    public void What_a_publication_asks_beyond_running_is_told_of_an_imported_definition_and_not_mended() =>
        PublishCheck.Check(Stock("stock-flowchart"), ActivityCatalogue.WithBuiltIns()).Select(p => p.Code).Should().Equal("wait-without-deadline");

    [Fact]
    public void Activities_that_are_not_installed_here_are_named_and_all_else_is_read()
    {
        var json = JsonNode.Parse(Stock("stock-sequence"))!;
        json["root"]!["activities"]!.AsArray().Add(JsonNode.Parse("""{"id":"http","nodeId":"Workflow1:seq:http","name":"HttpEndpoint1","type":"Elsa.HttpEndpoint","version":1,"path":{"typeName":"String","expression":{"type":"Literal","value":"/a"}},"someFutureMember":{"a":[1,2]}}"""));
        json["someFutureSetting"] = new JsonObject { ["x"] = 1 };

        PublishCheck.Check(json.ToJsonString(), ActivityCatalogue.WithBuiltIns()).Should().ContainSingle(p => p.Code == "unknown-activity" && p.Message.Contains("'Elsa.HttpEndpoint'"));
        new Play(json.ToJsonString()).Run().Lines.Should().EndWith("end");
    }

    [Fact]
    public void Every_shipped_definition_has_the_shape_that_Elsa_reads()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Folder(), "../../workflows"), "*.json"))
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file));
            var definition = document.RootElement;
            foreach (var member in new[] { "id", "definitionId", "name" }) definition.GetProperty(member).ValueKind.Should().Be(JsonValueKind.String, file);
            definition.GetProperty("version").GetInt32().Should().BeGreaterThan(0);
            foreach (var variable in definition.GetProperty("variables").EnumerateArray())
                variable.GetProperty("value").ValueKind.Should().BeOneOf([JsonValueKind.String, JsonValueKind.Null], "a variable's value is a text or null: {0}", file);
            CheckActivity(definition.GetProperty("root"), "Workflow1", file);
        }
    }

    static void CheckActivity(JsonElement activity, string within, string file)
    {
        var id = activity.GetProperty("id").GetString()!;
        activity.GetProperty("type").GetString().Should().MatchRegex(@"^\w+(\.\w+)+$", file);
        activity.GetProperty("version").GetInt32().Should().Be(1);
        if (activity.TryGetProperty("nodeId", out var node)) node.GetString().Should().Be($"{within}:{id}");
        foreach (var member in activity.EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.Object && m.Value.TryGetProperty("expression", out _)))
        {
            var expression = member.Value.GetProperty("expression");
            expression.GetProperty("type").GetString().Should().BeOneOf(ExpressionTypes, "{0} in {1}", id, file);
            // The real engine takes the text of JSON for these, and writes the object back.
            if (expression.GetProperty("type").GetString() is "Variable" or "Input" && expression.GetProperty("value") is { ValueKind: JsonValueKind.String } text)
                JsonDocument.Parse(text.GetString()!).RootElement.GetProperty("name").GetString().Should().NotBeNullOrEmpty();
        }

        if (!activity.TryGetProperty("activities", out var children)) return;
        var ids = children.EnumerateArray().Select(c => c.GetProperty("id").GetString()).ToHashSet();
        foreach (var connection in activity.GetProperty("connections").EnumerateArray())
            foreach (var end in new[] { "source", "target" })
            {
                ids.Should().Contain(connection.GetProperty(end).GetProperty("activity").GetString(), file);
                connection.GetProperty(end).GetProperty("port").GetString().Should().NotBeNullOrEmpty(file);
            }

        foreach (var child in children.EnumerateArray()) CheckActivity(child, $"{within}:{id}", file);
    }
}
