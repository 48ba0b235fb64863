using FluentAssertions;
using GrantFlow.Accounts;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Journeys;

/// <summary>What Elsa Studio alone would swallow, and our pages around it say: a session that ended, a second hand on the same drawing.</summary>
[Collection(nameof(DesignerHost))]
public sealed class DesignerCareTests(HostProcess host) : Journey(host)
{
    const string Chart = """{"id":"care","type":"Elsa.Flowchart","version":1,"name":"Flowchart1","activities":[{"id":"n","type":"Elsa.SetName","version":1,"name":"SetName1","metadata":{"designer":{"position":{"x":200,"y":80}}}}],"connections":[]}""";

    [Fact]
    public async Task Whoever_is_signed_out_meanwhile_is_told_and_what_they_drew_waits_for_them()
    {
        var person = (await Host.Some.PersonAsync(Guid.Empty, Role.Administrator)).PersonId;
        var studio = await Studio.OfAsync(Host, person);
        await studio.OpenAsync("/studio/definitions");
        var id = await studio.MakeAsync("Signed out", Chart);
        await studio.OpenAsync($"/studio/definitions/{id}");
        await Host.Some.Read(db => db.Database.ExecuteSqlAsync($"update sessions set ended_at = now() where person_id = {person}"));

        await TypeAsync(studio, "drawn while signed out");

        await studio.Toasts.Filter(new() { HasText = "You are signed out" }).WaitForAsync();
        await studio.Toasts.Filter(new() { HasText = "Not saved yet" }).WaitForAsync();
        await Host.Some.Read(db => db.Database.ExecuteSqlAsync($"update sessions set ended_at = null where person_id = {person}"));
        await studio.OursToldAsync("Saved now");
        (await JsonAsync(id)).Should().Contain("drawn while signed out");
        studio.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task The_second_of_two_who_draw_the_same_is_told_and_overwrites_nothing()
    {
        var first = await Studio.OfAsync(Host, (await Host.Some.PersonAsync(Guid.Empty, Role.Administrator)).PersonId);
        var second = await Studio.OfAsync(Host, (await Host.Some.PersonAsync(Guid.Empty, Role.Administrator)).PersonId);
        var id = await first.MakeAsync("Two hands", Chart);
        await first.OpenAsync($"/studio/definitions/{id}");
        await second.OpenAsync($"/studio/definitions/{id}");

        await first.SetAsync("Elsa.SetName", "Value", "by the first");
        await TypeAsync(second, "by the second");

        await second.ToldAsync("");
        // What the second drew isn't lost either.
        await second.Toasts.Filter(new() { HasText = "Your last change is not saved" }).GetByText("Keep what you drew as a file").WaitForAsync();
        (await JsonAsync(id)).Should().Contain("by the first").And.NotContain("by the second");
    }

    [Fact]
    public async Task Whoever_is_signed_out_while_they_look_is_told_that_alone_and_sees_what_they_asked_for_once_they_are_back()
    {
        var person = (await Host.Some.PersonAsync(Guid.Empty, Role.Administrator)).PersonId;
        var studio = await Studio.OfAsync(Host, person);
        await studio.OpenAsync("/studio/definitions");
        await studio.MakeAsync("Looked for in vain", Chart);
        await Host.Some.Read(db => db.Database.ExecuteSqlAsync($"update sessions set ended_at = now() where person_id = {person}"));

        await studio.Page.GetByPlaceholder("Search").FillAsync("in vain");
        await studio.Page.GetByPlaceholder("Search").PressAsync("Enter");

        await studio.Toasts.Filter(new() { HasText = "You are signed out" }).WaitForAsync();
        await studio.Page.WaitForTimeoutAsync(3000);
        (await studio.Toasts.AllInnerTextsAsync()).Should().ContainSingle();
        await Host.Some.Read(db => db.Database.ExecuteSqlAsync($"update sessions set ended_at = null where person_id = {person}"));
        await Studio.CountAsync(studio.Toasts, 0);
        await studio.Rows.Filter(new() { HasText = "Looked for in vain" }).WaitForAsync();
        await Studio.CountAsync(studio.Rows, 1);
        studio.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task A_line_that_breaks_while_the_designer_asks_stops_nothing()
    {
        var studio = await Studio.OfAsync(Host, (await Host.Some.PersonAsync(Guid.Empty, Role.Administrator)).PersonId);
        await studio.OpenAsync("/studio/definitions");
        var id = await studio.MakeAsync("Broken line", Chart);
        // What the panel beside the drawing asks for: it comes when the drawing may stand already.
        var gone = true;
        await studio.Page.RouteAsync("**/elsa/api/descriptors/commit-strategies/**", route => gone ? route.AbortAsync() : route.ContinueAsync());

        await studio.OpenAsync($"/studio/definitions/{id}");
        await studio.Toasts.Filter(new() { HasText = "The service can't be reached" }).WaitForAsync();
        gone = false;
        await Studio.CountAsync(studio.Toasts, 0);

        await studio.Node("Elsa.SetName").Locator(".activity-icon").ClickAsync();
        await studio.SavedAsync(() => studio.WriteAsync("Value", "after the break"));
        (await JsonAsync(id)).Should().Contain("after the break");
        studio.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task An_emptied_canvas_is_saved_once_the_reader_has_said_so()
    {
        var studio = await Studio.OfAsync(Host, (await Host.Some.PersonAsync(Guid.Empty, Role.Administrator)).PersonId);
        var id = await studio.MakeAsync("To be emptied", Chart);
        await studio.OpenAsync($"/studio/definitions/{id}");
        var asked = "";
        studio.Page.Dialog += (_, dialog) => { asked = dialog.Message; _ = dialog.AcceptAsync(); };
        await studio.Node("Elsa.SetName").Locator(".activity-icon").ClickAsync();

        await studio.SavedAsync(() => studio.Page.Keyboard.PressAsync("Delete"));

        asked.Should().Be("This takes every activity off the canvas. Save it so?");
        (await JsonAsync(id)).Should().NotContain("SetName");
        studio.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task A_list_that_nobody_touches_goes_on_asking_and_says_that_nobody_is_there()
    {
        var studio = await Studio.OfAsync(Host, (await Host.Some.PersonAsync(Guid.Empty, Role.Administrator)).PersonId);
        await studio.OpenAsync("/studio/instances");
        var touched = await studio.Page.RunAndWaitForRequestAsync(() => Task.CompletedTask, IsPoll);

        await studio.Page.EvaluateAsync("() => { grantflow.hand.at = 0; }");

        (await touched.AllHeadersAsync()).Should().NotContainKey(Unattended);
        // One may have been on its way before that.
        await studio.Page.WaitForRequestAsync(r => IsPoll(r) && r.Headers.ContainsKey(Unattended));
        studio.Faults.Should().BeEmpty();
    }

    const string Unattended = "x-grantflow-unattended";

    static bool IsPoll(Microsoft.Playwright.IRequest request) => request.Url.EndsWith("/elsa/api/workflow-instances", StringComparison.Ordinal);

    static async Task TypeAsync(Studio studio, string value)
    {
        await studio.Node("Elsa.SetName").Locator(".activity-icon").ClickAsync();
        await studio.WriteAsync("Value", value);
    }

    Task<string> JsonAsync(string id) => Host.Some.Read(db => db.Database.SqlQuery<string>($"select json as \"Value\" from workflow_definitions where definition_id = {id}").SingleAsync());
}
