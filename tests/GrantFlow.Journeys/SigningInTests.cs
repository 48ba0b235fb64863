using System.Text.RegularExpressions;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace GrantFlow.Journeys;

public sealed class SigningInTests(HostProcess host) : Journey(host), IClassFixture<HostProcess>
{
    Some _some => Host.Some;

    [Fact]
    public async Task A_passkey_is_added_and_opens_the_door_alone()
    {
        var programme = await _some.ProgrammeAsync();
        var manager = await _some.ManagerAsync(programme);
        var page = await Host.OpenAsync("en-GB");
        var device = await page.Context.NewCDPSessionAsync(page);
        await device.SendAsync("WebAuthn.enable");
        await device.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
        // A passkey belongs to a name, never to an address of digits.
        var there = Host.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        await Host.SignInAsync(page, manager.PersonId, there);

        await page.GotoAsync($"{there}/me/second-factor");
        await page.FillAsync("#passkey-name", "Office laptop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await page.ArriveAsync("/me/security");
        (await page.Locator("main").InnerTextAsync()).Should().Contain("Office laptop");

        await page.Context.ClearCookiesAsync();
        await page.GotoAsync($"{there}/sign-in");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await page.ArriveAsync("/me");
        (await _some.Read(db => db.Sessions.Where(s => s.PersonId == manager.PersonId).OrderByDescending(s => s.Id).Select(s => s.SecondFactor).FirstAsync()))
            .Should().Be(SecondFactor.Passkey);
    }

    [Fact]
    public async Task An_invited_colleague_on_a_phone_without_scripts_makes_an_account_and_is_in()
    {
        var programme = await _some.ProgrammeAsync();
        var (organisation, head) = await _some.OrganisationAsync(programme);
        var page = await Host.OpenAsync("hy-AM", width: 390, scripts: false);
        await Host.SignInAsync(page, head.PersonId);
        await page.GotoAsync($"/organisations/{organisation}/people");
        await page.FillAsync("#Name", "Անի Սարգսյան");
        await page.FillAsync("#Email", "ani@journey.example");
        await page.SendAsync("Ուղարկել հրավերը");
        (await page.Locator(".alert-success").InnerTextAsync()).Should().Be("Հրավերն ուղարկված է");

        var colleague = await Host.OpenAsync("hy-AM", width: 390, scripts: false);
        await colleague.GotoAsync($"/invitations/{await Host.LinkAsync("ani@journey.example")}");
        await colleague.FillAsync("#Password", "լեռը գիշերը լուռ է");
        await colleague.SendAsync("Ստեղծել հաշիվը և ընդունել հրավերը");

        await colleague.ArriveAsync(new Regex($"/organisations/{organisation}$"));
        (await colleague.Locator(".alert-success").InnerTextAsync()).Should().Be("Բարի գալուստ. հրավերն ընդունված է");
    }
}
