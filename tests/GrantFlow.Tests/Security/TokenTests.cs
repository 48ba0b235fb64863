using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FluentAssertions;
using GrantFlow.Tests.Api;
using GrantFlow.Tests.Postgres;
using Xunit;

namespace GrantFlow.Tests.Security;

/// <summary>What a bearer token opens, and what it doesn't (field: Unity AB#33408, #33409, #33413).</summary>
public sealed class TokenTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly Some _some = new(database);

    [Fact]
    public async Task No_parameter_widens_what_a_token_lists()
    {
        await using var host = await SomeHost.StartAsync(database, _some.Clock);
        var ours = await (await new SomeAward(database).OpenedAsync()).ActiveAsync();
        var theirs = await (await new SomeAward(database).OpenedAsync()).ActiveAsync();
        var (_, neighbour) = await _some.OrganisationAsync(ours.Programme);
        using var client = await host.SignedInAsync(_some, neighbour);
        string[] lists = [.. host.Routes().Where(r => r.Door.Method == "GET" && r.Door.Path.StartsWith("/api/programmes/{id:guid}/", StringComparison.Ordinal)).Select(r => r.Door.Path)];
        string[] tries =
        [
            "", "all=true", "skip=-1", "skip=0&take=100000", $"organisation={ours.Organisation}", $"organisationId={ours.Organisation}", "role=Administrator",
            $"personId={ours.Head.PersonId}", $"actor={ours.Manager.PersonId}", $"programmeId={theirs.Programme}", "filter=1%20or%201=1", "include=people", "$expand=organisation", "fields=*",
        ];

        lists.Should().NotBeEmpty();
        foreach (var list in lists)
            foreach (var query in tries)
            {
                using var answer = await client.GetAsync($"{list.Replace("{id:guid}", ours.Programme.ToString(), StringComparison.Ordinal)}?{query}");
                var body = await answer.Content.ReadAsStringAsync();

                body.Should().NotContain(ours.Organisation.ToString(), $"{list}?{query}").And.NotContain(ours.Id.ToString()).And.NotContain(theirs.Id.ToString());
                ((int)answer.StatusCode).Should().BeLessThan(500, $"{list}?{query}");
            }
    }

    [Fact]
    public async Task Text_in_a_filter_is_a_value_and_never_part_of_a_question()
    {
        await using var host = await SomeHost.StartAsync(database, _some.Clock);
        var award = await (await new SomeAward(database).OpenedAsync()).ActiveAsync();
        using var client = await host.SignedInAsync(_some, award.Manager);

        foreach (var odd in new[] { "Active' or '1'='1", "Active'; drop table awards; --", "99", "Active,Closed", "\u0000", "%00" })
        {
            using var answer = await client.GetAsync($"/api/programmes/{award.Programme}/awards?state={Uri.EscapeDataString(odd)}");

            ((int)answer.StatusCode).Should().BeLessThan(500, odd);
            if (answer.IsSuccessStatusCode) (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetArrayLength().Should().Be(0, odd);
        }

        (await award.ReadAsync()).Id.Should().Be(award.Id);
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer  ")]
    [InlineData("Bearer null")]
    [InlineData("Bearer undefined")]
    [InlineData("Bearer 00000000-0000-0000-0000-000000000000")]
    [InlineData("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.")]
    [InlineData("Basic Og==")]
    [InlineData("")]
    public async Task A_blank_or_made_up_token_opens_nothing(string header)
    {
        await using var host = await SomeHost.StartAsync(database, _some.Clock);
        var routes = host.Routes().Where(r => r.Door.Path.StartsWith("/api/", StringComparison.Ordinal) && r.Door.Path != "/api/sign-in").ToList();
        using var client = host.Anonymous();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
        client.DefaultRequestHeaders.TryAddWithoutValidation("X-API-Key", "");
        List<string> opened = [];

        foreach (var (door, _) in routes)
        {
            using var request = new HttpRequestMessage(new(door.Method), $"{door.Path.Replace("{id:guid}", Guid.CreateVersion7().ToString(), StringComparison.Ordinal)}?api_key=&access_token=");
            if (door.Method == "POST") request.Content = JsonContent.Create(new { });
            using var answer = await client.SendAsync(request);
            if (answer.StatusCode != HttpStatusCode.Unauthorized) opened.Add($"{door.Method} {door.Path} answered {(int)answer.StatusCode}");
        }

        opened.Should().BeEmpty();
    }
}
