using System.Buffers;
using System.Text;
using System.Text.Json;
using FluentAssertions;
using GrantFlow.Designer;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;
using Xunit;

namespace GrantFlow.Tests.Designer;

public sealed class DesignTextTests
{
    static readonly KnownActivities Known = new(ActivityCatalogue.WithBuiltIns(), new HashSet<(string, int)>());

    [Fact]
    public void Every_activity_at_every_depth_gets_its_path_and_what_was_null_becomes_empty()
    {
        var model = """
            {"definitionId":"a","name":null,"variables":null,"inputs":null,"outcomes":null,"root":{"id":"f","type":"Elsa.Flowchart","version":1,"activities":[
              {"id":"w","type":"Elsa.While","version":1,"metadata":null,"body":{"id":"s","type":"Elsa.Sequence","version":1,"activities":[{"id":"l","type":"Elsa.WriteLine","version":1,"nodeId":"wrong"}]}},
              {"id":"x","type":"Elsa.Switch","cases":[{"label":"A","condition":{"type":"Literal","value":"x"},"activity":{"id":"y","type":"Elsa.WriteLine"}}]}],
              "connections":[{"source":{"activity":"w"},"target":{"activity":"x"},"vertices":null}]}}
            """;

        var root = Out(Kept(model)).GetProperty("root");

        DesignNodes.Of(root).Select(n => n.Json.GetProperty("nodeId").GetString()).Should().Equal(
            "Workflow1:f", "Workflow1:f:w", "Workflow1:f:w:s", "Workflow1:f:w:s:l", "Workflow1:f:x", "Workflow1:f:x:y");
        root.GetProperty("connections")[0].GetProperty("vertices").GetArrayLength().Should().Be(0);
        root.GetProperty("activities")[0].GetProperty("metadata").ValueKind.Should().Be(JsonValueKind.Object);
        Parsed(Kept(model)).GetProperty("variables").GetArrayLength().Should().Be(0);
        Parsed(Kept(model)).GetProperty("name").GetString().Should().Be("a");
    }

    [Fact]
    public void A_new_workflow_as_the_designer_posts_it_can_be_drawn_on()
    {
        var model = """{"id":null,"definitionId":null,"name":"Workflow 1","variables":null,"createdAt":"0001-01-01T00:00:00+00:00","root":{"id":"abc","type":"Elsa.Flowchart","version":1,"name":"Flowchart1"}}""";

        var root = Out(Kept(model)).GetProperty("root");

        root.GetProperty("nodeId").GetString().Should().Be("Workflow1:abc");
        root.GetProperty("activities").GetArrayLength().Should().Be(0);
        root.GetProperty("connections").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public void Members_of_a_newer_designer_are_kept_wherever_they_stand()
    {
        var model = """
            {"definitionId":"a","name":"A","novelty":{"a":[1,2.50,1e3]},"root":{"id":"f","type":"Elsa.Flowchart","version":1,"lanes":[{"id":"l1","title":"x"}],"activities":[
              {"id":"l","type":"Elsa.WriteLine","version":1,"aspects":{"deep":[null,{"y":"<b>Ա</b>"}]},"text":{"typeName":"String","expression":{"type":"Literal","value":"x","dialect":"2"}}}],"connections":[]}}
            """;

        var text = Kept(model);
        var back = Kept(Encoding.UTF8.GetString(OutBytes(text).Span));

        DesignCompare.Normal(back).Should().Be(DesignCompare.Normal(text));
        back.Should().Contain("\"novelty\"").And.Contain("2.50").And.Contain("1e3").And.Contain("\"dialect\"").And.Contain("\"lanes\"").And.Contain("<b>Ա</b>");
    }

    [Fact]
    public void Connections_as_Elsa_3_0_wrote_them_are_written_as_today_s_designer_draws_them()
    {
        var model = """
            {"definitionId":"a","name":"A","root":{"id":"f","type":"Elsa.Flowchart","version":1,"activities":[{"id":"x","type":"Elsa.WriteLine","version":1},{"id":"y","type":"Elsa.WriteLine","version":1}],
             "connections":[{"source":"x","target":"y","sourcePort":"Outcome","targetPort":"In"},{"source":"y","target":"x"}]}}
            """;

        var connections = Parsed(Kept(model)).GetProperty("root").GetProperty("connections").EnumerateArray().Select(c => JsonSerializer.Serialize(c)).ToList();

        connections.Should().Equal(
            """{"source":{"activity":"x","port":"Outcome"},"target":{"activity":"y","port":"In"}}""",
            """{"source":{"activity":"y","port":"Done"},"target":{"activity":"x","port":"In"}}""");
    }

    [Fact]
    public void What_the_designer_cannot_draw_goes_out_as_a_placeholder_and_comes_back_byte_for_byte()
    {
        var gone = """{ "id":"g1", "type":"GrantFlow.Gone","version":1,   "metadata":{"designer":{"position":{"x":340,"y":40}}},"secret":{"typeName":"String","expression":{"type":"Literal","value":"é\u00e9"}} }""";
        var text = Kept($$$"""{"definitionId":"a","name":"A","root":{"id":"f","type":"Elsa.Flowchart","version":1,"activities":[{{{gone}}}],"connections":[]}}""");
        var original = Parsed(text).GetProperty("root").GetProperty("activities")[0].GetRawText();

        var placeholder = Out(text).GetProperty("root").GetProperty("activities")[0];
        var back = Parsed(Kept(Encoding.UTF8.GetString(OutBytes(text).Span)));

        placeholder.GetProperty("type").GetString().Should().Be("Elsa.NotFoundActivity");
        placeholder.GetProperty("missingTypeName").GetString().Should().Be("GrantFlow.Gone");
        placeholder.GetProperty("metadata").GetProperty("designer").GetProperty("position").GetProperty("x").GetInt32().Should().Be(340);
        back.GetProperty("root").GetProperty("activities")[0].GetRawText().Should().Be(original);
    }

    [Fact]
    public void A_placeholder_that_was_moved_or_copied_is_the_activity_in_its_new_place()
    {
        var text = Kept("""{"definitionId":"a","name":"A","root":{"id":"f","type":"Elsa.Flowchart","version":1,"activities":[{"id":"g1","type":"X.Gone","version":2,"metadata":{"designer":{"position":{"x":1,"y":2},"size":{"width":9}},"displayText":"Mine"},"kept":true}],"connections":[]}}""");
        var sent = Encoding.UTF8.GetString(OutBytes(text).Span).Replace("\"position\":{\"x\":1,\"y\":2}", "\"position\":{\"x\":500,\"y\":2}", StringComparison.Ordinal)
            .Replace("\"id\":\"g1\",\"nodeId\":\"Workflow1:f:g1\"", "\"id\":\"g2\",\"nodeId\":\"Workflow1:f:g2\"", StringComparison.Ordinal);

        var back = Parsed(Kept(sent)).GetProperty("root").GetProperty("activities")[0];

        back.GetProperty("id").GetString().Should().Be("g2");
        back.GetProperty("nodeId").GetString().Should().Be("Workflow1:f:g2");
        back.GetProperty("type").GetString().Should().Be("X.Gone");
        back.GetProperty("version").GetInt32().Should().Be(2);
        back.GetProperty("kept").GetBoolean().Should().BeTrue();
        var metadata = back.GetProperty("metadata");
        metadata.GetProperty("displayText").GetString().Should().Be("Mine");
        metadata.GetProperty("designer").GetProperty("position").GetProperty("x").GetInt32().Should().Be(500);
        metadata.GetProperty("designer").GetProperty("size").GetProperty("width").GetInt32().Should().Be(9);
    }

    [Fact]
    public void Any_definition_with_unknown_types_comes_back_the_same()
    {
        for (var seed = 1; seed <= 300; seed++)
        {
            var text = Kept(new SomeDefinition(seed).Json());

            var sent = new SomeDefinition(seed).AsStudioSends(Encoding.UTF8.GetString(OutBytes(text).Span));
            var back = Kept(sent);

            DesignCompare.Normal(back).Should().Be(DesignCompare.Normal(text), "seed {0}", seed);
            Unknown(back).Should().Equal(Unknown(text), "seed {0}: what nobody touched is the same to the byte", seed);
        }
    }

    [Theory]
    [InlineData("award")]
    [InlineData("cohort")]
    [InlineData("competition")]
    [InlineData("entrance")]
    [InlineData("monitoring")]
    [InlineData("reporting")]
    [InlineData("selection")]
    public void A_shipped_definition_comes_through_the_designer_the_same_even_where_none_of_its_activities_is_installed(string name)
    {
        var json = ShippedWorkflows.All.Single(w => w.Name == $"{name}.json").Json;

        var back = Kept(Encoding.UTF8.GetString(OutBytes(Kept(json)).Span));

        DesignCompare.Normal(back).Should().Be(DesignCompare.Normal(json));
        Unknown(back).Should().Equal(Unknown(Kept(json)));
    }

    static IEnumerable<string> Unknown(string text) => DesignNodes.Of(Parsed(text).GetProperty("root"))
        .Where(n => !Known.Has(n.Type, n.Json.TryGetProperty("version", out var v) ? v.GetInt32() : 1) && n.Type != "Elsa.StateMachine")
        .Select(n => n.Json.GetRawText()).Order(StringComparer.Ordinal);

    static string Kept(string model) => DesignText.Compose(Parsed(model), new("a:1", "a", 1, DateTimeOffset.UnixEpoch));

    static JsonElement Out(string text) => JsonDocument.Parse(OutBytes(text), new JsonDocumentOptions { MaxDepth = 1024 }).RootElement;

    static ReadOnlyMemory<byte> OutBytes(string text)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = DesignText.Form.Encoder }))
        {
            json.WriteStartObject();
            DesignText.WriteContent(json, Parsed(text), Known);
            json.WriteEndObject();
        }

        return bytes.WrittenMemory;
    }

    static JsonElement Parsed(string json) => DesignText.Parse(json).RootElement;
}
