using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FluentAssertions;
using GrantFlow.Tests.Web;
using Xunit;

namespace GrantFlow.Tests.Designer;

public sealed class DefinitionsApiTests(StudioHost host) : IClassFixture<StudioHost>
{
    [Fact]
    public async Task A_manager_creates_draws_publishes_and_takes_back()
    {
        var created = await host.SaveAsync(host.Anna, SomeDrawing.New("Call 1"));
        var id = created.GetProperty("definitionId").GetString()!;
        created.GetProperty("version").GetInt32().Should().Be(1);
        Rels(created).Should().Contain("publish", "without it the designer lets nobody draw");

        var published = await host.SaveAsync(host.Anna, SomeDrawing.Sound(id, "Call 1", "hello"), publish: true);
        published.GetProperty("isPublished").GetBoolean().Should().BeTrue();
        var next = await host.SaveAsync(host.Anna, SomeDrawing.Sound(id, "Call 1", "hello again"));
        (next.GetProperty("version").GetInt32(), next.GetProperty("isPublished").GetBoolean(), next.GetProperty("isLatest").GetBoolean()).Should().Be((2, false, true));

        var history = await host.GetAsync(host.Anna, $"/workflow-definitions?versionOptions=AllVersions&Page=0&PageSize=10&DefinitionIds={id}&OrderBy=Version&OrderDirection=Descending");
        history.GetProperty("items").EnumerateArray().Select(i => (i.GetProperty("version").GetInt32(), i.GetProperty("isPublished").GetBoolean())).Should().Equal((2, false), (1, true));
        (await host.GetAsync(host.Anna, $"/workflow-definitions/by-id/{id}:1")).GetProperty("isLatest").GetBoolean().Should().BeFalse();

        var reverted = await host.PostAsync(host.Anna, $"/workflow-definitions/{id}/revert/1", new { });
        (await StudioHost.JsonAsync(reverted)).GetProperty("version").GetInt32().Should().Be(2);
        var retracted = await StudioHost.JsonAsync(await host.PostAsync(host.Anna, $"/workflow-definitions/{id}/retract", new { }));
        retracted.GetProperty("root").ValueKind.Should().Be(JsonValueKind.Object, "the answer is the bare definition");
        (await host.GetAsync(host.Anna, $"/workflow-definitions?versionOptions=Published&DefinitionIds={id}")).GetProperty("totalCount").GetInt32().Should().Be(0);
        (await host.SendAsync(host.Anna, HttpMethod.Delete, $"/workflow-definitions/{id}", null)).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await host.SendAsync(host.Anna, HttpMethod.Get, $"/workflow-definitions/by-definition-id/{id}", null)).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Another_programme_s_manager_finds_nothing_at_any_address()
    {
        var id = (await host.SaveAsync(host.Anna, SomeDrawing.Sound(null, "Nobody else's", "secret words"), publish: true)).GetProperty("definitionId").GetString()!;
        List<string> open = [];
        var called = 0;
        foreach (var (method, path) in host.ElsaRoutes().Where(r => r.Path.Contains("{definitionId}", StringComparison.Ordinal) || r.Path.Contains("{versionId}", StringComparison.Ordinal)))
        {
            var url = path.Replace("{definitionId}", id, StringComparison.Ordinal).Replace("{versionId}", $"{id}:1", StringComparison.Ordinal).Replace("{version:int}", "1", StringComparison.Ordinal);
            var answer = await host.SendAsync(host.Bek, new HttpMethod(method), url, method == "GET" ? null : new { });
            called++;
            if (answer.StatusCode != HttpStatusCode.NotFound || (await answer.Content.ReadAsStringAsync()).Contains("secret words", StringComparison.Ordinal)) open.Add($"{method} {url}: {(int)answer.StatusCode}");
        }

        open.Should().BeEmpty();
        called.Should().BeGreaterThan(10);
        foreach (var list in new[] { "", "?versionOptions=AllVersions", $"?Ids={id}:1", $"?DefinitionIds={id}", "?SearchTerm=Nobody" })
            (await host.TextAsync(host.Bek, $"/workflow-definitions{list}")).Should().NotContain(id);
        foreach (var act in new[] { "publish/workflow-definitions/by-definition-ids", "retract/workflow-definitions/by-definition-ids", "delete/workflow-definitions/by-definition-id" })
            (await (await host.PostAsync(host.Bek, $"/bulk-actions/{act}", new { definitionIds = new[] { id } })).Content.ReadAsStringAsync()).Should().NotContain("secret");
        await host.PostAsync(host.Bek, "/bulk-actions/delete/workflow-definitions/by-id", new { ids = new[] { $"{id}:1" } });
        (await host.GetAsync(host.Anna, $"/workflow-definitions/by-definition-id/{id}")).GetProperty("isPublished").GetBoolean().Should().BeTrue("nobody could take it back or delete it");
    }

    [Fact]
    public async Task Without_the_page_s_token_nothing_is_changed()
    {
        var answer = await host.Anna.Client.PostAsJsonAsync("/elsa/api/workflow-definitions", new { model = new { name = "x" } });

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task What_all_programmes_share_a_manager_reads_and_nothing_more()
    {
        var shared = await host.GetAsync(host.Anna, "/workflow-definitions/by-definition-id/award?versionOptions=Latest");
        Rels(shared).Should().NotContain("publish");
        shared.GetProperty("isReadonly").GetBoolean().Should().BeTrue();
        (await host.SendAsync(host.Anna, HttpMethod.Delete, "/workflow-definitions/award", null)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await host.PostAsync(host.Anna, "/workflow-definitions/award/retract", new { })).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        Rels(await host.GetAsync(host.Admin, "/workflow-definitions/by-definition-id/award")).Should().Contain("publish");
    }

    [Fact]
    public async Task Every_shipped_definition_goes_out_with_a_path_on_each_activity_and_comes_back_unchanged()
    {
        foreach (var id in new[] { "award", "cohort", "competition", "entrance", "monitoring", "reporting", "selection" })
        {
            var definition = await host.GetAsync(host.Admin, $"/workflow-definitions/by-definition-id/{id}?versionOptions=Latest");
            var activities = definition.GetProperty("root").GetProperty("activities").EnumerateArray().ToList();
            activities.Should().OnlyContain(a => a.GetProperty("nodeId").GetString()!.StartsWith("Workflow1:")).And.NotContain(a => a.GetProperty("type").GetString() == "Elsa.NotFoundActivity");

            var saved = await host.SaveAsync(host.Admin, definition);

            (saved.GetProperty("version").GetInt32(), saved.GetProperty("isPublished").GetBoolean()).Should().Be((1, true), "{0}: nothing was changed, so no version is begun", id);
        }
    }

    [Fact]
    public async Task A_refused_publication_is_told_in_the_callers_language()
    {
        var client = await host.Host.SignInAsync("anna@example.org", "hy");
        var anna = new StudioHost.Caller(client, (await RunningHost.FormAsync(client, "/me"))["__RequestVerificationToken"]);
        var model = SomeDrawing.Model("""
            {"name":"Սխալ","root":{"id":"f","type":"Elsa.Flowchart","version":1,"activities":[
              {"id":"d","type":"Elsa.FlowDecision","version":1,"name":"D1","metadata":{"displayText":"Լա՞վ է"},"condition":{"expression":{"type":"JavaScript","value":"1 +"}}}],"connections":[]}}
            """);

        var answer = await host.PostAsync(anna, "/workflow-definitions", new { model, publish = true });

        var errors = (await StudioHost.JsonAsync(answer)).GetProperty("errors").GetProperty("generalErrors").EnumerateArray().Select(e => e.GetString()!).ToList();
        errors.Should().HaveCount(4);
        errors[1].Should().StartWith("'Լա՞վ է', Condition: Սցենարը չի կարդացվում. ");
        errors[2..].Should().Equal("'Լա՞վ է'. «True» ելքը ոչ մի տեղ չի տանում։ Միացրեք այն, թեկուզ End գործողությանը։", "'Լա՞վ է'. «False» ելքը ոչ մի տեղ չի տանում։ Միացրեք այն, թեկուզ End գործողությանը։");
    }

    [Fact]
    public async Task A_refused_publication_keeps_the_draft_and_names_activity_and_property_in_the_errors()
    {
        var model = SomeDrawing.Model("""
            {"name":"Faulty","root":{"id":"f","type":"Elsa.Flowchart","version":1,"activities":[
              {"id":"d","type":"Elsa.Delay","version":1,"name":"Delay1","metadata":{"displayText":"Wait a month"},"timeSpan":{"expression":{"type":"Literal","value":"a month"}}}],"connections":[]}}
            """);
        var answer = await host.PostAsync(host.Anna, "/workflow-definitions", new { model, publish = true });

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        var problem = await StudioHost.JsonAsync(answer);
        problem.GetProperty("code").GetString().Should().Be("design-faulty");
        problem.GetProperty("errors").GetProperty("generalErrors").EnumerateArray().Select(e => e.GetString()).Should().Contain(e => e!.Contains("'Wait a month'") && e.Contains("Time span"));
        answer.Headers.GetValues("X-GrantFlow-Revision").Should().Equal("1");
        (await host.GetAsync(host.Anna, "/workflow-definitions?SearchTerm=Faulty")).GetProperty("totalCount").GetInt32().Should().Be(1);
    }

    [Fact]
    public async Task A_stale_save_is_told_with_name_and_time_and_five_megabytes_and_rubbish_are_refused_in_words()
    {
        var id = (await host.SaveAsync(host.Anna, SomeDrawing.Sound(null, "Ours", "one"))).GetProperty("definitionId").GetString()!;
        await host.SaveAsync(host.Admin, SomeDrawing.Sound(id, "Ours", "two"), revision: 1);

        var stale = await host.PostAsync(host.Anna, "/workflow-definitions", new { model = SomeDrawing.Sound(id, "Ours", "three") }, revision: 1);
        (await stale.Content.ReadAsStringAsync()).Should().Contain("design-stale").And.Contain("admin");

        foreach (var body in new[] { "[]", "{", "{\"model\":5}", $"{{\"model\":{new string('[', 3000)}", "{\"model\":{\"name\":\"\\ud800\",\"root\":{}}}", $"{{\"model\":{{\"name\":\"{new string('x', 5_100_000)}\"}}}}" })
        {
            var answer = await StudioHost.SendRawAsync(host.Anna, "/workflow-definitions", body);
            answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
            (await StudioHost.JsonAsync(answer)).GetProperty("errors").GetProperty("generalErrors").GetArrayLength().Should().Be(1);
        }
    }

    [Fact]
    public async Task Lists_are_paged_from_nought_searched_and_ordered_and_every_spelling_of_versions_is_understood()
    {
        for (var i = 1; i <= 5; i++) await host.SaveAsync(host.Anna, SomeDrawing.Sound(null, $"Paged {i} 100%", "x"), publish: i % 2 == 0);

        var page = await host.GetAsync(host.Anna, "/workflow-definitions?SearchTerm=paged&Page=1&PageSize=2&OrderBy=Name&OrderDirection=Ascending&versionOptions=Latest&IsSystem=False");
        page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("name").GetString()).Should().Equal("Paged 3 100%", "Paged 4 100%");
        page.GetProperty("totalCount").GetInt32().Should().Be(5);
        page.GetProperty("links").EnumerateArray().Select(l => l.GetProperty("rel").GetString()).Should().Contain("bulk-publish");
        foreach (var (spelling, count) in new[] { ("", 5), ("Latest", 5), ("published", 2), ("Draft", 3), ("LatestOrPublished", 5), ("LatestAndPublished", 2), ("AllVersions", 5), ("1", 5), ("2", 0) })
            (await host.GetAsync(host.Anna, $"/workflow-definitions?SearchTerm=paged&versionOptions={spelling}")).GetProperty("totalCount").GetInt32().Should().Be(count, spelling);
        (await host.GetAsync(host.Anna, "/workflow-definitions?SearchTerm=100%25")).GetProperty("totalCount").GetInt32().Should().Be(5);
        (await host.GetAsync(host.Anna, "/workflow-definitions?SearchTerm=_aged")).GetProperty("totalCount").GetInt32().Should().Be(0);
        (await host.GetAsync(host.Anna, "/workflow-definitions/validation/is-name-unique?name=paged%201%20100%25")).GetProperty("isUnique").GetBoolean().Should().BeFalse();
    }

    [Fact]
    public async Task A_file_goes_out_and_comes_in_as_one_s_own_and_an_archive_holds_several()
    {
        var file = await host.TextAsync(host.Anna, "/workflow-definitions/award/export?versionOptions=1&includeConsumingWorkflows=False");
        file.Should().Contain("\"definitionId\": \"award\"");
        var imported = await StudioHost.JsonAsync(await StudioHost.SendRawAsync(host.Anna, "/workflow-definitions/import", file));
        imported.GetProperty("definitionId").GetString().Should().NotBe("award", "a file is no way to what others draw");
        imported.GetProperty("root").GetProperty("activities").GetArrayLength().Should().BeGreaterThan(5);

        var archive = await host.PostAsync(host.Anna, "/bulk-actions/export/workflow-definitions", new { ids = new[] { "award:1", "entrance:1", "no-such:1" } });
        using var zip = new System.IO.Compression.ZipArchive(await archive.Content.ReadAsStreamAsync());
        zip.Entries.Select(e => e.Name).Should().BeEquivalentTo("award.json", "entrance.json");
        (await host.GetAsync(host.Admin, "/workflow-definitions/award/consumers")).GetProperty("consumingWorkflowDefinitionIds").EnumerateArray().Select(c => c.GetString()).Should().Contain("cohort");
    }

    [Fact]
    public async Task A_published_workflow_is_started_by_hand_about_something_of_one_s_own_programme_only()
    {
        var id = (await host.SaveAsync(host.Anna, SomeDrawing.Sound(null, "Run me", "one"), publish: true)).GetProperty("definitionId").GetString()!;
        var (mine, theirs) = await host.OrganisationsAsync();

        var run = await host.PostAsync(host.Anna, $"/workflow-definitions/{id}/execute", new { correlationId = $"organisation:{mine}", versionOptions = "Latest", input = new { a = 1 } });
        run.StatusCode.Should().Be(HttpStatusCode.OK);
        Guid.TryParse(run.Headers.GetValues("x-elsa-workflow-instance-id").Single(), out _).Should().BeTrue();
        foreach (var foreign in new[] { $"organisation:{theirs}", "award:1" })
        {
            var refused = await host.PostAsync(host.Anna, $"/workflow-definitions/{id}/execute", new { correlationId = foreign });
            (await refused.Content.ReadAsStringAsync()).Should().Contain("design-subject-foreign");
        }

        (await host.PostAsync(host.Anna, "/workflow-definitions/entrance/execute", new { correlationId = $"organisation:{theirs}" })).StatusCode.Should().Be(HttpStatusCode.BadRequest);
        await host.SaveAsync(host.Anna, SomeDrawing.Sound(id, "Run me", "two"));
        (await (await host.PostAsync(host.Anna, $"/workflow-definitions/{id}/execute", new { })).Content.ReadAsStringAsync()).Should().Contain("design-draft-runs-not");
    }

    [Fact]
    public async Task A_part_of_a_definition_is_found_by_its_path()
    {
        var model = SomeDrawing.Model("""
            {"name":"Nested","root":{"id":"f","type":"Elsa.Flowchart","version":1,"activities":[
              {"id":"w","type":"Elsa.While","version":1,"body":{"id":"s","type":"Elsa.Sequence","version":1,"activities":[{"id":"l","type":"Elsa.WriteLine","version":1}]}}],"connections":[]}}
            """);
        var id = (await host.SaveAsync(host.Anna, model)).GetProperty("id").GetString();

        var part = await host.GetAsync(host.Anna, $"/workflow-definitions/subgraph/{id}?parentNodeId=Workflow1:f:w:s");
        var way = await host.GetAsync(host.Anna, $"/workflow-definitions/subgraph/segments/{id}?childNodeId=Workflow1:f:w:s:l");

        (part.GetProperty("port").GetString(), part.GetProperty("activity").GetProperty("id").GetString()).Should().Be(("Body", "s"));
        way.GetProperty("pathSegments").EnumerateArray().Select(s => s.GetProperty("activityId").GetString()).Should().Equal("f", "w", "s");
        way.GetProperty("container").GetProperty("nodeId").GetString().Should().Be("Workflow1:f:w:s");
    }

    static IEnumerable<string?> Rels(JsonElement definition) => definition.GetProperty("links").EnumerateArray().Select(l => l.GetProperty("rel").GetString());
}
