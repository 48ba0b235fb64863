using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace GrantFlow.Journeys;

/// <content>The diagram: what lies on it, and what hands do to it.</content>
sealed partial class Studio
{
    /// <summary>Nodes of the diagram.</summary>
    public ILocator Nodes => _page.Locator(".x6-node elsa-activity-wrapper");

    /// <summary>The node of an activity type.</summary>
    public ILocator Node(string type) => _page.Locator(".x6-node").Filter(new() { Has = _page.Locator($"elsa-activity-wrapper[activity-json*='\"type\":\"{type}\"']") });

    /// <summary>Drags a tile of the palette onto the diagram, and waits until the drawing is saved; answers with what was saved.</summary>
    public async Task<JsonElement> DropAsync(string group, string caption, int x, int y)
    {
        await _page.GetByPlaceholder("Search").FillAsync(caption);
        var panel = _page.Locator(".mud-expand-panel").Filter(new() { Has = _page.Locator(".mud-expand-panel-header").Filter(new() { HasTextRegex = Whole(group) }) });
        var tile = panel.Locator("[draggable=true]").Filter(new() { HasTextRegex = Whole(caption) }).First;
        await tile.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        // The groups change while the search goes on: the right one may open, close and come again.
        await AgainAsync(
            async () => { if (!await tile.IsVisibleAsync()) await panel.Locator(".mud-expand-panel-header").First.ClickAsync(); },
            wait => tile.WaitForAsync(new() { Timeout = wait }));
        var known = IdsOf(await DrawingAsync());
        var made = "";
        var saved = await SavedAsync(
            () => tile.DragToAsync(_page.Locator(".x6-graph").First, new() { TargetPosition = new() { X = x, Y = y } }),
            body => (made = IdsOf(body.GetProperty("model")).Except(known).FirstOrDefault() ?? "") != "");
        await _page.Locator($".x6-node elsa-activity-wrapper[activity-json*='\"id\":\"{made}\"']").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        return saved;
    }

    /// <summary>Draws a connection from an outcome to an activity.</summary>
    public async Task LinkAsync(string from, string outcome, string to)
    {
        var (source, target) = (await IdAsync(from), await IdAsync(to));
        var (x1, y1) = await CentreAsync(Node(from).Locator($".x6-port-out [port='{outcome}'] circle").First);
        var (x2, y2) = await CentreAsync(Node(to).Locator(".x6-port-in [port='In'] circle").First);
        // A little above the middle: there a second connection doesn't take hold of the first.
        await _page.Mouse.MoveAsync(x1 + 2, y1 - 10, new() { Steps = 3 });
        await _page.WaitForTimeoutAsync(300);
        var saved = await SavedAsync(
            async () =>
            {
                await _page.Mouse.DownAsync();
                await _page.Mouse.MoveAsync((x1 + x2) / 2, (y1 + y2) / 2, new() { Steps = 6 });
                await _page.Mouse.MoveAsync(x2, y2, new() { Steps = 6 });
                await _page.Mouse.UpAsync();
            },
            body => LinksOf(body).Any(l => l.GetProperty("source").GetProperty("activity").ValueEquals(source) && l.GetProperty("target").GetProperty("activity").ValueEquals(target)));
        await CountAsync(_page.Locator(".x6-edge"), LinksOf(saved).Count());
    }

    /// <summary>Chooses an activity and writes into one of its inputs; answers with what was saved.</summary>
    public async Task<JsonElement> SetAsync(string type, string input, string value)
    {
        await Node(type).Locator(".activity-icon").ClickAsync();
        return await SavedAsync(() => WriteAsync(input, value), body => body.GetRawText().Contains(JsonSerializer.Serialize(value).Trim('"'), StringComparison.Ordinal));
    }

    /// <summary>Writes into an input of the activity that is chosen.</summary>
    public async Task WriteAsync(string input, string value)
    {
        var field = Field(input);
        await field.WaitForAsync();
        await field.FillAsync(value);
        await field.PressAsync("Tab");
    }

    public ILocator Field(string label) => _page.Locator(".mud-input-control")
        .Filter(new() { Has = _page.Locator("label").Filter(new() { HasTextRegex = new Regex($"^\\s*{Regex.Escape(label)}") }) }).Locator("input:not([type=hidden]), textarea").Last;

    /// <summary>Does something and waits for the save that it leads to.</summary>
    public async Task<JsonElement> SavedAsync(Func<Task> act, Func<JsonElement, bool>? holds = null)
    {
        var saved = await _page.RunAndWaitForResponseAsync(act, r =>
            r.Request.Method == "POST" && r.Url.EndsWith("/elsa/api/workflow-definitions", StringComparison.Ordinal) && r.Status == 200
            && (holds is null || holds(JsonDocument.Parse(r.Request.PostData!).RootElement)), new() { Timeout = Patience });
        return JsonDocument.Parse(saved.Request.PostData!).RootElement;
    }

    // What the server keeps of the drawing that is open.
    async Task<JsonElement> DrawingAsync()
    {
        var answer = await _page.APIRequest.GetAsync($"/elsa/api/workflow-definitions/by-definition-id/{new Uri(_page.Url).Segments[^1]}?versionOptions=Latest");
        return (await answer.JsonAsync())!.Value;
    }

    static HashSet<string> IdsOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => [.. json.EnumerateObject().SelectMany(m => m is { Name: "id", Value.ValueKind: JsonValueKind.String } ? [m.Value.GetString()!] : IdsOf(m.Value))],
        JsonValueKind.Array => [.. json.EnumerateArray().SelectMany(IdsOf)],
        _ => [],
    };

    static JsonElement.ArrayEnumerator LinksOf(JsonElement saved) => saved.GetProperty("model").GetProperty("root").GetProperty("connections").EnumerateArray();

    async Task<string> IdAsync(string type)
    {
        using var activity = JsonDocument.Parse((await Node(type).Locator("elsa-activity-wrapper").GetAttributeAsync("activity-json"))!);
        return activity.RootElement.GetProperty("id").GetString()!;
    }

    static async Task<(float X, float Y)> CentreAsync(ILocator what)
    {
        await what.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        // Where it stays: the diagram may just be making room for a panel.
        LocatorBoundingBoxResult? before = null, box = null;
        await Eventually.TrueAsync(async () =>
        {
            (before, box) = (box, await what.BoundingBoxAsync());
            return box is not null && before is not null && (before.X, before.Y, before.Width) == (box.X, box.Y, box.Width);
        });
        return (box!.X + (box.Width / 2), box.Y + (box.Height / 2));
    }
}
