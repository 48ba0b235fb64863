using System.Net;
using System.Net.Http.Headers;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Tests.Web;
using GrantFlow.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace GrantFlow.Tests.Security;

/// <summary>Two hosts on one database, one of them with a wrong clock: signed in is signed in, over is over, used is used, on both.</summary>
public sealed class ClockSkewTests(RunningHost host) : IClassFixture<RunningHost>
{
    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    public async Task Hosts_whose_clocks_differ_agree_on_who_is_signed_in_and_who_no_longer_is(int minutes)
    {
        await using var wrong = await StartAsync(TimeSpan.FromMinutes(minutes));
        var email = $"skew{minutes}@clock.example";
        await host.EnterAsync(email);
        var cookies = new CookieContainer();
        var owner = await host.SignInAsync(email, cookies: cookies);
        var here = await SignInAsync(host.Client(), email);
        var there = await SignInAsync(Client(wrong), email);

        // A cookie doesn't know ports: the same browser, led to the other host.
        (await Client(wrong, cookies).GetAsync("/me")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await Client(wrong, token: here).GetAsync("/api/me")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await Client(host, token: there).GetAsync("/api/me")).StatusCode.Should().Be(HttpStatusCode.OK);
        var form = await RunningHost.FormAsync(owner, "/me/security");
        (form["Old"], form["Password"]) = (RunningHost.Password, "three blue lanterns");
        (await owner.PostAsync("/me/security?handler=Password", new FormUrlEncodedContent(form))).StatusCode.Should().Be(HttpStatusCode.Redirect);

        foreach (var token in new[] { here, there })
        {
            (await Client(host, token: token).GetAsync("/api/me")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
            (await Client(wrong, token: token).GetAsync("/api/me")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        }
    }

    [Theory]
    [InlineData(25, "code-used")]
    [InlineData(-25, "code-used")]
    [InlineData(600, "code-wrong")]
    public async Task A_code_taken_by_one_host_is_taken_by_no_other_whatever_their_clocks(int seconds, string told)
    {
        await using var wrong = await StartAsync(TimeSpan.FromSeconds(seconds));
        var email = $"code{seconds}@clock.example";
        await host.EnterAsync(email, Role.Reviewer);
        // Early in its half minute: later, the code would be too old for the clock that is ahead before a busy machine gets there.
        while (TimeProvider.System.GetUtcNow().Second % 30 >= 15) await Task.Delay(100);
        var code = await host.CodeAsync(email);

        var first = await RunningHost.PostForTokenAsync(host.Client(), email, RunningHost.Password, code);
        var again = await RunningHost.PostForTokenAsync(Client(wrong), email, RunningHost.Password, code);

        first.StatusCode.Should().Be(HttpStatusCode.OK);
        again.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await RunningHost.JsonAsync(again)).GetProperty("type").GetString().Should().Be(told);
    }

    async Task<WebApplication> StartAsync(TimeSpan off)
    {
        var app = GrantFlowHost.Build(new HostSettings(host.Database.ConnectionString, "http://127.0.0.1:0", Path.GetTempPath()), [], services =>
        {
            services.RemoveAll<IHostedService>();
            services.AddSingleton<TimeProvider>(new WrongClock(off));
        });
        await app.StartAsync();
        return app;
    }

    static HttpClient Client(WebApplication app, CookieContainer? cookies = null, string? token = null) =>
        With(new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = cookies ?? new() }) { BaseAddress = new Uri(app.Urls.First()) }, token);

    static HttpClient Client(RunningHost host, string token) => With(host.Client(), token);

    static HttpClient With(HttpClient client, string? token)
    {
        if (token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    static async Task<string> SignInAsync(HttpClient client, string email) =>
        (await RunningHost.JsonAsync(await RunningHost.PostForTokenAsync(client, email, RunningHost.Password))).GetProperty("token").GetString()!;

    sealed class WrongClock(TimeSpan off) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + off;
    }
}
