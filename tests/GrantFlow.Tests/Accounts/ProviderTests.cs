using System.Net;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Tests.Web;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Accounts;

public sealed class ProviderTests : IAsyncLifetime
{
    SomeProvider _provider = null!;
    RunningHost _host = null!;

    public async Task InitializeAsync()
    {
        _provider = await SomeProvider.StartAsync();
        _host = new RunningHost { Provider = _provider.Options(secondFactor: true) };
        await _host.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task An_address_that_both_know_opens_nothing_and_an_account_connected_from_inside_does()
    {
        var person = await _host.EnterAsync("boss@provider.example", Role.GrantManager);
        (await EndOfAsync(_host.Client(), "/sign-in/provider?handler=Go")).Should().Contain("No account is connected");

        var inside = await _host.SignInAsync("boss@provider.example");
        var form = await RunningHost.FormAsync(inside, "/me/security");
        (await (await inside.PostAsync("/me/security?handler=Connect", new FormUrlEncodedContent(form))).Content.ReadAsStringAsync()).Should().Contain("Go on to Ministry");
        await EndOfAsync(inside, "/sign-in/provider?handler=Go");
        var outside = _host.Client();
        await EndOfAsync(outside, "/sign-in/provider?handler=Go");

        (await outside.GetAsync("/board")).StatusCode.Should().Be(HttpStatusCode.OK);
        await using var db = _host.Database.Open();
        (await db.Sessions.Where(s => s.PersonId == person.Id).OrderByDescending(s => s.Id).Select(s => s.SecondFactor).FirstAsync()).Should().Be(SecondFactor.Provider);
    }

    [Fact]
    public async Task Whoever_comes_back_without_a_sign_in_is_told_so()
    {
        using var client = _host.Client("ru");

        var back = await client.GetAsync("/sign-in/provider/callback?error=access_denied");

        back.Headers.Location!.ToString().Should().Be("/sign-in?failed=provider");
        (await client.GetStringAsync(back.Headers.Location)).Should().Contain("не пустила вас");
    }

    [Fact]
    public async Task Somebody_elses_sign_in_isnt_connected_twice_and_a_link_alone_connects_nothing()
    {
        var (first, second) = (await _host.EnterAsync("first@provider.example", Role.Finance), await _host.EnterAsync("second@provider.example", Role.Finance));
        await ConnectAsync("first@provider.example");
        await ConnectAsync("second@provider.example");
        _provider.Sub = "stranger";
        await EndOfAsync(await _host.SignInAsync("second@provider.example"), "/sign-in/provider?handler=Go");

        await using var db = _host.Database.Open();
        (await db.UserLogins.Select(l => l.UserId).ToListAsync()).Should().Equal(first.Id);
        second.Id.Should().NotBe(first.Id);
    }

    async Task ConnectAsync(string email)
    {
        var client = await _host.SignInAsync(email);
        var form = await RunningHost.FormAsync(client, "/me/security");
        await client.PostAsync("/me/security?handler=Connect", new FormUrlEncodedContent(form));
        await EndOfAsync(client, "/sign-in/provider?handler=Go");
    }

    // Follows the ways between the two, as a browser does.
    static async Task<string> EndOfAsync(HttpClient client, string path)
    {
        var answer = await client.GetAsync(path);
        for (var i = 0; i < 8 && answer.Headers.Location is { } to; i++) answer = await client.GetAsync(to);
        return await answer.Content.ReadAsStringAsync();
    }
}
