using FluentAssertions;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GrantFlow.Journeys;

/// <summary>A manager watches instances in the true Studio.</summary>
public sealed class InstanceViewerTests(HostProcess host) : Journey(host), IClassFixture<HostProcess>
{
    const string Waiting = """
        { "id": "w1", "definitionId": "watched", "name": "Watched", "version": 1, "variables": [], "inputs": [], "outputs": [],
          "root": { "id": "flow", "type": "Elsa.Flowchart", "version": 1, "customProperties": {}, "metadata": {}, "variables": [],
            "activities": [
              { "id": "start", "name": "start", "type": "Elsa.Start", "version": 1, "customProperties": {}, "metadata": { "designer": { "position": { "x": 0, "y": 0 } } } },
              { "id": "wait", "name": "wait", "type": "Elsa.Event", "version": 1, "customProperties": {}, "metadata": { "designer": { "position": { "x": 300, "y": 0 } } },
                "eventName": { "typeName": "String", "expression": { "type": "Literal", "value": "Go" } } },
              { "id": "end", "name": "end", "type": "Elsa.Finish", "version": 1, "customProperties": {}, "metadata": { "designer": { "position": { "x": 600, "y": 0 } } } }],
            "connections": [
              { "source": { "activity": "start", "port": "Done" }, "target": { "activity": "wait", "port": "In" }, "vertices": [] },
              { "source": { "activity": "wait", "port": "Done" }, "target": { "activity": "end", "port": "In" }, "vertices": [] }] } }
        """;

    [Fact]
    public async Task The_viewer_shows_where_an_instance_stands_and_hears_when_it_goes_on()
    {
        await using var services = Services();
        var engine = services.GetRequiredService<IWorkflowEngine>();
        var (studio, about) = await SignedInAsync();
        var id = await BeginAsync(engine, about);

        await studio.OpenAsync($"/studio/instances/{id}");

        var wait = studio.Node("Elsa.Event");
        await wait.Locator(".mud-badge[class*=warning]").WaitForAsync();
        await studio.Node("Elsa.Start").Locator(".mud-badge[class*=success]").WaitForAsync();

        // It may not be listening yet: it hears of that all the same.
        await engine.SignalAsync(new WorkflowSignal("Go", about));

        // Nobody loaded the page again: the server said so.
        await wait.Locator(".mud-badge[class*=success]").WaitForAsync();
        await studio.Node("Elsa.Finish").Locator(".mud-badge[class*=success]").WaitForAsync();
        studio.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task The_list_holds_the_managers_own_instances_and_one_is_cancelled_with_a_reason()
    {
        await using var services = Services();
        var engine = services.GetRequiredService<IWorkflowEngine>();
        var (studio, about) = await SignedInAsync();
        var id = await BeginAsync(engine, about);
        var other = await BeginAsync(engine, null);

        await studio.OpenAsync("/studio/instances");

        await studio.Page.GetByText($"{id}").First.WaitForAsync();
        (await studio.Page.GetByText($"{other}").CountAsync()).Should().Be(0);
        await studio.Page.GotoAsync($"/workflows/{id}");
        await studio.Page.Locator("summary", new() { HasText = "Cancel this workflow" }).ClickAsync();
        await studio.Page.Locator("details[open] input[name=Reason]").FillAsync("The cohort was given up");
        await studio.Page.Locator("details[open] form button").ClickAsync();
        await Eventually.TrueAsync(async () => (await engine.FindAsync(id))!.SubStatus == WorkflowSubStatus.Cancelled);
        studio.Faults.Should().BeEmpty();
    }

    async Task<(Studio Studio, string About)> SignedInAsync()
    {
        var programme = await Host.Some.ProgrammeAsync();
        var studio = await Studio.OfAsync(Host, (await Host.Some.ManagerAsync(programme)).PersonId, 1280);
        return (studio, $"cohort:{await Host.Some.CohortAsync(programme)}");
    }

    // The host's own worker runs it.
    static async Task<Guid> BeginAsync(IWorkflowEngine engine, string? about)
    {
        (await engine.PublishAsync(Waiting)).Problems.Should().BeEmpty();
        var id = await engine.StartAsync(new StartWorkflow("watched", about));
        await Eventually.TrueAsync(async () => (await engine.FindAsync(id))!.SubStatus == WorkflowSubStatus.Suspended);
        return id;
    }

    ServiceProvider Services() => new ServiceCollection().AddWorkflows(Host.Database.ConnectionString).BuildServiceProvider();
}
