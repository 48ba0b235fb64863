using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace GrantFlow.Journeys;

/// <summary>The true Elsa Studio on our pages, as somebody's eyes and hands meet it; what it logs as broken is kept.</summary>
/// <remarks>It is a large program run by an interpreter: on a busy machine it takes its time, so every wait is a long one.</remarks>
sealed partial class Studio
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
        await _page.TurnAsync(act);
        await DrawnAsync();
    }

    /// <summary>Waits until this page says that something is drawn: it is the page's own word, for one that is only on its way shows no note that Studio loads either.</summary>
    public Task DrawnAsync() => _page.WaitForFunctionAsync(
        "() => performance.getEntriesByName('gf-drawn').length > 0 && !document.getElementById('gf-loading')", null, new() { Timeout = Patience });

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

    /// <summary>Saves a definition as a page of ours does, and gives its id. Studio isn't needed for it: any page does.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="root">Its chart.</param>
    /// <param name="then">The chart of the draft that follows it, once it is published; null for a draft alone.</param>
    public Task<string> MakeAsync(string name, string root, string? then = null) => _page.EvaluateAsync<string>(
        """
        async ([name, root, then]) => {
          let revision = '';
          const post = async (path, body) => {
            const headers = { 'Content-Type': 'application/json', RequestVerificationToken: document.body.dataset.token ?? document.querySelector('input[name=__RequestVerificationToken]').value };
            if (revision) headers['X-GrantFlow-Revision'] = revision;
            const answer = await fetch(`/elsa/api/workflow-definitions${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
            if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
            revision = answer.headers.get('X-GrantFlow-Revision') ?? revision;
            return (await answer.json()).workflowDefinition;
          };
          const { definitionId } = await post('', { model: { name, root: JSON.parse(root) } });
          if (then) await post('', { model: { ...await post(`/${definitionId}/publish`, {}), root: JSON.parse(then) } });
          return definitionId;
        }
        """, new[] { name, root, then });

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

    ILocator Button(string path) => _page.Locator("button").Filter(new() { Has = _page.Locator($"path[d*='{path}']") }).Locator("visible=true").First;

    static Regex Whole(string text) => new($"^\\s*{Regex.Escape(text)}\\s*$");

    void Note(string line)
    {
        if (line.Contains("crit:", StringComparison.Ordinal) || line.Contains("Content Security Policy", StringComparison.Ordinal)) _faults.Add(line);
    }
}
