using System.Globalization;
using System.Text.Json;
using FluentAssertions;
using GrantFlow.Accounts;
using Microsoft.Playwright;
using Xunit;

namespace GrantFlow.Journeys;

/// <summary>What lies deeper in the true Studio: charts within activities, and the pickers of an input.</summary>
[Collection(nameof(DrawingHost))]
public sealed class DesignerDepthTests(HostProcess host) : Journey(host)
{
    const string Loop = """{"id":"s","type":"Elsa.Start","version":1,"name":"Start1","metadata":{"designer":{"position":{"x":40,"y":40}}}},{"id":"each","type":"Elsa.ForEach","version":1,"name":"ForEach1","metadata":{"designer":{"position":{"x":360,"y":40}}}}""";

    const string Waits = """{"id":"at","type":"Elsa.StartAt","version":1,"name":"StartAt1","metadata":{"designer":{"position":{"x":40,"y":40}}}},{"id":"d","type":"Elsa.Delay","version":1,"name":"Delay1","metadata":{"designer":{"position":{"x":360,"y":40}}}}""";

    [Theory]
    [InlineData("Flowchart", "Elsa.Flowchart")]
    [InlineData("Sequence", "Elsa.Sequence")]
    public async Task What_is_drawn_within_a_loop_is_saved_there_and_comes_back(string kind, string type)
    {
        var studio = await AdministratorAsync();
        var id = await studio.MakeAsync($"Nested {kind}", Studio.Chart("nest", Loop, ("s", "each")));
        await studio.OpenAsync($"/studio/definitions/{id}");

        await Body(studio).ClickAsync();
        await studio.Page.Locator(".mud-dialog").GetByText(kind, new() { Exact = true }).ClickAsync();
        await studio.SavedAsync(() => studio.AnswerAsync("OK"));
        await studio.Page.Locator(".mud-breadcrumbs").GetByText("ForEach1: Body").WaitForAsync();
        var body = (await studio.DropAsync("Console", "Write line", 200, 120)).GetProperty("model").GetProperty("root").GetProperty("activities").EnumerateArray()
            .Single(a => a.GetProperty("id").GetString() == "each").GetProperty("body");

        body.GetProperty("type").GetString().Should().Be(type);
        body.GetProperty("activities").EnumerateArray().Single().GetProperty("type").GetString().Should().Be("Elsa.WriteLine");
        await studio.Page.ReloadAsync();
        await studio.DrawnAsync();
        await Studio.CountAsync(studio.Nodes, 2);
        await Body(studio).ClickAsync();
        await studio.Node("Elsa.WriteLine").WaitForAsync();
        // Every activity has its path, however deep it lies: else Studio would show nothing of it.
        var node = await studio.Page.EvaluateAsync<string>(
            """
            async id => (await (await fetch(`/elsa/api/workflow-definitions/by-definition-id/${id}?versionOptions=Latest`)).json())
              .root.activities.find(a => a.id === 'each').body.activities[0].nodeId
            """, id);
        node.Should().StartWith("Workflow1:nest:each:").And.EndWith(body.GetProperty("activities")[0].GetProperty("id").GetString());
        studio.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task A_date_is_picked_and_a_time_span_typed_and_both_are_read_by_the_engine()
    {
        var studio = await AdministratorAsync();
        var id = await studio.MakeAsync("Picked", Studio.Chart("picked", Waits, ("at", "d")));
        await studio.OpenAsync($"/studio/definitions/{id}");

        await studio.Node("Elsa.StartAt").Locator(".activity-icon").ClickAsync();
        await studio.Page.Locator(".mud-picker button").First.ClickAsync();
        // The month that the calendar opens at, the browser's own.
        var month = DateTime.ParseExact(await studio.Page.Locator(".mud-picker-calendar-header-transition").First.InnerTextAsync(), "MMMM yyyy", CultureInfo.InvariantCulture);
        var saved = await studio.SavedAsync(
            () => studio.Page.Locator(".mud-picker-calendar-day:not(.mud-hidden)").GetByText("15", new() { Exact = true }).First.ClickAsync(),
            body => body.GetRawText().Contains("-15 00:00:00", StringComparison.Ordinal));
        var span = await studio.SetAsync("Elsa.Delay", "Time span", "14.00:00:00");

        Value(saved, "at", "dateTime").Should().Be($"{month:yyyy-MM}-15 00:00:00");
        Value(span, "d", "timeSpan").Should().Be("14.00:00:00");
        Value(span, "at", "dateTime").Should().Be($"{month:yyyy-MM}-15 00:00:00");
        await studio.SavedAsync(() => studio.WriteAsync("Time span", "a fortnight"), body => body.GetRawText().Contains("a fortnight", StringComparison.Ordinal));
        await studio.PublishAsync();
        // The date is one to the engine; the words aren't a span.
        await studio.ToldAsync("Time span");
        (await studio.AllToldAsync()).Should().NotContain(words => words.Contains("Date time"));
        studio.Faults.Should().BeEmpty();
    }

    static ILocator Body(Studio studio) => studio.Node("Elsa.ForEach").Locator(".embedded-port");

    static string? Value(JsonElement saved, string activity, string input) => saved.GetProperty("model").GetProperty("root").GetProperty("activities").EnumerateArray()
        .Single(a => a.GetProperty("id").GetString() == activity).GetProperty(input).GetProperty("expression").GetProperty("value").GetString();

    async Task<Studio> AdministratorAsync() => await Studio.OfAsync(Host, (await Host.Some.PersonAsync(Guid.Empty, Role.Administrator)).PersonId);
}
