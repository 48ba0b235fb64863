using System.Text;
using FluentAssertions;
using GrantFlow.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace GrantFlow.Journeys;

/// <summary>Whose a definition is, as people meet it in the true Studio: several programmes, rights that end, what all share.</summary>
[Collection(nameof(DesignerHost))]
public sealed class DesignerRightsTests(HostProcess host) : Journey(host)
{
    [Fact]
    public async Task A_manager_of_several_programmes_chooses_the_one_they_draw_for()
    {
        var (first, second) = (await Host.Some.ProgrammeAsync(), await Host.Some.ProgrammeAsync());
        var manager = (await Host.Some.ManagerAsync(first)).PersonId;
        await Host.Some.Read(db => db.Database.ExecuteSqlAsync(
            $"insert into programme_roles (person_id, programme_id, role) values ({manager}, {second}, 'GrantManager')"));
        var studio = await Studio.OfAsync(Host, manager);
        await studio.OpenAsync($"/studio/definitions?programme={first}");
        await studio.MakeAsync("Of the first", Studio.Small("f"));

        await studio.LeadsOnAsync(() => studio.Page.Locator("#gf-programme").SelectOptionAsync($"{second}"));
        await studio.Rows.First.WaitForAsync();
        (await studio.Rows.Filter(new() { HasText = "Of the first" }).CountAsync()).Should().Be(0);
        await studio.Page.GetByRole(AriaRole.Button, new() { Name = "Create workflow" }).First.ClickAsync();
        await studio.Page.Locator(".mud-dialog input").First.FillAsync("Of the second");
        await studio.LeadsOnAsync(() => studio.Page.Locator(".mud-dialog button").Last.ClickAsync());

        var id = studio.Page.Url.Split('/')[^1];
        (await Host.Some.Read(db => db.Database.SqlQuery<Guid>($"select programme_id as \"Value\" from workflow_designs where definition_id = {id}").SingleAsync())).Should().Be(second);
        // The choice is remembered.
        await studio.OpenAsync("/studio/definitions");
        await studio.Rows.Filter(new() { HasText = "Of the second" }).First.WaitForAsync();
        (await studio.Page.Locator("#gf-programme").InputValueAsync()).Should().Be($"{second}");
        studio.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task Whoever_loses_the_right_to_draw_while_drawing_is_told_and_keeps_the_drawing_as_a_file()
    {
        var programme = await Host.Some.ProgrammeAsync();
        var manager = (await Host.Some.ManagerAsync(programme)).PersonId;
        var studio = await Studio.OfAsync(Host, manager);
        await studio.OpenAsync("/studio/definitions");
        var id = await studio.MakeAsync("Withdrawn", Studio.Small("w"));
        await studio.OpenAsync($"/studio/definitions/{id}");
        await studio.Node("Elsa.SetName").Locator(".activity-icon").ClickAsync();
        await studio.Field("Value").WaitForAsync();
        await Host.Some.Read(db => db.Database.ExecuteSqlAsync($"delete from programme_roles where person_id = {manager}"));

        await studio.WriteAsync("Value", "drawn too late");

        await studio.Toasts.Filter(new() { HasText = "You may not do this. Your last change is not saved." }).WaitForAsync();
        await studio.ToldAsync("You may not do this.");
        var (name, bytes) = await studio.FileAsync(() => studio.Page.GetByText("Keep what you drew as a file").ClickAsync());
        name.Should().Be($"{id}-unsaved.json");
        Encoding.UTF8.GetString(bytes).Should().Contain("drawn too late");
        await Studio.CountAsync(studio.Nodes, 2);
        (await JsonAsync(id)).Should().NotContain("drawn too late");
        studio.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task What_an_administrator_changes_in_a_shared_definition_is_seen_by_the_manager_who_loads_it_again()
    {
        var administrator = await Studio.OfAsync(Host, (await Host.Some.PersonAsync(Guid.Empty, Role.Administrator)).PersonId);
        var manager = await Studio.OfAsync(Host, (await Host.Some.ManagerAsync(await Host.Some.ProgrammeAsync())).PersonId);
        var id = await administrator.MakeAsync("For everybody", Studio.Small("all"));
        await manager.OpenAsync($"/studio/definitions/{id}");
        await Studio.CountAsync(manager.Nodes, 2);
        await administrator.OpenAsync($"/studio/definitions/{id}");

        await administrator.DropAsync("Console", "Write line", 300, 250);
        await manager.Node("Elsa.SetName").Locator(".activity-icon").ClickAsync();
        await manager.Field("Value").WaitForAsync();

        await Assertions.Expect(manager.Field("Value")).Not.ToBeEditableAsync();
        (await manager.Nodes.CountAsync()).Should().Be(2);
        await manager.LeadsOnAsync(() => manager.Page.ReloadAsync());
        await Studio.CountAsync(manager.Nodes, 3);
        manager.Faults.Should().BeEmpty();
        administrator.Faults.Should().BeEmpty();
    }

    Task<string> JsonAsync(string id) => Host.Some.Read(db => db.Database.SqlQuery<string>($"select json as \"Value\" from workflow_definitions where definition_id = {id}").SingleAsync());
}
