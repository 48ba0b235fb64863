using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace GrantFlow.Journeys;

/// <summary>The true Elsa Studio on our pages, as somebody's eyes and hands meet it; what it logs as broken is kept.</summary>
/// <remarks>It is a large program run by an interpreter: on a busy machine it takes its time, so every wait is a long one.</remarks>
sealed class Studio
{
    const float Patience = HostProcess.Patience;

    // Notices go after some seconds, and a busy machine may look away for as long: what was ever shown is written down.
    const string Listen =
        """
        const told = window.gfTold = { '.mud-snackbar': [], '.gf-toast': [] };
        new MutationObserver(() => {
          for (const kind in told) for (const one of document.querySelectorAll(kind)) {
            const words = one.textContent.replace(/\s+/g, ' ');
            if (!told[kind].includes(words)) told[kind].push(words);
          }
        }).observe(document, { childList: true, subtree: true, characterData: true });
        """;

    readonly IPage _page;
    readonly List<string> _faults = [];

    Studio(IPage page)
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

    /// <summary>Our own notices that stand there now.</summary>
    public ILocator Toasts => _page.Locator(".gf-toast");

    /// <summary>Rows of the table that is shown.</summary>
    public ILocator Rows => _page.Locator(".mud-table-body tr");

    /// <summary>Somebody's own browser, signed in.</summary>
    public static async Task<Studio> OfAsync(HostProcess host, Guid person, int width = 1700)
    {
        var studio = new Studio(await host.OpenAsync("en-GB", width));
        await studio.Page.AddInitScriptAsync(Listen);
        await host.SignInAsync(studio.Page, person);
        return studio;
    }

    /// <summary>A flowchart as Studio keeps it: its activities as they stand, each a piece of JSON, and connections from outcome Done.</summary>
    public static string Chart(string id, string activities = "", params (string From, string To)[] links)
    {
        var connections = links.Select(l => $$"""{"source":{"activity":"{{l.From}}","port":"Done"},"target":{"activity":"{{l.To}}","port":"In"} }""");
        return $$"""{"id":"{{id}}","type":"Elsa.Flowchart","version":1,"name":"Flowchart1","activities":[{{activities}}],"connections":[{{string.Join(',', connections)}}]}""";
    }

    /// <summary>Start, and one activity that sets the instance's name: enough to be published and to run.</summary>
    public static string Small(string id, string value = "one") => Chart(
        id,
        $$"""{"id":"s","type":"Elsa.Start","version":1,"name":"Start1","metadata":{"designer":{"position":{"x":40,"y":40} } } },{"id":"n","type":"Elsa.SetName","version":1,"name":"SetName1","metadata":{"designer":{"position":{"x":360,"y":40} } },"value":{"expression":{"type":"Literal","value":"{{value}}"} } }""",
        ("s", "n"));

    /// <summary>Goes to a page of ours that holds Studio, and waits until something is drawn.</summary>
    public async Task OpenAsync(string path)
    {
        await _page.GotoAsync(path);
        await DrawnAsync();
    }

    /// <summary>Does something that leads to another page of Studio, or to the same anew.</summary>
    public async Task LeadsOnAsync(Func<Task> act)
    {
        await _page.EvaluateAsync("() => { window.before = true; }");
        await act();
        await _page.WaitForFunctionAsync("() => !window.before", null, new() { Timeout = Patience });
        await DrawnAsync();
    }

    /// <summary>Waits until this page says that something is drawn: it is the page's own word, for one that is only on its way shows no note that Studio loads either.</summary>
    public Task DrawnAsync() => _page.WaitForFunctionAsync(
        "() => performance.getEntriesByName('gf-drawn').length > 0 && !document.getElementById('gf-loading')", null, new() { Timeout = Patience });

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

    public Task PublishAsync() => Button("M19.35 10.04").ClickAsync();

    public Task RunAsync() => Button("M8 5v14l11-7z").ClickAsync();

    /// <summary>A tab of the right-hand panel; those that don't fit are scrolled to.</summary>
    public async Task TabAsync(string name)
    {
        var tab = _page.Locator(".mud-tab").Filter(new() { HasTextRegex = Whole(name) }).First;
        await tab.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await tab.EvaluateAsync("t => t.click()");
    }

    /// <summary>Opens a menu and chooses from it.</summary>
    public async Task ChooseAsync(ILocator opener, string item)
    {
        var choice = _page.Locator(".mud-popover-open .mud-menu-item").Filter(new() { HasTextRegex = Whole(item) }).First;
        await AgainAsync(
            // Open already, it would close.
            async () => { if (await _page.Locator(".mud-popover-open .mud-menu-item").CountAsync() == 0) await opener.ClickAsync(); },
            async wait =>
            {
                await choice.ClickAsync(new() { Trial = true, Timeout = wait });
                // A list that comes anew just now takes the open menu along.
                await choice.ClickAsync(new() { Timeout = 10_000 });
            });
    }

    /// <summary>The three dots at the end of a row.</summary>
    public ILocator MenuOf(string row) => MenuOf(Rows.Filter(new() { HasText = row }).First);

    public static ILocator MenuOf(ILocator row) => row.Locator(".mud-menu button").Last;

    /// <summary>The arrow beside the editor's Publish.</summary>
    public ILocator More => Button("M7 10l5 5 5-5z");

    /// <summary>Answers the dialog that is open.</summary>
    public Task AnswerAsync(string button) => _page.Locator(".mud-dialog").GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();

    /// <summary>Does something that gives a file, and reads it.</summary>
    public async Task<(string Name, byte[] Bytes)> FileAsync(Func<Task> act)
    {
        var file = await _page.RunAndWaitForDownloadAsync(act, new() { Timeout = Patience });
        return (file.SuggestedFilename, await File.ReadAllBytesAsync(await file.PathAsync()));
    }

    /// <summary>Waits until a notice of Studio's has said so, and be it gone again.</summary>
    public Task ToldAsync(string text) => ToldAsync(".mud-snackbar", text);

    /// <summary>Waits until a notice of ours has said so, and be it gone again.</summary>
    public Task OursToldAsync(string text) => ToldAsync(".gf-toast", text);

    /// <summary>All that Studio's notices on this page have said.</summary>
    public Task<string[]> AllToldAsync() => _page.EvaluateAsync<string[]>("() => gfTold['.mud-snackbar']");

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

    Task<IJSHandle> ToldAsync(string kind, string text) =>
        _page.WaitForFunctionAsync("([kind, text]) => gfTold[kind].some(words => words.includes(text))", new[] { kind, text }, new() { Timeout = Patience });

    // Does something until it has led where it should; each time with more patience, so that a slow page isn't told to close what it is about to open.
    static async Task AgainAsync(Func<Task> act, Func<float, Task> arrives)
    {
        for (var wait = 1_000f; ; wait *= 2)
        {
            await act();
            try
            {
                await arrives(wait);
                return;
            }
            catch (TimeoutException) when (wait < Patience / 2)
            {
                // Once more.
            }
        }
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

    ILocator Button(string path) => _page.Locator("button").Filter(new() { Has = _page.Locator($"path[d*='{path}']") }).Locator("visible=true").First;

    static Regex Whole(string text) => new($"^\\s*{Regex.Escape(text)}\\s*$");

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

    void Note(string line)
    {
        if (line.Contains("crit:", StringComparison.Ordinal) || line.Contains("Content Security Policy", StringComparison.Ordinal)) _faults.Add(line);
    }
}
