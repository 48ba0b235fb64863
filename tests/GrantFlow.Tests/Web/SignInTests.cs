using System.Net;
using System.Net.Http.Headers;
using FluentAssertions;
using GrantFlow.Accounts;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Web;

public sealed class SignInTests(RunningHost host) : IClassFixture<RunningHost>
{
    [Theory]
    [InlineData(4, 0, 0, false, false)]
    [InlineData(5, 0, 0, false, true)]
    [InlineData(5, 0, 0, true, true)]
    [InlineData(0, 30, 0, false, true)]
    [InlineData(0, 30, 0, true, false)]
    [InlineData(0, 0, 299, false, false)]
    [InlineData(0, 0, 300, false, true)]
    [InlineData(0, 0, 300, true, false)]
    public void Guessing_is_slowed_for_strangers_and_never_by_neighbours(int pair, int account, int address, bool known, bool refused) =>
        CheckPassword.TooMany(new CheckPassword.Tries(pair, account, address, known)).Should().Be(refused);

    [Fact]
    public async Task An_unknown_address_and_a_wrong_password_get_the_same_answer()
    {
        await host.EnterAsync("known@test.example");
        var client = host.Client("ru");

        var wrong = await RunningHost.PostForTokenAsync(client, "known@test.example", "no");
        var unknown = await RunningHost.PostForTokenAsync(client, "unknown@test.example", "no");

        (wrong.StatusCode, unknown.StatusCode).Should().Be((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized));
        var (one, other) = (await RunningHost.JsonAsync(wrong), await RunningHost.JsonAsync(unknown));
        one.GetProperty("type").GetString().Should().Be("sign-in-wrong");
        one.GetProperty("title").GetString().Should().Be(other.GetProperty("title").GetString()).And.Be("Неверный адрес почты или пароль.");
    }

    [Fact]
    public async Task Five_failures_hold_the_account_up_and_the_neighbour_goes_on()
    {
        await host.EnterAsync("mistypes@test.example");
        await host.EnterAsync("neighbour@test.example");
        var client = host.Client();
        for (var i = 0; i < 5; i++) await RunningHost.PostForTokenAsync(client, "mistypes@test.example", "no");

        var held = await RunningHost.PostForTokenAsync(client, "mistypes@test.example", RunningHost.Password);
        var neighbour = await RunningHost.PostForTokenAsync(client, "neighbour@test.example", RunningHost.Password);

        held.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        neighbour.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_names_its_roles_and_dies_with_the_security_stamp()
    {
        var person = await host.EnterAsync("token@test.example", Role.GrantManager);
        var client = host.Client();

        var token = await RunningHost.JsonAsync(await RunningHost.PostForTokenAsync(client, "token@test.example", RunningHost.Password, await host.CodeAsync("token@test.example")));

        token.GetProperty("roles")[0].GetProperty("role").GetString().Should().Be("GrantManager");
        token.GetProperty("expiresAt").GetDateTimeOffset().Should().BeAfter(TimeProvider.System.GetUtcNow());
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.GetProperty("token").GetString());
        (await client.GetAsync("/api/me")).StatusCode.Should().Be(HttpStatusCode.OK);
        await using (var db = host.Database.Open())
            await db.Users.Where(p => p.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(p => p.SecurityStamp, "changed"));
        (await client.GetAsync("/api/me")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_cookie_opens_no_api_and_a_page_needs_its_antiforgery_token()
    {
        await host.EnterAsync("cookie@test.example", Role.Administrator);
        var client = await host.SignInAsync("cookie@test.example");

        (await client.GetAsync("/api/me")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        var bare = await client.PostAsync("/sign-out", new FormUrlEncodedContent([]));

        bare.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await client.GetAsync("/me")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_sign_in_leads_to_no_foreign_page()
    {
        await host.EnterAsync("elsewhere@test.example");
        var client = host.Client();
        var form = await RunningHost.FormAsync(client, "/sign-in?to=//evil.example/");
        (form["Email"], form["Password"], form["to"]) = ("elsewhere@test.example", RunningHost.Password, "//evil.example/");

        var answer = await client.PostAsync("/sign-in", new FormUrlEncodedContent(form));

        answer.Headers.Location!.ToString().Should().Be("/me");
    }
}
