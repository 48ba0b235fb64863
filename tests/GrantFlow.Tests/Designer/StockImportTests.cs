using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using GrantFlow.Tests.Web;
using Xunit;

namespace GrantFlow.Tests.Designer;

/// <summary>Definitions as stock Elsa 3 servers write them come in as files, are published and run, and go out again with all they hold.</summary>
/// <remarks>The files of <c>Stock/</c> were written by hand after Elsa's public format; nothing of ours made them.</remarks>
public sealed class StockImportTests(StudioHost host) : IClassFixture<StudioHost>
{
    [Fact]
    public async Task A_flowchart_with_a_decision_branches_and_a_join_is_imported_published_and_run()
    {
        var (path, output) = await RunAsync(await ImportAsync("elsa-3.2-review"), new { Title = "Call 7" });

        path.Should().Equal("Start1", "SetVariable1", "FlowDecision1", "FlowFork1", "WriteLine2", "WriteLine3", "FlowJoin1", "SetOutput1", "End1", "Flowchart1");
        output.GetProperty("Result").GetString().Should().Be("Call 7: 7");
    }

    [Fact]
    public async Task A_sequence_with_a_loop_conditions_parallel_lines_and_a_pause_comes_in_by_our_page_and_runs()
    {
        var id = await ImportByPageAsync("elsa-3.3-loop");

        var (path, output) = await RunAsync(id, new { });

        string[] turn = ["SetVariable1", "If1", "Sequence2"], bek = ["SetVariable1", "WriteLine2", "If1", "Sequence2"];
        path.Should().Equal(["WriteLine1", .. turn, .. bek, .. turn, "ForEach1", "WriteLine3", "WriteLine4", "Parallel1", "Delay1", "SetOutput1", "Sequence1"]);
        output.GetProperty("Seen").GetString().Should().Be("Ani;Bek;Gor;");
    }

    [Fact]
    public async Task What_isnt_installed_is_named_when_it_is_to_be_published_and_drawn_as_a_placeholder()
    {
        var id = await ImportAsync("elsa-3.0-http");

        var refused = await StudioHost.JsonAsync(await host.PostAsync(host.Anna, $"/workflow-definitions/{id}/publish", new { }));
        refused.GetProperty("errors").GetProperty("generalErrors").EnumerateArray().Select(e => e.GetString()).Should()
            .Contain(e => e!.Contains("'Elsa.HttpEndpoint'")).And.Contain(e => e!.Contains("'Elsa.WriteHttpResponse'")).And.Contain(e => e!.Contains("'Liquid'"));

        var drawn = (await host.GetAsync(host.Anna, $"/workflow-definitions/by-definition-id/{id}")).GetProperty("root").GetProperty("activities");
        drawn.EnumerateArray().Select(a => a.GetProperty("type").GetString()).Should().Equal("Elsa.NotFoundActivity", "Elsa.WriteLine", "Elsa.NotFoundActivity");
    }

    [Theory]
    [InlineData("elsa-3.2-review")]
    [InlineData("elsa-3.3-loop")]
    [InlineData("elsa-3.0-http")]
    public async Task Nothing_is_lost_on_the_way_in_through_a_save_of_the_designer_and_out_again(string file)
    {
        var id = await ImportAsync(file);
        await host.SaveAsync(host.Anna, await host.GetAsync(host.Anna, $"/workflow-definitions/by-definition-id/{id}"));

        var exported = JsonNode.Parse(await host.TextAsync(host.Anna, $"/workflow-definitions/{id}/export"))!.AsObject();

        var given = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder(), "Stock", $"{file}.json")))!.AsObject();
        // What the server says of a version is the new server's; a schema's address names a form, not a content.
        foreach (var own in new[] { "$schema", "id", "definitionId", "version", "toolVersion", "createdAt", "isLatest", "isPublished" }) given.Remove(own);
        Missing(given, exported, "").Should().BeEmpty();
    }

    /// <summary>Every member and item that isn't there any more, or is another; connections of the first Elsa 3 are told apart by their ends.</summary>
    static IEnumerable<string> Missing(JsonNode? given, JsonNode? kept, string place) => (given, kept) switch
    {
        (null, null) => [],
        // A null list is written as an empty one.
        (null, JsonArray { Count: 0 }) => [],
        (JsonObject g, JsonObject k) when g.ContainsKey("sourcePort") => Missing(Today(g), k, place),
        (JsonObject g, JsonObject k) => g.SelectMany(m => k.ContainsKey(m.Key) || m.Value is null ? Missing(m.Value, k[m.Key], $"{place}/{m.Key}") : [$"{place}/{m.Key} is gone"]),
        (JsonArray g, JsonArray k) when g.Count == k.Count => g.Zip(k).SelectMany((pair, i) => Missing(pair.First, pair.Second, $"{place}/{i}")),
        (JsonValue g, JsonValue k) when g.ToJsonString() == k.ToJsonString() => [],
        _ => [$"{place}: {given?.ToJsonString()} is {kept?.ToJsonString()}"],
    };

    static JsonObject Today(JsonObject connection) => new()
    {
        ["source"] = new JsonObject { ["activity"] = connection["source"]!.DeepClone(), ["port"] = connection["sourcePort"]!.DeepClone() },
        ["target"] = new JsonObject { ["activity"] = connection["target"]!.DeepClone(), ["port"] = connection["targetPort"]!.DeepClone() },
    };

    // Each test has the file under an id of its own: one file brought in twice is a second version.
    static JsonObject Fresh(string file)
    {
        var definition = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder(), "Stock", $"{file}.json")))!.AsObject();
        definition["definitionId"] = $"stock-{Guid.CreateVersion7():N}";
        return definition;
    }

    async Task<string> ImportAsync(string file)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/elsa/api/workflow-definitions/import", UriKind.Relative)) { Content = new StringContent(Fresh(file).ToJsonString(), Encoding.UTF8, "application/json") };
        request.Headers.Add("RequestVerificationToken", host.Anna.Token);
        using var answer = await host.Anna.Client.SendAsync(request);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        return (await StudioHost.JsonAsync(answer)).GetProperty("definitionId").GetString()!;
    }

    async Task<string> ImportByPageAsync(string file)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in await RunningHost.FormAsync(host.Anna.Client, "/workflows")) form.Add(new StringContent(value), name);
        form.Add(new StringContent($"{host.Mine}"), "for");
        form.Add(new StringContent(Fresh(file).ToJsonString()), "file", $"{file}.json");
        using var answer = await host.Anna.Client.PostAsync("/workflows?handler=Import", form);
        answer.StatusCode.Should().Be(HttpStatusCode.Redirect);
        return answer.Headers.Location!.ToString().Split('/')[^1];
    }

    async Task<(IReadOnlyList<string?> Path, JsonElement Output)> RunAsync(string id, object input)
    {
        (await host.PostAsync(host.Anna, $"/workflow-definitions/{id}/publish", new { })).StatusCode.Should().Be(HttpStatusCode.OK);
        var run = await host.PostAsync(host.Anna, $"/workflow-definitions/{id}/execute", new { versionOptions = "Latest", input });
        var instance = Guid.Parse(run.Headers.GetValues("x-elsa-workflow-instance-id").Single());
        for (var tries = 0; tries < 1800 && !await IsOverAsync(instance); tries++) await Task.Delay(100);

        var full = (await host.GetAsync(host.Anna, $"/workflow-instances/{instance}")).GetProperty("workflowState");
        full.GetProperty("subStatus").GetString().Should().Be("Finished", full.GetProperty("incidents").ToString());
        var journal = await StudioHost.JsonAsync(await host.PostAsync(host.Anna, $"/workflow-instances/{instance}/journal", new { }));
        var path = journal.GetProperty("items").EnumerateArray().Where(e => e.GetProperty("eventName").GetString() == "Completed").Select(e => e.GetProperty("activityName").GetString()).Where(n => n is not null).ToList();
        return (path, full.GetProperty("output"));
    }

    // The start is taken up by the worker: until then there is no instance to ask for.
    async Task<bool> IsOverAsync(Guid instance)
    {
        var answer = await host.SendAsync(host.Anna, HttpMethod.Get, $"/workflow-instances/{instance}/execution-state", null);
        return answer.IsSuccessStatusCode && (await StudioHost.JsonAsync(answer)).GetProperty("status").GetString() == "Finished";
    }

    static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
