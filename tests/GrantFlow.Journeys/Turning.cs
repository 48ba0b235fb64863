using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace GrantFlow.Journeys;

/// <summary>Goes on from page to page without looking at the old one as if it were the new.</summary>
/// <remarks>The page itself is asked: what Playwright's own waits for an address or a load hear of, they may miss on a busy machine, and then wait for ever.</remarks>
static class Turning
{
    /// <summary>Does something that brings another page, or the same anew, and waits until all of it is there.</summary>
    public static async Task TurnAsync(this IPage page, Func<Task> act)
    {
        await page.EvaluateAsync("() => { window.gfBefore = true; }");
        await act();
        await page.HoldsAsync("() => !window.gfBefore && document.readyState === 'complete'");
    }

    /// <summary>Clicks on what leads to another page, or to the same anew.</summary>
    public static Task TurnAsync(this IPage page, ILocator by) => page.TurnAsync(() => by.ClickAsync());

    /// <summary>Sends a form by the button of this name.</summary>
    public static Task SendAsync(this IPage page, string button) => page.TurnAsync(page.GetByRole(AriaRole.Button, new() { Name = button }));

    /// <summary>Waits until the page's address ends so, and until all of it is there.</summary>
    public static Task ArriveAsync(this IPage page, string end) => page.ArriveAsync(new Regex($"{Regex.Escape(end)}$"));

    /// <summary>Waits until the page's address is such a one, and until all of it is there.</summary>
    public static async Task ArriveAsync(this IPage page, Regex address)
    {
        await Assertions.Expect(page).ToHaveURLAsync(address);
        await page.WholeAsync();
    }

    /// <summary>Waits until all of the page is there, its scripts too.</summary>
    public static Task WholeAsync(this IPage page) => page.HoldsAsync("() => document.readyState === 'complete'");

    static Task HoldsAsync(this IPage page, string expression) => Eventually.TrueAsync(async () =>
    {
        try
        {
            return await page.EvaluateAsync<bool>(expression);
        }
        catch (PlaywrightException e) when (e.Message.Contains("navigation", StringComparison.Ordinal) || e.Message.Contains("context was destroyed", StringComparison.Ordinal))
        {
            // One page is just making room for the other.
            return false;
        }
    });
}
