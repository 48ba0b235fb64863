using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Tests;
using GrantFlow.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace GrantFlow.Journeys;

/// <summary>The classes that draw in Elsa Studio share one host.</summary>
[CollectionDefinition(nameof(DrawingHost))]
public sealed class DrawingHost : ICollectionFixture<HostProcess>;

/// <summary>The classes that drive the rest of Elsa Studio share another, so that both go at once.</summary>
[CollectionDefinition(nameof(DesignerHost))]
public sealed class DesignerHost : ICollectionFixture<HostProcess>;

/// <summary>Definitions in the true Elsa Studio: listed, opened, drawn, published, refused, looked up in their history.</summary>
[Collection(nameof(DrawingHost))]
public sealed class DesignerTests(HostProcess host) : Journey(host)
{
    static readonly string[] Shipped = ["award", "cohort", "competition", "entrance", "monitoring", "reporting", "selection"];

    [Fact]
    public async Task The_list_shows_every_definition_with_its_versions()
    {
        var studio = await AdministratorAsync();

        await studio.OpenAsync("/studio/definitions");

        var rows = studio.Page.Locator(".mud-table-body tr");
        foreach (var definition in Shipped)
        {
            // The list has pages of ten, and other journeys draw on the same host.
            await studio.Page.GetByPlaceholder("Search").FillAsync(definition);
            var row = rows.Filter(new() { Has = studio.Page.GetByText(definition, new() { Exact = true }) }).First;
            (await row.InnerTextAsync()).Should().Contain("1");
        }

        studio.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task Every_shipped_definition_is_drawn_in_full_and_comes_back_from_Studios_save_as_it_went_out()
    {
        var studio = await AdministratorAsync();
        foreach (var definition in Shipped)
        {
            await studio.OpenAsync($"/studio/definitions/{definition}");
            await Studio.CountAsync(studio.Nodes, await ActivitiesAsync(definition));
            (await studio.Page.Locator("elsa-activity-wrapper[activity-json*='NotFoundActivity']").CountAsync()).Should().Be(0, definition);

            var saved = await studio.SavedAsync(() => studio.Page.Keyboard.PressAsync("Control+s"));

            var shipped = await Host.Some.Read(db => db.Database
                .SqlQuery<string>($"select json as \"Value\" from workflow_definitions where definition_id = {definition} and is_published").SingleAsync());
            using var sent = JsonDocument.Parse(shipped);
            var back = saved.GetProperty("model");
            foreach (var part in new[] { "root", "variables", "inputs", "outputs", "outcomes" })
                Plain(back.GetProperty(part))!.ToJsonString().Should().Be(Plain(sent.RootElement.GetProperty(part))!.ToJsonString(), $"{definition}: {part}");
            await Host.Some.Read(db => db.Database.ExecuteSqlAsync($"delete from workflow_definitions where definition_id = {definition} and published_at is null"));
        }

        studio.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task The_palette_lists_the_stages_in_the_order_of_a_grant_and_the_page_knows_its_server()
    {
        var studio = await AdministratorAsync();

        await studio.OpenAsync("/studio/definitions/award");

        await Eventually.TrueAsync(async () => await studio.Page.Locator(".mud-expand-panel-header").CountAsync() > 7);
        var groups = (await studio.Page.Locator(".mud-expand-panel-header").AllInnerTextsAsync()).Select(g => g.Trim());
        groups.Take(7).Should().Equal("1. Entrance", "2. Competition", "3. Selection", "4. Award", "5. Monitoring", "6. Reporting", "7. Everywhere");
        (await studio.Page.Locator("[remote-endpoint]").GetAttributeAsync("remote-endpoint")).Should().Be($"{Host.Address}/elsa/api");
        studio.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_dragged_and_typed_is_saved_by_itself()
    {
        var studio = await AdministratorAsync();
        var id = await studio.MakeAsync("Dragged and typed", Studio.Chart("dragged"));
        await studio.OpenAsync($"/studio/definitions/{id}");

        await studio.DropAsync("7. Everywhere", "Ask person", 120, 120);
        await studio.DropAsync("Flow", "Start", 60, 40);
        var saved = await studio.SetAsync("GrantFlow.AskPerson", "Title", "Is the list right?");

        var ask = saved.GetProperty("model").GetProperty("root").GetProperty("activities").EnumerateArray().Single(a => a.GetProperty("type").GetString() == "GrantFlow.AskPerson");
        ask.GetProperty("title").GetProperty("expression").GetProperty("value").GetString().Should().Be("Is the list right?");
        await studio.Page.ReloadAsync();
        await studio.DrawnAsync();
        await Studio.CountAsync(studio.Nodes, 2);
        studio.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task A_drawing_that_would_wait_for_ever_isnt_published_and_the_reader_is_told_why()
    {
        var studio = await AdministratorAsync();
        var id = await studio.MakeAsync("Waits for ever", Studio.Chart("forever", """{"id":"s","type":"Elsa.Start","version":1,"name":"Start1","metadata":{"designer":{"position":{"x":40,"y":40}}}},{"id":"e","type":"Elsa.Event","version":1,"name":"Event1","metadata":{"designer":{"position":{"x":360,"y":40}}},"eventName":{"expression":{"type":"Literal","value":"Never"}}}""", ("s", "e")));
        await studio.OpenAsync($"/studio/definitions/{id}");

        await studio.PublishAsync();

        await studio.ToldAsync("deadline");
        // Studio's own notes go after some seconds; ours stays until it is closed or the drawing is published.
        var list = studio.Page.Locator(".gf-toast[data-cause=faulty]");
        await Assertions.Expect(list).ToContainTextAsync("'Event' (Event1) waits for a signal without a deadline");
        await list.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(list).ToHaveCountAsync(0);
        studio.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task After_publishing_a_change_makes_the_next_version_and_the_old_one_can_be_read_only()
    {
        var studio = await AdministratorAsync();
        var id = await studio.MakeAsync("Two versions", Studio.Chart("two", """{"id":"s","type":"Elsa.Start","version":1,"name":"Start1","metadata":{"designer":{"position":{"x":40,"y":40}}}},{"id":"n","type":"Elsa.SetName","version":1,"name":"SetName1","metadata":{"designer":{"position":{"x":360,"y":40}}},"value":{"expression":{"type":"Literal","value":"one"}}}""", ("s", "n")));
        await studio.OpenAsync($"/studio/definitions/{id}");
        await studio.PublishAsync();
        await studio.ToldAsync("published");

        await studio.SetAsync("Elsa.SetName", "Value", "two");
        await studio.TabAsync("Version history");

        var versions = studio.Page.Locator(".mud-table-body tr");
        await Studio.CountAsync(versions, 2);
        var store = await Host.Some.Read(db => db.Database.SqlQuery<int>($"select version as \"Value\" from workflow_definitions where definition_id = {id} order by version").ToListAsync());
        store.Should().Equal(1, 2);
        studio.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task A_manager_reads_what_is_every_programmes_and_changes_nothing()
    {
        var programme = await Host.Some.ProgrammeAsync();
        var manager = await Host.Some.ManagerAsync(programme);
        var studio = await Studio.OfAsync(Host, manager.PersonId);

        await studio.OpenAsync("/studio/definitions/award");

        await Studio.CountAsync(studio.Nodes, await ActivitiesAsync("award"));
        await studio.Page.GetByText("read-only", new() { Exact = false }).First.WaitForAsync();
        studio.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task A_save_that_the_network_lost_is_told_and_sent_again()
    {
        var studio = await AdministratorAsync();
        var id = await studio.MakeAsync("Lost on the way", Studio.Chart("lost", """{"id":"n","type":"Elsa.SetName","version":1,"name":"SetName1","metadata":{"designer":{"position":{"x":360,"y":40}}}}"""));
        await studio.OpenAsync($"/studio/definitions/{id}");
        var gone = true;
        await studio.Page.RouteAsync("**/elsa/api/workflow-definitions", route => gone ? route.AbortAsync() : route.ContinueAsync());

        await studio.Node("Elsa.SetName").Locator(".activity-icon").ClickAsync();
        var field = studio.Field("Value");
        await field.FillAsync("kept all the same");
        await field.PressAsync("Tab");
        await studio.Toasts.Filter(new() { HasText = "Not saved yet" }).WaitForAsync();
        gone = false;

        await studio.OursToldAsync("Saved now");
        var json = await Host.Some.Read(db => db.Database.SqlQuery<string>($"select json as \"Value\" from workflow_definitions where definition_id = {id}").SingleAsync());
        json.Should().Contain("kept all the same");
        studio.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task A_workflow_drawn_from_nothing_is_published_started_waits_is_signalled_and_is_seen_to_finish()
    {
        var studio = await AdministratorAsync();
        await studio.OpenAsync("/studio/definitions");
        await studio.Page.GetByRole(AriaRole.Button, new() { Name = "Create workflow" }).First.ClickAsync();
        await studio.Page.Locator(".mud-dialog button").Last.ClickAsync();
        await studio.Page.ArriveAsync(new Regex("/studio/definitions/[^/]+$"));
        await studio.DrawnAsync();

        await studio.DropAsync("Flow", "Start", 60, 60);
        await studio.DropAsync("Primitives", "Set name", 300, 60);
        await studio.DropAsync("Primitives", "Event", 620, 60);
        await studio.DropAsync("Scheduling", "Delay", 620, 260);
        await studio.DropAsync("Console", "Write line", 60, 300);
        await studio.DropAsync("Primitives", "Finish", 300, 300);
        await studio.LinkAsync("Elsa.Start", "Done", "Elsa.SetName");
        await studio.LinkAsync("Elsa.SetName", "Done", "Elsa.Event");
        await studio.LinkAsync("Elsa.SetName", "Done", "Elsa.Delay");
        await studio.LinkAsync("Elsa.Event", "Done", "Elsa.WriteLine");
        await studio.LinkAsync("Elsa.WriteLine", "Done", "Elsa.Finish");
        await studio.SetAsync("Elsa.SetName", "Value", "Drawn from nothing");
        await studio.SetAsync("Elsa.Event", "Event name", "GoOn");
        await studio.SetAsync("Elsa.Delay", "Time span", "30.00:00:00");
        await studio.SetAsync("Elsa.WriteLine", "Text", "It went on");
        await studio.PublishAsync();
        await studio.ToldAsync("Workflow published");
        await studio.RunAsync();
        await studio.Page.ArriveAsync(new Regex("/studio/instances/[^/]+$"));
        await studio.DrawnAsync();

        var instance = Guid.Parse(studio.Page.Url.Split('/')[^1].Split('?')[0]);
        await Eventually.TrueAsync(() => StandsAsync(instance, WorkflowSubStatus.Suspended));
        await studio.Page.Locator(".mud-timeline-item, .timeline-item").Filter(new() { HasText = "Event1" }).First.WaitForAsync();
        await using (var db = Host.Some.Open())
        {
            db.Signal("GoOn", null, TimeProvider.System.GetUtcNow());
            await db.SaveChangesAsync();
        }

        await Eventually.TrueAsync(() => StandsAsync(instance, WorkflowSubStatus.Finished));
        await studio.Page.GetByText("Finish - Completed").First.WaitForAsync();
        studio.Faults.Should().BeEmpty();
    }

    Task<bool> StandsAsync(Guid instance, WorkflowSubStatus status) =>
        Host.Some.Read(db => db.Database.SqlQuery<bool>($"select sub_status = {(short)status} as \"Value\" from workflow_instances where id = {instance}").SingleAsync());

    static async Task<int> ActivitiesAsync(string definition)
    {
        var file = Path.Combine(RepositoryRoot.Path, "workflows", $"{definition}.json");
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        return json.RootElement.GetProperty("root").GetProperty("activities").GetArrayLength();
    }

    async Task<Studio> AdministratorAsync() => await Studio.OfAsync(Host, (await Host.Some.PersonAsync(Guid.Empty, Role.Administrator)).PersonId);

    // Where boxes lie and how large they are is Studio's to measure, and so is the order of lists that nothing is derived from; what is nothing may be left out.
    static JsonNode? Plain(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => new JsonObject(json.EnumerateObject()
            .Where(m => m.Name is not ("designer" or "nodeId") && Plain(m.Value) is not (null or JsonObject { Count: 0 } or JsonArray { Count: 0 }))
            .OrderBy(m => m.Name, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Name, Plain(m.Value)))),
        JsonValueKind.Array => new JsonArray([.. json.EnumerateArray().Select(Plain).OrderBy(n => n?.ToJsonString(), StringComparer.Ordinal)]),
        JsonValueKind.Null => null,
        _ => JsonNode.Parse(json.GetRawText()),
    };
}
