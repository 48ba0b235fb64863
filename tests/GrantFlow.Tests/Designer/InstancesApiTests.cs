using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Benchmarks;
using GrantFlow.Persistence;
using GrantFlow.Tests.Ports;
using GrantFlow.Tests.Security;
using GrantFlow.Tests.Web;
using GrantFlow.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace GrantFlow.Tests.Designer;

/// <summary>What Elsa Studio reads of instances, and what it may do to them.</summary>
public sealed class InstancesApiTests : IAsyncLifetime
{
    // Nobody works but the test: what waits stays as it is.
    readonly RunningHost _host = new() { With = services => services.AddActivity<FragileActivity>().AddSingleton<Mood>().RemoveAll<IHostedService>() };
    Some _some = null!;
    SomeInstances _engine = null!;
    Guid _programme, _cohort;
    Actor _manager = Actor.Nobody;
    HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        await _host.InitializeAsync();
        _some = new Some(_host.Database);
        _engine = await SomeInstances.OnAsync(_host.Database);
        _programme = await _some.ProgrammeAsync();
        _cohort = await _some.CohortAsync(_programme);
        _manager = await _some.ManagerAsync(_programme);
        _client = await AsAsync(_manager);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _engine.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task The_list_is_searched_filtered_and_paged_as_Studio_asks()
    {
        var waiting = await _engine.WaitAsync($"cohort:{_cohort}");
        var (failed, _) = await _engine.FailAsync($"cohort:{_cohort}");
        await _engine.WaitAsync($"cohort:{await _some.CohortAsync(await _some.ProgrammeAsync())}");

        var all = await ListAsync(new { page = 0, pageSize = 10, searchTerm = "", definitionIds = Array.Empty<string>(), statuses = Array.Empty<string>(), orderBy = (string?)null, orderDirection = "Descending", isSystem = false });
        var second = await ListAsync(new { page = 1, pageSize = 1 });
        var late = await ListAsync(new { hasIncidents = true, statuses = new[] { "Running" }, subStatuses = new[] { "Suspended", "Faulted" }, timestampFilters = new[] { new { column = "CreatedAt", @operator = "GreaterThan", timestamp = "2021-01-01T00:00:00+00:00" } } });
        var nothing = await ListAsync(new { status = "Finished", subStatus = "Suspended" });

        Ids(all).Should().Equal(failed, waiting);
        all.GetProperty("totalCount").GetInt32().Should().Be(2);
        var row = all.GetProperty("items")[1];
        (Text(row, "definitionVersionId"), Text(row, "status"), Text(row, "subStatus"), Text(row, "name")).Should().Be(($"{_engine.Waiting}:1", "Running", "Suspended", "Cohort: Cohort 1"));
        Ids(second).Should().Equal(waiting);
        Ids(late).Should().Equal(failed);
        Ids(nothing).Should().BeEmpty();
        using var odd = await _client.PostAsJsonAsync("/elsa/api/workflow-instances", new { orderBy = "Odd" });
        odd.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_viewer_reads_state_journal_badges_records_and_variables()
    {
        var (id, _) = await _engine.FailAsync($"cohort:{_cohort}");

        var full = await GetAsync($"workflow-instances/{id}");
        var state = full.GetProperty("workflowState");
        state.GetProperty("incidents")[0].GetProperty("message").GetString().Should().Contain("bad mood");
        state.GetProperty("bookmarks").GetArrayLength().Should().Be(0);
        var node = Text(state.GetProperty("incidents")[0], "activityNodeId")!;

        var journal = await PostAsync($"workflow-instances/{id}/journal?skip=0&take=2", new { filter = new { activityNodeIds = new[] { node }, excludedActivityTypes = new[] { "Elsa.Workflow" }, eventNames = (string[]?)null } });
        journal.GetProperty("items").GetArrayLength().Should().Be(2);
        journal.GetProperty("totalCount").GetInt32().Should().BeGreaterThan(2);
        Text(journal.GetProperty("items")[0], "eventName").Should().Be("Started");

        var badge = (await PostAsync("activity-executions/report", new { workflowInstanceId = id, activityNodeIds = new[] { node } })).GetProperty("stats")[0];
        (badge.GetProperty("startedCount").GetInt32(), badge.GetProperty("isFaulted").GetBoolean(), badge.GetProperty("metadata").GetProperty("HasRetryAttempts").GetBoolean()).Should().Be((1, true, true));

        var record = (await GetAsync($"activity-executions/list?WorkflowInstanceId={id}&ActivityNodeId={node}")).GetProperty("items")[0];
        (Text(record, "status"), Text(record.GetProperty("exception"), "message")).Should().Be(("Faulted", "The activity is in a bad mood."));
        (await GetAsync($"activity-execution-summaries/list?WorkflowInstanceId={id}")).GetProperty("count").GetInt32().Should().BeGreaterThan(2);
        Text(await GetAsync($"activity-executions/by-id?id={Text(record, "id")}"), "activityNodeId").Should().Be(node);
        (await GetAsync($"activity-executions/{Text(record, "id")}/call-stack?includeCrossWorkflowChain=True")).GetProperty("totalCount").GetInt32().Should().Be(1);
        (await GetAsync($"workflow-instances/{id}/variables")).GetProperty("count").GetInt32().Should().Be(0);
        var now = await GetAsync($"workflow-instances/{id}/execution-state");
        (Text(now, "subStatus"), Text(now, "workflowSubStatus")).Should().Be(("Suspended", "Suspended"));
        using var file = await _client.GetAsync($"/elsa/api/workflow-instances/{id}/export");
        file.Content.Headers.ContentDisposition!.FileName.Should().Contain($"{id}");
        using var zip = await _client.PostAsJsonAsync("/elsa/api/bulk-actions/export/workflow-instances", new { ids = new[] { id } });
        zip.Content.Headers.ContentType!.MediaType.Should().Be("application/zip");
        using var archive = new System.IO.Compression.ZipArchive(await zip.Content.ReadAsStreamAsync());
        using var packed = new StreamReader(await archive.Entries.Should().ContainSingle().Subject.OpenAsync());
        using var alone = JsonDocument.Parse(await file.Content.ReadAsStringAsync());
        (await packed.ReadToEndAsync()).Should().Be(alone.RootElement.GetRawText());
        alone.RootElement.GetProperty("journal").GetArrayLength().Should().Be((await PostAsync($"workflow-instances/{id}/journal", new { })).GetProperty("totalCount").GetInt32());
        alone.RootElement.GetProperty("workflowInstance").GetProperty("id").GetGuid().Should().Be(id);
    }

    [Fact]
    public async Task Page_and_viewer_show_what_an_expression_came_to()
    {
        var signal = new JsonObject { ["expression"] = new JsonObject { ["type"] = "JavaScript", ["value"] = "'Sig' + 'ned'" } };
        await _engine.PublishAsync(new Flow($"{_engine.Waiting}-computed").Start().Then("wait", "Elsa.Event", ("eventName", signal)).Finish());
        var id = await _engine.Engine.StartAsync(new StartWorkflow($"{_engine.Waiting}-computed", $"cohort:{_cohort}"));
        await _engine.RunAsync();

        var records = (await GetAsync($"activity-executions/list?WorkflowInstanceId={id}")).GetProperty("items").EnumerateArray();
        var page = WebUtility.HtmlDecode(await _client.GetStringAsync($"/workflows/{id}"));

        Text(records.Single(r => Text(r, "activityId") == "wait").GetProperty("activityState"), "EventName").Should().Be("Signed");
        page.Should().Contain("'Sig' + 'ned'").And.MatchRegex("<dd>\\s*<span class=\"gf-prose\">Signed</span><br>");
    }

    [Fact]
    public async Task A_page_says_which_child_is_not_published_until_it_is()
    {
        var (child, parent) = ($"{_engine.Waiting}-child", $"{_engine.Waiting}-parent");
        await _engine.PublishAsync(new Flow(child).Start().Event("wait", "Go").Finish());
        await _engine.PublishAsync(new Flow(parent).Start().Then(
            "call", "Elsa.ExecuteWorkflow", ("workflowDefinitionId", Flow.Literal("String", child)), ("waitForCompletion", Flow.Literal("Boolean", true))).Finish());
        await using (var db = _host.Database.Open())
            await db.Database.ExecuteSqlAsync($"update workflow_definitions set is_published = false, name = 'Pay the rest' where definition_id = {child}");
        var id = await _engine.Engine.StartAsync(new StartWorkflow(parent, $"cohort:{_cohort}"));
        await _engine.RunAsync();

        const string sentence = "The workflow 'Pay the rest' isn't published: this one waits, and goes on by itself once it is.";
        WebUtility.HtmlDecode(await _client.GetStringAsync($"/workflows/{id}")).Should().Contain(sentence);
        await _engine.PublishAsync(new Flow(child).Start().Event("wait", "Go on").Finish());
        await _engine.LookAgainAsync();

        var page = WebUtility.HtmlDecode(await _client.GetStringAsync($"/workflows/{id}"));
        page.Should().Contain("the end of a child workflow").And.NotContain("isn't published");
    }

    [Fact]
    public async Task Another_programmes_manager_finds_nothing_there()
    {
        var (id, _) = await _engine.FailAsync($"cohort:{_cohort}");
        using var stranger = await AsAsync(await _some.ManagerAsync(await _some.ProgrammeAsync()));
        string[] reads =
        [
            $"workflow-instances/{id}", $"workflow-instances/{id}/variables", $"workflow-instances/{id}/execution-state", $"workflow-instances/{id}/export",
            $"activity-executions/list?WorkflowInstanceId={id}", $"activity-execution-summaries/list?WorkflowInstanceId={id}", $"activity-executions/by-id?id={id:N}-1",
            $"activity-executions/{id:N}-1/call-stack",
        ];

        foreach (var path in reads) (await stranger.GetAsync($"/elsa/api/{path}")).StatusCode.Should().Be(HttpStatusCode.NotFound, path);
        foreach (var path in new[] { $"workflow-instances/{id}/journal", $"cancel/workflow-instances/{id}" })
            (await stranger.PostAsJsonAsync($"/elsa/api/{path}", new { })).StatusCode.Should().Be(HttpStatusCode.NotFound, path);
        (await stranger.PostAsJsonAsync("/elsa/api/activity-executions/report", new { workflowInstanceId = id })).StatusCode.Should().Be(HttpStatusCode.NotFound);
        Ids(await RunningHost.JsonAsync(await stranger.PostAsJsonAsync("/elsa/api/workflow-instances", new { }))).Should().BeEmpty();
        (await stranger.GetAsync($"/workflows/{id}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await _client.GetAsync($"/workflows/{id}")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await _client.GetAsync($"/elsa/api/workflow-instances/{Guid.CreateVersion7()}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_instance_is_cancelled_with_a_reason_and_never_deleted_or_brought_in()
    {
        var one = await _engine.WaitAsync($"cohort:{_cohort}");
        var two = await _engine.WaitAsync($"cohort:{_cohort}");

        (await ErrorAsync(await _client.PostAsync($"/elsa/api/cancel/workflow-instances/{one}", null))).Should().StartWith("Say why");
        (await ErrorAsync(await _client.DeleteAsync($"/elsa/api/workflow-instances/{one}"))).Should().Contain("never deleted");
        (await ErrorAsync(await _client.PostAsJsonAsync("/elsa/api/bulk-actions/delete/workflow-instances/by-id", new { ids = new[] { one } }))).Should().Contain("never deleted");
        (await ErrorAsync(await _client.PostAsync("/elsa/api/bulk-actions/import/workflow-instances", null))).Should().Contain("our record");
        _client.DefaultRequestHeaders.Add("X-GrantFlow-Reason", Uri.EscapeDataString("Խումբը փակվեց"));
        (await _client.PostAsync($"/elsa/api/cancel/workflow-instances/{one}", null)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await _client.PostAsJsonAsync("/elsa/api/bulk-actions/cancel/workflow-instances", new { definitionVersionId = $"{_engine.Waiting}:1" })).StatusCode.Should().Be(HttpStatusCode.OK);

        foreach (var id in new[] { one, two }) Text(await GetAsync($"workflow-instances/{id}/execution-state"), "subStatus").Should().Be("Cancelled");
        Text((await PostAsync($"workflow-instances/{one}/journal", new { filter = new { eventNames = new[] { "Workflow cancelled" } } })).GetProperty("items")[0], "message").Should().Be("Խումբը փակվեց");
    }

    [Fact]
    public async Task What_waits_on_its_page_is_retried_there_and_the_reader_comes_back()
    {
        var (id, incident) = await _engine.FailAsync($"cohort:{_cohort}");
        var page = await _client.GetStringAsync($"/workflows/{id}");
        page.Should().Contain($"/cohorts/{_cohort}").And.Contain("bad mood").And.Contain("<option value=\"Broken\">Broken</option>");
        (await _client.GetStringAsync($"/cohorts/{_cohort}")).Should().Contain($"/workflows/{id}");
        (await _client.GetStringAsync($"/workflows/instances?cohort={_cohort}&incidentsFirst=true")).Should().Contain($"/workflows/{id}");

        var form = await RunningHost.FormAsync(_client, $"/workflows/{id}");
        form["incident"] = $"{incident}";
        (form["Reason"], form["Outcome"], form["returnTo"]) = ("Done by hand", "Broken", $"/studio/instances/{id}");
        using var answer = await _client.PostAsync($"/workflows/{id}?handler=Skip", new FormUrlEncodedContent(form));
        using var again = await _client.PostAsync($"/workflows/{id}?handler=Skip", new FormUrlEncodedContent(form));

        answer.Headers.Location!.ToString().Should().Be($"/studio/instances/{id}");
        (await again.Content.ReadAsStringAsync()).Should().Contain("Somebody has settled this already.");
    }

    async Task<HttpClient> AsAsync(Actor actor)
    {
        var client = await _host.AsAsync(actor);
        client.DefaultRequestHeaders.Add("RequestVerificationToken", (await RunningHost.FormAsync(client, "/me"))["__RequestVerificationToken"]);
        return client;
    }

    Task<JsonElement> ListAsync(object request) => PostAsync("workflow-instances", request);

    async Task<JsonElement> PostAsync(string path, object body)
    {
        using var answer = await _client.PostAsJsonAsync($"/elsa/api/{path}", body);
        answer.StatusCode.Should().Be(HttpStatusCode.OK, path);
        return await RunningHost.JsonAsync(answer);
    }

    async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await _client.GetAsync($"/elsa/api/{path}");
        answer.StatusCode.Should().Be(HttpStatusCode.OK, path);
        return await RunningHost.JsonAsync(answer);
    }

    static async Task<string?> ErrorAsync(HttpResponseMessage answer)
    {
        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        return (await RunningHost.JsonAsync(answer)).GetProperty("errors").GetProperty("generalErrors")[0].GetString();
    }

    static IEnumerable<Guid> Ids(JsonElement list) => list.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid());

    static string? Text(JsonElement of, string member) => of.GetProperty(member).GetString();
}
