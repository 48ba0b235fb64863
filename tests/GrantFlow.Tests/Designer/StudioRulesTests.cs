using System.Text.Json;
using System.Text.RegularExpressions;
using FluentAssertions;
using Xunit;

namespace GrantFlow.Tests.Designer;

/// <summary>What Elsa Studio breaks over, wherever it gets it: each of these cost somebody a drawing once.</summary>
public sealed partial class StudioRulesTests(StudioHost host) : IClassFixture<StudioHost>
{
    const string Deep = """
        {"id":"f","type":"Elsa.Flowchart","version":1,"name":"Flowchart1","activities":[
          {"id":"s","type":"Elsa.Start","version":1,"name":"Start1"},
          {"id":"each","type":"Elsa.ForEach","version":1,"name":"ForEach1","items":{"expression":{"type":"Object","value":"[1,2]"}},"body":{"id":"in","type":"Elsa.Sequence","version":1,"activities":[
            {"id":"if","type":"Elsa.If","version":1,"name":"If1","condition":{"expression":{"type":"Literal","value":"True"}},"then":{"id":"line","type":"Elsa.WriteLine","version":1,"name":"WriteLine1","text":{"expression":{"type":"Literal","value":"deep"}}}}]}}],
          "connections":[{"source":{"activity":"s","port":"Done"},"target":{"activity":"each","port":"In"}}]}
        """;

    [Fact]
    public async Task Every_answer_about_a_definition_has_paths_at_every_depth_the_same_root_and_what_may_be_done()
    {
        var model = SomeDrawing.Model($$"""{"name":"Deep","root":{{Deep}}}""");
        var created = await host.SaveAsync(host.Anna, model);
        var id = created.GetProperty("definitionId").GetString()!;
        var published = await StudioHost.JsonAsync(await host.PostAsync(host.Anna, $"/workflow-definitions/{id}/publish", new { }));
        var retracted = await StudioHost.JsonAsync(await host.PostAsync(host.Anna, $"/workflow-definitions/{id}/retract", new { }));
        var read = await host.GetAsync(host.Anna, $"/workflow-definitions/by-definition-id/{id}?versionOptions=Latest");
        var imported = await StudioHost.JsonAsync(await host.PostAsync(host.Anna, "/workflow-definitions/import", read));
        var saved = await StudioHost.JsonAsync(await host.PostAsync(host.Anna, "/workflow-definitions", new { model = imported }, revision: 99));
        var version = await host.GetAsync(host.Anna, $"/workflow-definitions/by-id/{id}:1");

        // Save and publish wrap the definition, taking back and the rest give it bare.
        var answers = new[] { created, published.GetProperty("workflowDefinition"), retracted, read, imported, saved.GetProperty("workflowDefinition") };
        foreach (var answer in answers.Append(version))
        {
            Paths(answer.GetProperty("root")).Should().Equal("Workflow1:f", "Workflow1:f:s", "Workflow1:f:each", "Workflow1:f:each:in", "Workflow1:f:each:in:if", "Workflow1:f:each:in:if:line");
            answer.GetProperty("root").GetProperty("id").GetString().Should().Be("f");
        }

        answers.Should().OnlyContain(a => Rels(a).Contains("publish"));
    }

    [Fact]
    public async Task An_old_version_stays_readable_by_its_id_alone_and_among_others()
    {
        var id = (await host.SaveAsync(host.Anna, SomeDrawing.Sound(null, "Aged", "first"), publish: true)).GetProperty("definitionId").GetString()!;
        await host.SaveAsync(host.Anna, SomeDrawing.Sound(id, "Aged", "second"), publish: true);
        await host.SaveAsync(host.Anna, SomeDrawing.Sound(id, "Aged", "third"));

        var list = await host.GetAsync(host.Anna, $"/workflow-definitions?versionOptions=&Ids={id}:1&Ids={id}:3");
        var one = await host.GetAsync(host.Anna, $"/workflow-definitions/by-id/{id}:1");

        list.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("version").GetInt32()).Should().BeEquivalentTo([1, 3]);
        one.GetProperty("isLatest").GetBoolean().Should().BeFalse();
        one.GetRawText().Should().Contain("first");
    }

    [Theory]
    [InlineData("/studio/definitions", "elsa-workflow-definition-list")]
    [InlineData("/studio/definitions/award", "elsa-workflow-definition-editor")]
    [InlineData("/studio/instances", "elsa-workflow-instance-list")]
    public async Task A_page_lies_under_its_base_and_names_one_element_and_no_server(string path, string element)
    {
        var html = await host.Anna.Client.GetStringAsync(path);

        html.Should().Contain("<base href=\"/studio/\">").And.Contain($"data-element=\"{element}\"").And.NotContain("remote-endpoint");
        Regex.Count(html, "<elsa-").Should().Be(0);
        path.Should().StartWith("/studio/");
        // Our script gives the element its server: absolute, and without a slash at the end.
        (await host.Anna.Client.GetStringAsync("/lib/studio-start.js")).Should().Contain("setAttribute('remote-endpoint', `${location.origin}/elsa/api`)");
    }

    [Fact]
    public async Task Our_styles_dont_leak_into_Studio()
    {
        var css = Comments().Replace(await host.Anna.Client.GetStringAsync("/lib/studio.css"), "");

        var selectors = Selectors().Matches(css).SelectMany(m => m.Groups[1].Value.Split(',')).Select(s => s.Trim()).Where(s => s.Length > 0 && s[0] != '@');

        selectors.Should().NotBeEmpty().And.OnlyContain(s => s.StartsWith(".gf-") || s.StartsWith("#gf-") || s.StartsWith("elsa-") || s.StartsWith(".activity-picker-pane")
            || s.StartsWith(".mud-splitter-content") || s == ":root" || s == "body" || s.StartsWith("body:has(.gf-"));
    }

    static IEnumerable<string?> Paths(JsonElement activity)
    {
        yield return activity.GetProperty("nodeId").GetString();
        foreach (var child in activity.EnumerateObject().SelectMany(Children))
            foreach (var path in Paths(child)) yield return path;
    }

    static IEnumerable<JsonElement> Children(JsonProperty member) =>
        (member.Value.ValueKind == JsonValueKind.Array && member.Name == "activities" ? member.Value.EnumerateArray().ToList() : [member.Value])
            .Where(v => v.ValueKind == JsonValueKind.Object && v.TryGetProperty("type", out _) && v.TryGetProperty("id", out _));

    static IEnumerable<string?> Rels(JsonElement definition) => definition.GetProperty("links").EnumerateArray().Select(l => l.GetProperty("rel").GetString());

    [GeneratedRegex(@"/\*.*?\*/|@charset[^;]*;|@font-face\{[^}]*\}|@media[^{]*\{", RegexOptions.Singleline)]
    private static partial Regex Comments();

    [GeneratedRegex(@"([^{}]+)\{[^{}]*\}")]
    private static partial Regex Selectors();
}
