using FluentAssertions;
using GrantFlow.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace GrantFlow.Journeys;

/// <summary>A definition's history in the true Studio: old versions are read, taken up again, and never changed.</summary>
[Collection(nameof(DesignerHost))]
public sealed class DesignerVersionsTests(HostProcess host) : Journey(host)
{
    [Theory]
    [InlineData(1280)]
    [InlineData(1400)]
    public async Task The_historys_menus_are_on_the_screen(int width)
    {
        var studio = await AdministratorAsync(width);
        var id = await TwoAsync(studio, $"Seen at {width}");
        await studio.OpenAsync($"/studio/definitions/{id}");

        await studio.TabAsync("Version history");
        await Studio.CountAsync(studio.Rows, 2);

        // As soon as the panel has found its width.
        await Eventually.TrueAsync(async () => await Studio.MenuOf(studio.Rows.Last).BoundingBoxAsync() is { } menu && menu.X + menu.Width < width);
        await Eventually.TrueAsync(() => studio.Page.Locator(".mud-table-container").Last.EvaluateAsync<bool>("t => t.scrollWidth <= t.clientWidth"));
        studio.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task An_old_version_opens_from_the_history_with_a_note_and_nothing_in_it_can_be_saved()
    {
        var studio = await AdministratorAsync(1400);
        var id = await TwoAsync(studio, "Two to look at");
        await studio.OpenAsync($"/studio/definitions/{id}");
        await studio.TabAsync("Version history");
        await Studio.CountAsync(studio.Rows, 2);
        var sent = 0;
        studio.Page.Request += (_, r) => { if (r.Method != "GET" && r.Url.EndsWith("/elsa/api/workflow-definitions", StringComparison.Ordinal)) sent++; };

        await studio.LeadsOnAsync(() => studio.ChooseAsync(Studio.MenuOf(studio.Rows.Last), "View"));

        (await studio.Page.Locator(".gf-studio-note").InnerTextAsync()).Should().Contain("This is version 1, published on").And.Contain("not change it");
        await Studio.CountAsync(studio.Nodes, 2);
        await studio.Node("Elsa.SetName").WaitForAsync();
        var box = (await studio.Node("Elsa.SetName").BoundingBoxAsync())!;
        await studio.Page.Mouse.MoveAsync(box.X + 60, box.Y + 20);
        await studio.Page.Mouse.DownAsync();
        await studio.Page.Mouse.MoveAsync(box.X + 160, box.Y + 90, new() { Steps = 6 });
        await studio.Page.Mouse.UpAsync();
        await studio.Node("Elsa.SetName").Locator(".activity-icon").ClickAsync();
        await studio.Field("Value").WaitForAsync();
        await Assertions.Expect(studio.Field("Value")).Not.ToBeEditableAsync();
        await studio.Page.Keyboard.PressAsync("Delete");
        await studio.Page.Keyboard.PressAsync("Control+s");
        await studio.Page.WaitForTimeoutAsync(2000);
        (await studio.Nodes.CountAsync()).Should().Be(2);
        sent.Should().Be(0);
        (await DraftAsync(id)).Should().Contain("two");

        await studio.LeadsOnAsync(() => studio.Page.GetByText("Open the current version (2)").ClickAsync());
        await Studio.CountAsync(studio.Nodes, 2);
        (await studio.Page.Locator(".gf-studio-note").CountAsync()).Should().Be(0);
        await studio.SavedAsync(() => studio.Page.Keyboard.PressAsync("Control+s"));
        studio.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task An_old_version_is_taken_up_again_from_the_history_and_drawn_on_at_once()
    {
        var studio = await AdministratorAsync(1400);
        var id = await TwoAsync(studio, "Two to go back");
        await studio.OpenAsync($"/studio/definitions/{id}");
        await studio.TabAsync("Version history");
        await Studio.CountAsync(studio.Rows, 2);

        await studio.LeadsOnAsync(() => studio.ChooseAsync(Studio.MenuOf(studio.Rows.Last), "Rollback to this version"));
        await Studio.CountAsync(studio.Nodes, 2);

        (await DraftAsync(id)).Should().Contain("\"one\"").And.NotContain("\"two\"");
        await studio.SetAsync("Elsa.SetName", "Value", "three");
        (await DraftAsync(id)).Should().Contain("three");
        studio.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task The_bar_calls_a_definition_by_its_new_name_as_soon_as_that_is_saved()
    {
        var studio = await AdministratorAsync(1400);
        var id = await studio.MakeAsync("Before", Studio.Small("chart"));
        await studio.OpenAsync($"/studio/definitions/{id}");

        await studio.SavedAsync(() => studio.WriteAsync("Name", "After"), body => body.GetProperty("model").GetProperty("name").GetString() == "After");

        await studio.Page.Locator(".gf-studio-bar h1").GetByText("After").WaitForAsync();
        (await studio.Page.TitleAsync()).Should().Be("After · GrantFlow");
        studio.Faults.Should().BeEmpty();
    }

    // Version 1 published, version 2 the draft.
    static Task<string> TwoAsync(Studio studio, string name) => studio.MakeAsync(name, Studio.Small("chart"), then: Studio.Small("chart", "two"));

    Task<string> DraftAsync(string id) =>
        Host.Some.Read(db => db.Database.SqlQuery<string>($"select json as \"Value\" from workflow_definitions where definition_id = {id} and published_at is null").SingleAsync());

    async Task<Studio> AdministratorAsync(int width) => await Studio.OfAsync(Host, (await Host.Some.PersonAsync(Guid.Empty, Role.Administrator)).PersonId, width);
}
