using System.Net;
using System.Text.Json;
using FluentAssertions;
using Xunit;

namespace GrantFlow.Tests.Designer;

/// <summary>Who takes back what other workflows start is told which.</summary>
public sealed class RetractTests(StudioHost host) : IClassFixture<StudioHost>
{
    [Fact]
    public async Task Taking_back_what_published_workflows_start_names_them()
    {
        var child = await PublishAsync(SomeDrawing.Sound(null, "Pay the rest", "paid"));
        var parent = await PublishAsync(Starting(child, "Close the books"));
        await host.SaveAsync(host.Anna, Starting(child, "Only a draft"));

        (await ToldAsync($"/workflow-definitions/{child}/retract", new { }))
            .Should().Be("'Pay the rest' is no longer published, but these published workflows start it: Close the books. From now on what they start waits until it is published again.");
        (await ToldAsync($"/workflow-definitions/{parent}/retract", new { })).Should().BeEmpty();
    }

    [Fact]
    public async Task Of_many_taken_back_at_once_those_are_told_that_are_still_started()
    {
        var child = await PublishAsync(SomeDrawing.Sound(null, "Ask the bank", "asked"));
        var parent = await PublishAsync(Starting(child, "Pay"));

        var other = await PublishAsync(SomeDrawing.Sound(null, "Ask the board", "asked"));
        await PublishAsync(Starting(other, "Pay later"));

        (await RetractAsync(child, parent, other)).Should().StartWith("'Ask the board'").And.Contain("start it: Pay later.").And.NotContain("Ask the bank");
    }

    Task<string> RetractAsync(params string[] ids) => ToldAsync("/bulk-actions/retract/workflow-definitions/by-definition-ids", new { definitionIds = ids });

    async Task<string> ToldAsync(string path, object body)
    {
        using var answer = await host.PostAsync(host.Anna, path, body);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        return answer.Headers.TryGetValues("X-GrantFlow-Told", out var told) ? Uri.UnescapeDataString(told.Single()) : "";
    }

    async Task<string> PublishAsync(JsonElement model) => (await host.SaveAsync(host.Anna, model, publish: true)).GetProperty("definitionId").GetString()!;

    static JsonElement Starting(string child, string name) => SomeDrawing.Model($$$"""
        {"name":"{{{name}}}","root":{"id":"f","type":"Elsa.Flowchart","version":1,"name":"Flowchart1","activities":[
          {"id":"call","name":"Call1","type":"Elsa.ExecuteWorkflow","version":1,"customProperties":{},"metadata":{},
           "workflowDefinitionId":{"typeName":"String","expression":{"type":"Literal","value":"{{{child}}}"} } }],"connections":[]} }
        """);
}
