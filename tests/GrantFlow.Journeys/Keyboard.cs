using System.Text.Json;
using FluentAssertions;
using Microsoft.Playwright;

namespace GrantFlow.Journeys;

/// <summary>A reader whose hands know the keys alone: Tab, Shift+Tab, Enter, Space and typing. Every stop on the way has to show itself.</summary>
sealed class Keyboard(IPage page)
{
    // More stops than any page has.
    const int Far = 400;

    // What has the focus: its number, or null between the page's end and its beginning.
    const string Here =
        """
        () => {
          const at = document.activeElement;
          if (!at || at === document.body || at === document.documentElement) return null;
          for (const moving of document.getAnimations()) moving.finish();
          const stops = window.gfStops ??= [];
          if (!stops.includes(at)) stops.push(at);
          const look = getComputedStyle(at), box = at.getBoundingClientRect();
          const clear = colour => colour === 'transparent' || /, 0\)$/.test(colour);
          return JSON.stringify({
            id: stops.indexOf(at),
            name: at.tagName.toLowerCase() + (at.id ? '#' + at.id : '') + ' "' + (at.ariaLabel ?? at.innerText ?? at.name ?? '').trim().slice(0, 40) + '"',
            outline: look.outlineStyle === 'none' || parseFloat(look.outlineWidth) === 0 || clear(look.outlineColor) ? 'none' : [look.outlineStyle, look.outlineWidth, look.outlineColor].join(' '),
            shadow: look.boxShadow,
            inSight: box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
          });
        }
        """;

    const string Left =
        """
        id => {
          const one = (window.gfStops ?? [])[id];
          if (!one || one === document.activeElement) return null;
          for (const moving of document.getAnimations()) moving.finish();
          const look = getComputedStyle(one);
          return [look.outlineStyle, look.outlineWidth, look.outlineColor].join(' ') + '|' + look.boxShadow;
        }
        """;

    // What a reader should be able to reach: of the choices of one question, one.
    const string Missed =
        """
        () => [...document.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea,summary,iframe,[tabindex]')]
          .filter(e => e.tabIndex >= 0 && !e.matches(':disabled') && !e.closest('[inert]') && e.checkVisibility({ visibilityProperty: true }))
          .filter(e => e.type !== 'radio' || (!window.gfStops.some(s => s.type === 'radio' && s.name === e.name && s.form === e.form)))
          .filter(e => !window.gfStops.includes(e))
          .map(e => e.outerHTML.slice(0, 120))
        """;

    /// <summary>Where the focus is.</summary>
    sealed record Stop(int Id, string Name, string Outline, string Shadow, bool InSight);

    /// <summary>Faults found on the way: page, element, and what is wrong.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>How many stops were looked at.</summary>
    public int Stops { get; private set; }

    /// <summary>Goes on with Tab until the element has the focus, one stop too far, and back: both ways work, and the stop is told from its rest.</summary>
    public async Task GoToAsync(ILocator there)
    {
        // Until then a page may take the focus to where it wants it.
        await page.WholeAsync();
        for (var steps = 0; !await HasFocusAsync(there); steps++)
        {
            steps.Should().BeLessThan(Far, "Tab leads to {0}", there);
            await TabAsync();
        }

        await TabAsync();
        await page.Keyboard.PressAsync("Shift+Tab");
        (await HasFocusAsync(there)).Should().BeTrue("Shift+Tab leads back to {0}", there);
    }

    /// <summary>Goes to a field and types over what is in it.</summary>
    public async Task TypeAsync(ILocator field, string text)
    {
        await GoToAsync(field);
        await page.Keyboard.TypeAsync(text);
    }

    /// <summary>Goes to a list and types what it should say: the list goes there.</summary>
    public async Task ChooseAsync(ILocator list, string label)
    {
        const string Chosen = "e => e.selectedOptions[0].label";
        await TypeAsync(list, label);
        // Typed with a pause of a second, a list takes the rest for another word: whoever was held up waits and types it again.
        for (var tries = 1; tries < 5 && await list.EvaluateAsync<string>(Chosen) != label; tries++)
        {
            await Task.Delay(2000);
            await page.Keyboard.TypeAsync(label);
        }

        (await list.EvaluateAsync<string>(Chosen)).Should().Be(label);
    }

    /// <summary>Goes to a link or button and presses it.</summary>
    public async Task PressAsync(ILocator there, string key = "Enter")
    {
        await GoToAsync(there);
        await page.Keyboard.PressAsync(key);
    }

    /// <summary>Goes to a link, presses Enter, and is where it leads.</summary>
    /// <remarks>Beyond a page's last stop lies the browser's own frame; a key pressed in the moment of coming back from there may be the frame's. A person presses again.</remarks>
    public async Task FollowAsync(ILocator link, string to)
    {
        var asked = new TaskCompletionSource();
        void Asked(object? sender, IRequest request)
        {
            if (request.IsNavigationRequest && request.Frame == page.MainFrame) asked.TrySetResult();
        }

        page.Request += Asked;
        try
        {
            for (var presses = 1; presses <= 3 && !asked.Task.IsCompleted; presses++)
            {
                await PressAsync(link);
                await Task.WhenAny(asked.Task, Task.Delay(TimeSpan.FromSeconds(10)));
            }
        }
        finally
        {
            page.Request -= Asked;
        }

        await page.ArriveAsync(to);
    }

    /// <summary>The page's first stop is the link past the navigation, and it keeps its word.</summary>
    public async Task SkipAsync()
    {
        var link = page.Locator("a[href='#main']");
        await page.WholeAsync();
        await TabAsync();
        (await HasFocusAsync(link)).Should().BeTrue("the first stop leads past the navigation");
        await page.Keyboard.PressAsync("Enter");
        await page.ArriveAsync("#main");
        await TabAsync();
        (await page.EvaluateAsync<bool>("document.activeElement.closest('main') !== null")).Should().BeTrue("what comes next is in the content");
    }

    /// <summary>Tab from the page's beginning to its end, and Shift+Tab back: everything is reached, and nothing holds the reader.</summary>
    public async Task WalkAsync()
    {
        var ahead = await LapAsync("Tab");
        foreach (var missed in await page.EvaluateAsync<string[]>(Missed)) Fault("is never reached", missed);
        var back = await LapAsync("Shift+Tab");
        if (!ahead.SetEquals(back)) Fault($"{ahead.Count} stops ahead, {back.Count} back", "the page");
    }

    async Task<HashSet<int>> LapAsync(string key)
    {
        HashSet<int> seen = [];
        var (last, held) = (-1, 0);
        for (var steps = 0; steps < Far; steps++)
        {
            // At its end the focus leaves the page, or begins anew where the browser has nothing around it.
            if (await TabAsync(key) is not { } stop) return seen;
            // A date is several stops in one field; more than a few are a trap.
            held = stop.Id == last ? held + 1 : 0;
            if (held > 8)
            {
                Fault("holds the focus", stop.Name);
                return seen;
            }

            if (stop.Id != last && !seen.Add(stop.Id)) return seen;
            last = stop.Id;
        }

        Fault("has no end", "the page");
        return seen;
    }

    async Task<Stop?> TabAsync(string key = "Tab")
    {
        var from = await HereAsync();
        await page.Keyboard.PressAsync(key);
        var to = await HereAsync();
        if (to is { InSight: false }) Fault("has the focus out of sight", to.Name);
        if (from is null || await page.EvaluateAsync<string?>(Left, from.Id) is not { } rest) return to;
        Stops++;
        var (outline, shadow) = (rest.Split('|')[0], rest.Split('|')[1]);
        if ((from.Outline == "none" || from.Outline == outline) && from.Shadow == shadow) Fault("looks the same with and without the focus", from.Name);
        return to;
    }

    async Task<Stop?> HereAsync() => await page.EvaluateAsync<string?>(Here) is { } stop ? JsonSerializer.Deserialize<Stop>(stop, JsonSerializerOptions.Web) : null;

    static Task<bool> HasFocusAsync(ILocator there) => there.EvaluateAsync<bool>("e => e === document.activeElement");

    void Fault(string what, string name)
    {
        var fault = $"{new Uri(page.Url).AbsolutePath}: {name} {what}";
        if (!Faults.Contains(fault)) Faults.Add(fault);
    }
}
