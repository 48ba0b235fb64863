using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Tests.Web;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Designer;

/// <summary>What goes wrong between people, pages and drawings: each has an answer, and nothing is half done.</summary>
public sealed class HardDesignTests(StudioHost host) : IClassFixture<StudioHost>
{
    [Fact]
    public async Task Of_two_who_publish_in_the_same_instant_one_does_and_the_other_is_told()
    {
        var id = await PublishedAsync(SomeDrawing.Sound(null, "Both at once", "nought"));
        for (var round = 0; round < 5; round++)
        {
            var seen = (await host.SendAsync(host.Anna, HttpMethod.Get, $"/workflow-definitions/by-definition-id/{id}", null)).Headers.GetValues("X-GrantFlow-Revision").Single();

            var answers = await Task.WhenAll(new[] { host.Anna, host.Admin }.Select((who, n) =>
                host.PostAsync(who, "/workflow-definitions", new { model = SomeDrawing.Sound(id, "Both at once", $"{round} by {n}"), publish = true }, int.Parse(seen, System.Globalization.CultureInfo.InvariantCulture))));

            answers.Select(a => a.StatusCode).Should().BeEquivalentTo([HttpStatusCode.OK, HttpStatusCode.BadRequest]);
            (await answers.Single(a => !a.IsSuccessStatusCode).Content.ReadAsStringAsync()).Should().Contain("design-stale");
            (await host.GetAsync(host.Anna, $"/workflow-definitions?versionOptions=Published&DefinitionIds={id}")).GetProperty("totalCount").GetInt32().Should().Be(1);
        }
    }

    [Fact]
    public async Task A_programme_s_own_version_that_leads_back_to_what_starts_it_is_refused()
    {
        var form = await RunningHost.FormAsync(host.Anna.Client, "/workflows");
        (form["definition"], form["for"]) = ("monitoring", $"{host.Mine}");
        using var copied = await host.Anna.Client.PostAsync("/workflows?handler=Copy", new FormUrlEncodedContent(form));
        var own = copied.Headers.Location!.ToString().Split('/')[^1];
        var drawing = JsonNode.Parse(await host.TextAsync(host.Anna, $"/workflow-definitions/by-definition-id/{own}"))!;
        var root = drawing["root"]!;
        root["activities"]!.AsArray().Add(JsonNode.Parse("""
            {"id":"back","name":"Back1","type":"Elsa.ExecuteWorkflow","version":1,"customProperties":{},"metadata":{},"workflowDefinitionId":{"expression":{"type":"Literal","value":"award"}}}
            """));
        root["connections"]!.AsArray().Add(JsonNode.Parse($$$"""{"source":{"activity":"{{{root["activities"]![0]!["id"]}}}","port":"Done"},"target":{"activity":"back","port":"In"},"vertices":[]}"""));

        // The award's workflow, shared by all, starts the monitoring, whose place this one takes.
        var refused = await host.PostAsync(host.Anna, "/workflow-definitions", new { model = JsonSerializer.SerializeToElement(drawing), publish = true }, 1);

        refused.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await StudioHost.JsonAsync(refused)).GetProperty("errors").GetProperty("generalErrors").EnumerateArray().Select(e => e.GetString()).Should().Contain(e => e!.Contains("begin itself again"));
    }

    [Fact]
    public async Task Markup_in_every_name_stays_text_on_every_page()
    {
        const string Bad = "<img src=x onerror=alert(1)>\"'</script><script>alert(2)</script>";
        var bad = JsonSerializer.Serialize(Bad);
        JsonElement Drawing(string? id, string line) => SomeDrawing.Model($$$"""
            {"definitionId":{{{JsonSerializer.Serialize(id)}}},"name":{{{bad}}},"description":{{{bad}}},"options":{"usableAsActivity":true,"activityCategory":{{{bad}}} },"outcomes":[],"customProperties":{{{{bad}}}:{{{bad}}} },
             "variables":[{"id":"v","name":{{{bad}}},"typeName":"String","isArray":false,"value":{{{bad}}} }],"inputs":[{"name":{{{bad}}},"type":"String","displayName":{{{bad}}},"description":{{{bad}}},"category":{{{bad}}} }],"outputs":[],
             "root":{"id":"f","type":"Elsa.Flowchart","version":1,"name":"Flowchart1","connections":[],"activities":[{"id":"w","name":{{{bad}}},"type":"Elsa.WriteLine","version":1,"customProperties":{},
               "metadata":{"displayText":{{{bad}}},"description":{{{bad}}},"showDescription":true},"text":{"expression":{"type":"Literal","value":{{{JsonSerializer.Serialize(line + Bad)}}} } } }]} }
            """);
        var id = await PublishedAsync(Drawing(null, "one"));
        await PublishedAsync(Drawing(id, "two"));
        var run = await host.PostAsync(host.Anna, $"/workflow-definitions/{id}/execute", new { input = new Dictionary<string, string> { [Bad] = Bad } });
        var instance = run.Headers.GetValues("x-elsa-workflow-instance-id").Single();
        for (var tries = 0; tries < 1800 && !(await host.SendAsync(host.Anna, HttpMethod.Get, $"/workflow-instances/{instance}", null)).IsSuccessStatusCode; tries++) await Task.Delay(100);
        string[] pages =
        [
            "/workflows", "/workflows?search=img", $"/workflows/compare?definition={id}&from=1&to=2", $"/workflows/move?definition={id}&to=1", $"/workflows/try?definition={id}", "/workflows/try", "/workflows/compare", "/workflows/move",
            $"/workflows/instances?definition={id}", $"/workflows/{instance}", $"/studio/definitions/{id}", $"/studio/instances/{instance}", "/studio/definitions", "/record",
        ];

        var told = 0;
        foreach (var page in pages)
        {
            var html = await host.Anna.Client.GetStringAsync(page);
            html.Should().NotContain("<img src=x", page).And.NotContain("<script>alert", page);
            if (html.Contains("&lt;img src=x", StringComparison.Ordinal)) told++;
        }

        told.Should().BeGreaterThan(6, "the names are shown, as text");
    }

    [Fact]
    public async Task Whose_rights_were_withdrawn_while_the_page_is_open_saves_publishes_and_starts_nothing_more()
    {
        var carl = await host.EnterAsync("carl@example.org", Role.GrantManager, host.Mine);
        var saved = await host.SaveAsync(carl, SomeDrawing.Sound(null, "Carl's", "before"), publish: true);
        var id = saved.GetProperty("definitionId").GetString()!;
        await using (var db = host.Host.Database.Open())
            await db.Database.ExecuteSqlAsync($"delete from programme_roles where person_id = (select id from people where email = 'carl@example.org')");

        var answers = new[]
        {
            await host.PostAsync(carl, "/workflow-definitions", new { model = SomeDrawing.Sound(id, "Carl's", "after"), publish = true }),
            await host.PostAsync(carl, $"/workflow-definitions/{id}/retract", new { }),
            await host.PostAsync(carl, $"/workflow-definitions/{id}/execute", new { }),
            await host.SendAsync(carl, HttpMethod.Delete, $"/workflow-definitions/{id}", null),
        };

        answers.Should().OnlyContain(a => a.StatusCode == HttpStatusCode.Forbidden);
        var now = await host.TextAsync(host.Anna, $"/workflow-definitions/by-definition-id/{id}");
        now.Should().Contain("before").And.NotContain("after");
        JsonDocument.Parse(now).RootElement.GetProperty("isPublished").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task While_a_script_loops_for_ever_the_host_answers_and_the_instance_stops_with_the_reason()
    {
        var id = await PublishedAsync(SomeDrawing.Model("""
            {"name":"For ever","root":{"id":"f","type":"Elsa.Flowchart","version":1,"connections":[],"activities":[
              {"id":"w","name":"Loop1","type":"Elsa.WriteLine","version":1,"text":{"expression":{"type":"JavaScript","value":"while (true) { }"}}}]}}
            """));
        var run = await host.PostAsync(host.Anna, $"/workflow-definitions/{id}/execute", new { });
        var instance = run.Headers.GetValues("x-elsa-workflow-instance-id").Single();

        var state = "";
        for (var tries = 0; tries < 1800 && state != "Faulted"; tries++)
        {
            (await host.GetAsync(host.Anna, "/workflow-definitions?Page=0&PageSize=1")).GetProperty("totalCount").GetInt32().Should().BePositive();
            var answer = await host.SendAsync(host.Anna, HttpMethod.Get, $"/workflow-instances/{instance}/execution-state", null);
            if (answer.IsSuccessStatusCode) state = (await StudioHost.JsonAsync(answer)).GetProperty("subStatus").GetString();
            if (state != "Faulted") await Task.Delay(100);
        }

        state.Should().Be("Faulted");
        (await host.TextAsync(host.Anna, $"/workflow-instances/{instance}")).Should().Contain("The script was stopped");
    }

    [Fact]
    public async Task Of_a_loop_s_many_runs_the_last_thousand_are_answered_and_all_are_counted()
    {
        var id = await PublishedAsync(SomeDrawing.Model("""
            {"name":"Many times","root":{"id":"f","type":"Elsa.For","version":1,"name":"For1","start":{"expression":{"type":"Literal","value":"1"}},"end":{"expression":{"type":"Literal","value":"1200"}},
              "step":{"expression":{"type":"Literal","value":"1"}},"body":{"id":"w","type":"Elsa.WriteLine","version":1,"name":"Line1","text":{"expression":{"type":"Literal","value":"x"}}}}}
            """));
        var run = await host.PostAsync(host.Anna, $"/workflow-definitions/{id}/execute", new { });
        var instance = run.Headers.GetValues("x-elsa-workflow-instance-id").Single();

        JsonElement list = default;
        for (var tries = 0; tries < 1800 && (list.ValueKind == JsonValueKind.Undefined || list.GetProperty("count").GetInt32() < 1_200); tries++)
        {
            var answer = await host.SendAsync(host.Anna, HttpMethod.Get, $"/activity-executions/list?WorkflowInstanceId={instance}&ActivityNodeId=Workflow1:f:w", null);
            if (answer.IsSuccessStatusCode) list = await StudioHost.JsonAsync(answer);
            await Task.Delay(100);
        }

        (list.GetProperty("count").GetInt32(), list.GetProperty("items").GetArrayLength()).Should().Be((1_200, 1_000));
    }

    async Task<string> PublishedAsync(JsonElement drawing) => (await host.SaveAsync(host.Anna, drawing, publish: true)).GetProperty("definitionId").GetString()!;
}
