using FluentAssertions;
using GrantFlow.Accounts;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Journeys;

/// <summary>What Elsa Studio alone would swallow, and our pages around it say: a session that ended, a second hand on the same drawing.</summary>
[Collection(nameof(DesignerHost))]
public sealed class DesignerCareTests(HostProcess host)
{
    const string Chart = """{"id":"care","type":"Elsa.Flowchart","version":1,"name":"Flowchart1","activities":[{"id":"n","type":"Elsa.SetName","version":1,"name":"SetName1","metadata":{"designer":{"position":{"x":200,"y":80}}}}],"connections":[]}""";

    [Fact]
    public async Task Whoever_is_signed_out_meanwhile_is_told_and_what_they_drew_waits_for_them()
    {
        var person = (await host.Some.PersonAsync(Guid.Empty, Role.Administrator)).PersonId;
        var studio = await SignedInAsync(person);
        await studio.OpenAsync("/studio/definitions");
        var id = await studio.MakeAsync("Signed out", Chart);
        await studio.OpenAsync($"/studio/definitions/{id}");
        await host.Some.Read(db => db.Database.ExecuteSqlAsync($"update sessions set ended_at = now() where person_id = {person}"));

        await TypeAsync(studio, "drawn while signed out");

        await studio.Toasts.Filter(new() { HasText = "You are signed out" }).WaitForAsync();
        await studio.Toasts.Filter(new() { HasText = "Not saved yet" }).WaitForAsync();
        await host.Some.Read(db => db.Database.ExecuteSqlAsync($"update sessions set ended_at = null where person_id = {person}"));
        await studio.Toasts.Filter(new() { HasText = "Saved now" }).WaitForAsync();
        (await JsonAsync(id)).Should().Contain("drawn while signed out");
        studio.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task The_second_of_two_who_draw_the_same_is_told_and_overwrites_nothing()
    {
        var first = await SignedInAsync((await host.Some.PersonAsync(Guid.Empty, Role.Administrator)).PersonId);
        var second = await SignedInAsync((await host.Some.PersonAsync(Guid.Empty, Role.Administrator)).PersonId);
        await first.OpenAsync("/studio/definitions");
        var id = await first.MakeAsync("Two hands", Chart);
        await first.OpenAsync($"/studio/definitions/{id}");
        await second.OpenAsync($"/studio/definitions/{id}");

        await first.SetAsync("Elsa.SetName", "Value", "by the first");
        await TypeAsync(second, "by the second");

        await second.Notices.First.WaitForAsync();
        (await JsonAsync(id)).Should().Contain("by the first").And.NotContain("by the second");
    }

    static async Task TypeAsync(Studio studio, string value)
    {
        await studio.Node("Elsa.SetName").Locator(".activity-icon").ClickAsync();
        var field = studio.Field("Value");
        await field.FillAsync(value);
        await field.PressAsync("Tab");
    }

    Task<string> JsonAsync(string id) => host.Some.Read(db => db.Database.SqlQuery<string>($"select json as \"Value\" from workflow_definitions where definition_id = {id}").SingleAsync());

    async Task<Studio> SignedInAsync(Guid person)
    {
        var page = await host.OpenAsync("en-GB", width: 1700);
        await host.SignInAsync(page, person);
        return new Studio(page);
    }
}
