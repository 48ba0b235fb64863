using System.Text.RegularExpressions;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Tests;
using GrantFlow.Tests.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;
using Xunit.Abstractions;

namespace GrantFlow.Journeys;

/// <summary>All of accounts, rights and record without a mouse.</summary>
public sealed class KeyboardTests(HostProcess host, ITestOutputHelper output) : Journey(host), IClassFixture<HostProcess>
{
    Some _some => Host.Some;

    [Fact]
    public async Task An_administrator_signs_in_sets_up_a_second_factor_changes_a_right_and_ends_a_session_by_keys_alone()
    {
        await _some.ProgrammeAsync();
        var administrator = await _some.AdministratorAsync();
        var email = await Host.GivePasswordAsync(administrator.PersonId);
        var page = await Host.OpenAsync("en-GB");
        var keys = new Keyboard(page);

        // In by the front door.
        await page.GotoAsync("/");
        await keys.FollowAsync(page.Locator(".gf-bar a[href='/sign-in']"), "/sign-in");
        await keys.SkipAsync();
        await SignInAsync(page, keys, email);
        await page.ArriveAsync("/me/second-factor#main");
        var secret = (await page.Locator(".gf-secret").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        await keys.GoToAsync(page.Locator("#Code"));
        await page.Keyboard.TypeAsync(Totp.CodeOf(secret, Totp.StepOf(TimeProvider.System.GetUtcNow())));
        await keys.PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Confirm" }), "Space");
        await page.Locator(".gf-codes").WaitForAsync();
        await keys.FollowAsync(page.GetByRole(AriaRole.Link, new() { Name = "I have kept them" }), "/me");

        // A right.
        await keys.FollowAsync(page.Locator(".gf-bar a[href='/rights']"), "/rights");
        await keys.PressAsync(page.Locator("main summary"), "Space");
        await keys.ChooseAsync(page.Locator("#Row"), "Read the record of acts");
        await keys.ChooseAsync(page.Locator("#Column"), "Donor");
        await keys.ChooseAsync(page.Locator("#Reach"), "all");
        await keys.TypeAsync(page.Locator("#Reason"), "The agreement says so");
        await keys.PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Change", Exact = true }), "Space");
        (await page.Locator(".alert-success").InnerTextAsync()).Should().Be("The right is changed");

        // A session elsewhere: the code of an app is taken once, and this one has just been.
        var elsewhere = await Host.OpenAsync("en-GB");
        var other = new Keyboard(elsewhere);
        await elsewhere.GotoAsync("/sign-in");
        await SignInAsync(elsewhere, other, email);
        await elsewhere.ArriveAsync("/sign-in/code");
        await using (var db = _some.Open()) await db.Authenticators.Where(a => a.PersonId == administrator.PersonId).ExecuteUpdateAsync(a => a.SetProperty(x => x.LastStep, 0));
        await other.GoToAsync(elsewhere.Locator("#Code"));
        await elsewhere.Keyboard.TypeAsync(Totp.CodeOf(secret, Totp.StepOf(TimeProvider.System.GetUtcNow())));
        await elsewhere.Keyboard.PressAsync("Enter");
        await elsewhere.ArriveAsync("/me");
        await keys.FollowAsync(page.Locator(".gf-bar a[href='/me']"), "/me");
        await keys.FollowAsync(page.Locator("main a[href='/me/security']"), "/me/security");
        await keys.PressAsync(page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^End the session") }));
        (await page.Locator(".alert-success").InnerTextAsync()).Should().Be("Ended");
        await elsewhere.ReloadAsync();
        elsewhere.Url.Should().Contain("/sign-in");

        // And out.
        await keys.PressAsync(page.Locator(".gf-bar form button"));
        await page.Locator(".gf-bar a[href='/sign-in']").WaitForAsync();
        (await page.Context.CookiesAsync()).Should().NotContain(c => c.Name.Contains("session", StringComparison.OrdinalIgnoreCase));
        Clean(keys, other);
    }

    [Fact]
    public async Task A_head_invites_a_colleague_who_takes_it_up_by_keys_alone()
    {
        var (organisation, head) = await _some.OrganisationAsync(await _some.ProgrammeAsync());
        var email = await Host.GivePasswordAsync(head.PersonId);
        var page = await Host.OpenAsync("en-GB");
        var keys = new Keyboard(page);
        await page.GotoAsync("/sign-in");
        await SignInAsync(page, keys, email);
        await page.ArriveAsync("/me");

        await keys.FollowAsync(page.Locator($"main a[href='/organisations/{organisation}']"), $"/organisations/{organisation}");
        await keys.FollowAsync(page.Locator($"main a[href='/organisations/{organisation}/people']"), $"/organisations/{organisation}/people");
        await keys.TypeAsync(page.Locator("#Name"), "Ani");
        await keys.TypeAsync(page.Locator("#Email"), "ani@keys.example");
        await keys.ChooseAsync(page.Locator("#Role"), "editor");
        await keys.ChooseAsync(page.Locator("#Language"), "English");
        await keys.PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Send the invitation" }));
        (await page.Locator(".alert-success").InnerTextAsync()).Should().Be("The invitation is on its way");

        var colleague = await Host.OpenAsync("en-GB", width: 390, scripts: false);
        var theirs = new Keyboard(colleague);
        await colleague.GotoAsync($"/invitations/{await Host.LinkAsync("ani@keys.example")}");
        await theirs.SkipAsync();
        await theirs.TypeAsync(colleague.Locator("#Name"), " Sargsyan");
        await theirs.TypeAsync(colleague.Locator("#Password"), "the hill at night is quiet");
        await theirs.PressAsync(colleague.GetByRole(AriaRole.Button, new() { Name = "Make the account and take up the invitation" }), "Space");
        await colleague.ArriveAsync(new Regex($"/organisations/{organisation}$"));
        Clean(keys, theirs);
    }

    [Fact]
    public async Task A_stranger_registers_and_confirms_the_address_by_keys_alone()
    {
        var page = await Host.OpenAsync("en-GB", width: 390);
        var keys = new Keyboard(page);
        await page.GotoAsync("/");
        await keys.PressAsync(page.Locator(".gf-menu summary"), "Space");
        await keys.FollowAsync(page.Locator(".gf-menu a[href='/sign-in']"), "/sign-in");
        await keys.FollowAsync(page.Locator("main a[href='/register']"), "/register");
        await keys.TypeAsync(page.Locator("#Email"), "gor@keys.example");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".alert-success").WaitForAsync();

        await page.GotoAsync($"/register/{await Host.LinkAsync("gor@keys.example")}");
        await keys.TypeAsync(page.Locator("#Name"), "Gor");
        await keys.TypeAsync(page.Locator("#Password"), "short");
        await page.Keyboard.PressAsync("Enter");

        // Whoever reads by ear or by keys is led from the summary to the field.
        await page.Locator("#errors").WaitForAsync();
        await keys.PressAsync(page.Locator("#errors a").First);
        await keys.TypeAsync(page.Locator("#Password"), "the hill at night is quiet");
        await page.Keyboard.PressAsync("Enter");
        await page.ArriveAsync(new Regex("/me(#|$)"));
        (await page.Locator("h1").InnerTextAsync()).Should().Be("What is asked of me");
        Clean(keys);
    }

    [Fact]
    public async Task On_every_page_everything_is_reached_seen_and_left_again()
    {
        var scene = new SomeScene(Host.Database);
        var callers = await scene.CallersAsync();
        // Whoever holds no role may enter an organisation into a programme they aren't in.
        await scene.Some.ProgrammeAsync();
        List<string> faults = [];
        var (walked, stops) = (0, 0);

        foreach (var (who, paths) in SomePages.Of(scene, callers))
        {
            var page = await Host.OpenAsync("en-GB");
            if (callers.Single(c => c.Who == who).Actor is { IsSomebody: true } actor) await Host.SignInAsync(page, actor.PersonId);
            foreach (var (path, width) in paths.SelectMany(p => new[] { (p, 1280), (p, 390) }))
            {
                await page.SetViewportSizeAsync(width, 844);
                await page.GotoAsync(path);
                var keys = new Keyboard(page);
                await keys.WalkAsync();
                (walked, stops) = (walked + 1, stops + keys.Stops);
                faults.AddRange(keys.Faults.Select(fault => $"{who} {width} {fault}"));
            }
        }

        output.WriteLine($"{walked} pages walked, {stops} stops");
        foreach (var fault in faults) output.WriteLine(fault);
        faults.Should().BeEmpty();
    }

    static async Task SignInAsync(IPage page, Keyboard keys, string email)
    {
        await keys.TypeAsync(page.Locator("#Email"), email);
        await keys.TypeAsync(page.Locator("#Password"), HostProcess.Password);
        await page.Keyboard.PressAsync("Enter");
    }

    static void Clean(params Keyboard[] all) => all.SelectMany(k => k.Faults).Should().BeEmpty();
}
