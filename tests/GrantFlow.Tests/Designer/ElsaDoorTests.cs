using System.Net;
using System.Net.Http.Json;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Tests.Web;
using Xunit;

namespace GrantFlow.Tests.Designer;

/// <summary>Who gets to what Elsa Studio asks of us, and what a refusal looks like there.</summary>
public sealed class ElsaDoorTests(RunningHost host) : IClassFixture<RunningHost>
{
    const string Version = "/elsa/api/package/version";

    [Fact]
    public async Task Nobody_is_answered_401_and_no_page()
    {
        using var answer = await host.Client().GetAsync(Version);

        answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        answer.Headers.Location.Should().BeNull();
    }

    [Fact]
    public async Task Somebody_without_a_right_to_workflows_is_answered_403()
    {
        await host.EnterAsync("reviewer@door.example", Role.Reviewer);
        using var client = await host.SignInAsync("reviewer@door.example");

        using var answer = await client.GetAsync(Version);

        answer.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task What_changes_something_bears_our_pages_token_as_a_header_and_not_as_a_field()
    {
        await host.EnterAsync("manager@door.example", Role.GrantManager);
        using var client = await host.SignInAsync("manager@door.example", "ru");
        var form = await RunningHost.FormAsync(client, "/me");

        using var bare = await client.PostAsJsonAsync("/elsa/api/anything", new { });
        using var field = await client.PostAsync("/elsa/api/anything", new FormUrlEncodedContent(form));
        client.DefaultRequestHeaders.Add("RequestVerificationToken", form["__RequestVerificationToken"]);
        using var header = await client.PostAsJsonAsync("/elsa/api/anything", new { });

        header.StatusCode.Should().Be(HttpStatusCode.NotFound);
        foreach (var answer in new[] { bare, field })
        {
            answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
            answer.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
            var errors = (await RunningHost.JsonAsync(answer)).GetProperty("errors").GetProperty("generalErrors");
            errors[0].GetString().Should().StartWith("Страница устарела");
        }
    }

    [Fact]
    public async Task A_page_of_another_site_gets_nothing_even_with_our_readers_cookie()
    {
        await host.EnterAsync("lured@door.example", Role.GrantManager);
        using var client = await host.SignInAsync("lured@door.example");
        using var foreign = new HttpRequestMessage(HttpMethod.Get, Version);
        foreign.Headers.Add("Origin", "https://elsewhere.example");
        using var own = new HttpRequestMessage(HttpMethod.Get, Version);
        own.Headers.Add("Origin", host.Address);

        (await client.SendAsync(foreign)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await client.SendAsync(own)).StatusCode.Should().Be(HttpStatusCode.OK);
    }
}
