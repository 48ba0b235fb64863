using System.Text.Json;
using Microsoft.Playwright;

namespace GrantFlow.Journeys;

/// <summary>axe-core judges pages against WCAG 2.2 AA, in every language, on desk and phone.</summary>
sealed class Axe(HostProcess host)
{
    const string Judgement =
        """
        () => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] })
            .then(found => JSON.stringify(found.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | '))))
        """;

    /// <summary>What was found, and what didn't open.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>How many pages were judged.</summary>
    public int Judged { get; private set; }

    /// <summary>A browser that judges.</summary>
    public async Task<IPage> OpenAsync()
    {
        var page = await host.OpenAsync("en-GB");
        // As the browser's own: the pages' policy lets nothing in that isn't theirs.
        await page.Context.AddInitScriptAsync(scriptPath: Path.Combine(AppContext.BaseDirectory, "axe.min.js"));
        return page;
    }

    /// <summary>Judges each page in each language and width.</summary>
    /// <param name="page">The browser, signed in.</param>
    /// <param name="who">For the message.</param>
    /// <param name="paths">Where to.</param>
    /// <param name="unfolded">Also what is folded away until somebody asks for it.</param>
    public async Task JudgeAsync(IPage page, string who, string[] paths, bool unfolded = false)
    {
        foreach (var path in paths)
        {
            foreach (var language in LocalText.Languages)
            {
                await page.Context.AddCookiesAsync([new() { Name = "language", Value = language, Url = host.Address }]);
                var answer = await page.GotoAsync(path);
                if (answer is not { Status: 200 } || (new Uri(page.Url).PathAndQuery != path && path != "/"))
                {
                    Faults.Add($"{who} {path} {language}: answered {answer?.Status} {page.Url}");
                    break;
                }

                if (unfolded) await page.EvaluateAsync("() => document.querySelectorAll('main details').forEach(d => d.open = true)");
                foreach (var width in new[] { 1280, 390 })
                {
                    await page.SetViewportSizeAsync(width, 844);
                    Judged++;
                    Faults.AddRange(JsonSerializer.Deserialize<string[]>(await page.EvaluateAsync<string>(Judgement))!.Select(fault => $"{who} {path} {language} {width}: {fault}"));
                    // Nobody scrolls sideways on a phone.
                    if (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth") is > 0 and var wide) Faults.Add($"{who} {path} {language} {width}: {wide} px too wide");
                }
            }
        }
    }
}
