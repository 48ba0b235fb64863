using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace GrantFlow.Journeys;

/// <summary>The true Elsa Studio on our pages, as somebody's eyes and hands meet it; what it logs as broken is kept.</summary>
/// <remarks>It is a large program run by an interpreter: on a busy machine it takes its time, so every wait is a long one.</remarks>
sealed class Studio
{
    const float Patience = 120_000;

    readonly IPage _page;
    readonly List<string> _faults = [];

    public Studio(IPage page)
    {
        _page = page;
        page.SetDefaultTimeout(Patience);
        page.Console += (_, line) => Note(line.Text);
        page.PageError += (_, error) => Note($"crit: {error}");
    }

    /// <summary>What Studio logged as broken: exceptions that nobody caught.</summary>
    public IReadOnlyList<string> Faults => _faults;

    public IPage Page => _page;

    /// <summary>Nodes of the diagram.</summary>
    public ILocator Nodes => _page.Locator(".x6-node elsa-activity-wrapper");

    /// <summary>Studio's own notices, the newest last.</summary>
    public ILocator Notices => _page.Locator(".mud-snackbar");

    /// <summary>Our own notices.</summary>
    public ILocator Toasts => _page.Locator(".gf-toast");

    /// <summary>Goes to a page of ours that holds Studio, and waits until something is drawn.</summary>
    public async Task OpenAsync(string path)
    {
        await _page.GotoAsync(path);
        await DrawnAsync();
    }

    public Task DrawnAsync() => _page.Locator("#gf-loading").WaitForAsync(new() { State = WaitForSelectorState.Detached, Timeout = Patience });

    /// <summary>The node of an activity type.</summary>
    public ILocator Node(string type) => _page.Locator(".x6-node").Filter(new() { Has = _page.Locator($"elsa-activity-wrapper[activity-json*='\"type\":\"{type}\"']") });

    /// <summary>Drags a tile of the palette onto the diagram, and waits until the drawing is saved.</summary>
    public async Task DropAsync(string group, string caption, int x, int y)
    {
        await _page.GetByPlaceholder("Search").FillAsync(caption);
        var panel = _page.Locator(".mud-expand-panel").Filter(new() { Has = _page.Locator(".mud-expand-panel-header").Filter(new() { HasTextRegex = Whole(group) }) });
        var tile = panel.Locator("[draggable=true]").Filter(new() { HasTextRegex = Whole(caption) }).First;
        await tile.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        // The groups change while the search goes on: the right one may open, close and come again.
        for (var tries = 0; !await tile.IsVisibleAsync(); tries++)
        {
            if (tries == 20) throw new TimeoutException($"The palette shows no {caption}.");
            await panel.Locator(".mud-expand-panel-header").First.ClickAsync();
            await _page.WaitForTimeoutAsync(1000);
        }

        var before = await Nodes.CountAsync();
        await SavedAsync(() => tile.DragToAsync(_page.Locator(".x6-graph").First, new() { TargetPosition = new() { X = x, Y = y } }));
        await CountAsync(Nodes, before + 1);
    }

    /// <summary>Draws a connection from an outcome to an activity.</summary>
    public async Task LinkAsync(string from, string outcome, string to)
    {
        var edges = await _page.Locator(".x6-edge").CountAsync();
        var (x1, y1) = await CentreAsync(Node(from).Locator($".x6-port-out [port='{outcome}'] circle").First);
        var (x2, y2) = await CentreAsync(Node(to).Locator(".x6-port-in [port='In'] circle").First);
        // A little above the middle: there a second connection doesn't take hold of the first.
        await _page.Mouse.MoveAsync(x1 + 2, y1 - 10, new() { Steps = 3 });
        await _page.WaitForTimeoutAsync(300);
        await SavedAsync(async () =>
        {
            await _page.Mouse.DownAsync();
            await _page.Mouse.MoveAsync((x1 + x2) / 2, (y1 + y2) / 2, new() { Steps = 6 });
            await _page.Mouse.MoveAsync(x2, y2, new() { Steps = 6 });
            await _page.Mouse.UpAsync();
        });
        await CountAsync(_page.Locator(".x6-edge"), edges + 1);
    }

    /// <summary>Chooses an activity and writes into one of its inputs; answers with what was saved.</summary>
    public async Task<JsonElement> SetAsync(string type, string input, string value)
    {
        await Node(type).Locator(".activity-icon").ClickAsync();
        var field = Field(input);
        await field.WaitForAsync();
        return await SavedAsync(async () =>
        {
            await field.FillAsync(value);
            await field.PressAsync("Tab");
        }, body => body.GetRawText().Contains(JsonSerializer.Serialize(value).Trim('"'), StringComparison.Ordinal));
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

    public Task PublishAsync() => Button("M19.35 10.04").ClickAsync();

    public Task RunAsync() => Button("M8 5v14l11-7z").ClickAsync();

    /// <summary>A tab of the right-hand panel; those that don't fit are scrolled to.</summary>
    public async Task TabAsync(string name)
    {
        var tab = _page.Locator(".mud-tab").Filter(new() { HasTextRegex = Whole(name) }).First;
        await tab.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await tab.EvaluateAsync("t => t.click()");
    }

    /// <summary>Waits for a notice of Studio's that says so.</summary>
    public Task ToldAsync(string text) => Notices.Filter(new() { HasText = text }).First.WaitForAsync(new() { Timeout = Patience });

    public static async Task CountAsync(ILocator what, int count)
    {
        for (var tries = 0; await what.CountAsync() != count; tries++)
        {
            if (tries == 600) throw new TimeoutException($"There are {await what.CountAsync()}, not {count}.");
            await Task.Delay(200);
        }
    }

    /// <summary>Saves a definition as a page of ours does, and gives its id.</summary>
    public Task<string> MakeAsync(string name, string root) => _page.EvaluateAsync<string>(
        """
        async ([name, root]) => {
          const answer = await fetch('/elsa/api/workflow-definitions', { method: 'POST', headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify({ model: { name, root: JSON.parse(root) } }) });
          return (await answer.json()).workflowDefinition.definitionId;
        }
        """, new[] { name, root });

    ILocator Button(string path) => _page.Locator("button").Filter(new() { Has = _page.Locator($"path[d*='{path}']") }).Locator("visible=true").First;

    static Regex Whole(string text) => new($"^\\s*{Regex.Escape(text)}\\s*$");

    static async Task<(float X, float Y)> CentreAsync(ILocator what)
    {
        await what.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        var box = (await what.BoundingBoxAsync())!;
        return (box.X + (box.Width / 2), box.Y + (box.Height / 2));
    }

    void Note(string line)
    {
        if (line.Contains("crit:", StringComparison.Ordinal) || line.Contains("Content Security Policy", StringComparison.Ordinal)) _faults.Add(line);
    }
}
