using System.Net;
using System.Net.Http.Headers;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Tests.Web;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Accounts;

public sealed class SessionTests(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task A_stolen_cookie_and_a_stolen_token_are_worth_nothing_after_the_password_changed()
    {
        await host.EnterAsync("robbed@session.example");
        var thief = await host.SignInAsync("robbed@session.example");
        var token = await TokenAsync("robbed@session.example");
        var owner = await host.SignInAsync("robbed@session.example");
        (await thief.GetAsync("/me")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await token.GetAsync("/api/me")).StatusCode.Should().Be(HttpStatusCode.OK);

        var form = await RunningHost.FormAsync(owner, "/me/security");
        (form["Old"], form["Password"]) = (RunningHost.Password, "three blue lanterns");
        (await owner.PostAsync("/me/security?handler=Password", new FormUrlEncodedContent(form))).Headers.Location!.ToString().Should().Be("/me/security");

        (await thief.GetAsync("/me")).Headers.Location!.ToString().Should().StartWith("/sign-in");
        (await token.GetAsync("/api/me")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await owner.GetAsync("/me")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_session_is_ended_from_another_one_and_nobody_elses_is()
    {
        var mine = await host.EnterAsync("mine@session.example");
        var other = await host.EnterAsync("other@session.example");
        var (first, second) = (await host.SignInAsync("mine@session.example"), await host.SignInAsync("mine@session.example"));
        var stranger = await host.SignInAsync("other@session.example");
        var (own, foreign) = (await OldestAsync(mine.Id), await OldestAsync(other.Id));

        await EndAsync(second, own);
        await EndAsync(second, foreign);

        (await first.GetAsync("/me")).StatusCode.Should().Be(HttpStatusCode.Redirect);
        (await second.GetAsync("/me")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await stranger.GetAsync("/me")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_not_only_the_cookie()
    {
        await host.EnterAsync("leaves@session.example");
        var client = await host.SignInAsync("leaves@session.example");
        var me = new HttpRequestMessage(HttpMethod.Get, "/me");
        var form = await RunningHost.FormAsync(client, "/me/security");
        await using var db = host.Database.Open();

        await client.PostAsync("/sign-out", new FormUrlEncodedContent(form));

        (await client.SendAsync(me)).StatusCode.Should().Be(HttpStatusCode.Redirect);
        (await db.Sessions.Where(s => s.EndedBecause == SessionEnd.SignedOut).CountAsync()).Should().BeGreaterThan(0);
    }

    [Theory]
    [InlineData(-11, -11, true)]
    [InlineData(-13, -13, false)]
    [InlineData(-24 * 15, -1, false)]
    public async Task A_session_ends_unused_after_half_a_day_and_used_after_a_fortnight(int made, int seen, bool open)
    {
        var email = $"old{made}{seen}@session.example";
        var person = await host.EnterAsync(email);
        var client = await host.SignInAsync(email);
        var now = TimeProvider.System.GetUtcNow();
        await using var db = host.Database.Open();
        await db.Sessions.Where(s => s.PersonId == person.Id)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.CreatedAt, now.AddHours(made)).SetProperty(x => x.LastSeenAt, now.AddHours(seen)));

        (await client.GetAsync("/me")).StatusCode.Should().Be(open ? HttpStatusCode.OK : HttpStatusCode.Redirect);

        var row = await db.Sessions.AsNoTracking().SingleAsync(s => s.PersonId == person.Id);
        if (open) row.LastSeenAt.Should().BeCloseTo(now, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task An_administrator_sees_and_ends_anybodys_sessions()
    {
        var person = await host.EnterAsync("seen@session.example");
        await host.EnterAsync("admin@session.example", Role.Administrator);
        var theirs = await host.SignInAsync("seen@session.example");
        var admin = await host.SignInAsync("admin@session.example");
        var form = await RunningHost.FormAsync(admin, $"/people/{person.Id}");

        await admin.PostAsync($"/people/{person.Id}?handler=EndAll", new FormUrlEncodedContent(form));

        (await theirs.GetAsync("/me")).StatusCode.Should().Be(HttpStatusCode.Redirect);
        (await theirs.GetAsync($"/people/{person.Id}")).StatusCode.Should().Be(HttpStatusCode.Redirect);
    }

    async Task<HttpClient> TokenAsync(string email)
    {
        var client = host.Client();
        var token = await RunningHost.JsonAsync(await RunningHost.PostForTokenAsync(client, email, RunningHost.Password));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.GetProperty("token").GetString());
        return client;
    }

    async Task<Guid> OldestAsync(Guid person)
    {
        await using var db = host.Database.Open();
        return await db.Sessions.Where(s => s.PersonId == person).OrderBy(s => s.Id).Select(s => s.Id).FirstAsync();
    }

    static async Task EndAsync(HttpClient client, Guid session)
    {
        var form = await RunningHost.FormAsync(client, "/me/security");
        form["session"] = session.ToString();
        await client.PostAsync("/me/security?handler=End", new FormUrlEncodedContent(form));
    }
}
