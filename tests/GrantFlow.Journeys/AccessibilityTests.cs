using System.Text.Json;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Tests.Accounts;
using Microsoft.Playwright;
using Xunit;
using Xunit.Abstractions;

namespace GrantFlow.Journeys;

/// <summary>axe-core finds nothing against WCAG 2.2 AA on any page of accounts, rights and record, nor on the main pages of the lifecycle.</summary>
public sealed class AccessibilityTests(HostProcess host, ITestOutputHelper output) : IClassFixture<HostProcess>
{
    const string Judge =
        """
        () => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] })
            .then(found => JSON.stringify(found.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | '))))
        """;

    [Fact]
    public async Task Every_page_in_every_language_on_desk_and_phone_is_clean()
    {
        var scene = new SomeScene(host.Database);
        var callers = await scene.CallersAsync();
        var newcomer = await scene.Some.PersonAsync(scene.Things["programmes"], Role.GrantManager);
        List<string> faults = [];
        var judged = 0;

        foreach (var (who, pages) in SomePages.Of(scene, callers))
        {
            var page = await OpenAsync();
            if (callers.Single(c => c.Who == who).Actor is { IsSomebody: true } actor) await host.SignInAsync(page, actor.PersonId);
            judged += await JudgeAsync(page, who, pages, faults);
        }

        // Half-way in: the code asked for, and the second factor that staff have to set up.
        var half = await OpenAsync();
        await host.SignInAsync(half, newcomer.PersonId, upTo: "/sign-in/code");
        judged += await JudgeAsync(half, "half", ["/sign-in/code"], faults);
        var fresh = await scene.Some.PersonAsync(scene.Things["programmes"], Role.GrantManager);
        var setting = await OpenAsync();
        await host.SignInAsync(setting, fresh.PersonId, upTo: "/me/second-factor");
        judged += await JudgeAsync(setting, "newcomer", ["/me/second-factor"], faults);

        output.WriteLine($"{judged} pages judged");
        // All of them: an assertion shows the first few.
        foreach (var fault in faults) output.WriteLine(fault);
        faults.Should().BeEmpty();
    }

    async Task<IPage> OpenAsync()
    {
        var page = await host.OpenAsync("en-GB");
        // As the browser's own: the pages' policy lets nothing in that isn't theirs.
        await page.Context.AddInitScriptAsync(scriptPath: Path.Combine(AppContext.BaseDirectory, "axe.min.js"));
        return page;
    }

    async Task<int> JudgeAsync(IPage page, string who, string[] paths, List<string> faults)
    {
        var judged = 0;
        foreach (var path in paths)
        {
            foreach (var language in LocalText.Languages)
            {
                await page.Context.AddCookiesAsync([new() { Name = "language", Value = language, Url = host.Address }]);
                var answer = await page.GotoAsync(path);
                if (answer is not { Status: 200 } || (new Uri(page.Url).PathAndQuery != path && path != "/"))
                {
                    faults.Add($"{who} {path} {language}: answered {answer?.Status} {page.Url}");
                    break;
                }

                foreach (var width in new[] { 1280, 390 })
                {
                    await page.SetViewportSizeAsync(width, 844);
                    judged++;
                    faults.AddRange(JsonSerializer.Deserialize<string[]>(await page.EvaluateAsync<string>(Judge))!.Select(fault => $"{who} {path} {language} {width}: {fault}"));
                }
            }
        }

        return judged;
    }
}
