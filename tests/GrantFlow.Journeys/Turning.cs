using Microsoft.Playwright;

namespace GrantFlow.Journeys;

/// <summary>Goes on from page to page without looking at the old one as if it were the new.</summary>
static class Turning
{
    /// <summary>Does something that brings another page, or the same anew, and waits until all of it is there.</summary>
    public static async Task TurnAsync(this IPage page, Func<Task> act)
    {
        await page.WaitForLoadStateAsync();
        var whole = new TaskCompletionSource();
        void Whole(object? sender, IPage loaded) => whole.TrySetResult();
        page.Load += Whole;
        try
        {
            await act();
            await whole.Task.WaitAsync(TimeSpan.FromMilliseconds(HostProcess.Patience));
        }
        finally
        {
            page.Load -= Whole;
        }
    }

    /// <summary>Clicks on what leads to another page, or to the same anew.</summary>
    public static Task TurnAsync(this IPage page, ILocator by) => page.TurnAsync(() => by.ClickAsync());

    /// <summary>Sends a form by the button of this name.</summary>
    public static Task SendAsync(this IPage page, string button) => page.TurnAsync(page.GetByRole(AriaRole.Button, new() { Name = button }));
}
