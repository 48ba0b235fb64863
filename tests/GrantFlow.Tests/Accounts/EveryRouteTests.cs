using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Tests.Api;
using GrantFlow.Tests.Postgres;
using GrantFlow.Web.Hosting;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace GrantFlow.Tests.Accounts;

/// <summary>Every route of the API is called by everybody, and what comes back is what the matrix says.</summary>
public sealed class EveryRouteTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly SomeScene _scene = new(database);

    [Fact]
    public async Task Every_route_answers_everybody_as_the_matrix_says()
    {
        await using var host = await SomeHost.StartAsync(database, _scene.Some.Clock);
        List<(SomeScene.Caller Caller, HttpClient Client)> callers = [];
        foreach (var caller in await _scene.CallersAsync())
            callers.Add((caller, caller.Actor.IsSomebody ? await host.SignedInAsync(_scene.Some, caller.Actor) : host.Anonymous()));
        List<string> wrong = [];
        var called = 0;

        // Entering an organisation makes a stranger its head, so that comes last.
        foreach (var (door, endpoint) in host.Routes().OrderBy(r => r.Door.Acts.Contains(Act.RegisterOrganisation)).Where(r => r.Door.Path.StartsWith("/api/", StringComparison.Ordinal) && r.Door.Path != "/api/sign-in"))
        {
            foreach (var (caller, client) in callers)
            {
                using var request = Request(door.Method, door.Path, endpoint);
                using var answer = await client.SendAsync(request);
                called++;
                var let = (int)answer.StatusCode is not (401 or 403 or 404);
                // Nothing of the API opens without a token, not even what is public on a page.
                var should = caller.Holder is not null && ActsOf(door).Any(a => SomeScene.Should(a, caller, IsList(door)));
                if ((int)answer.StatusCode >= 500) wrong.Add($"{caller.Who}: {door.Method} {door.Path} broke with {(int)answer.StatusCode}");
                // Nothing is found where the body names something that isn't there: rights were asked before.
                else if (let != should && !(should && (int)answer.StatusCode == 404 && NamesMore.Contains(door.Path)))
                    wrong.Add($"{caller.Who}: {door.Method} {door.Path} answered {(int)answer.StatusCode}, the matrix says {(should ? "yes" : "no")}");
            }
        }

        wrong.Should().BeEmpty();
        called.Should().BeGreaterThan(1000);
    }

    // Routes whose body names a second thing by an id that the smallest body makes up.
    static readonly string[] NamesMore =
        ["/api/assessments/{id:guid}/schedule", "/api/cohorts/{id:guid}/leave", "/api/cohorts/{id:guid}/reserve", "/api/organisations/{id:guid}/people"];

    // The smallest body of a signature is the organisation's own.
    static IReadOnlyList<Act> ActsOf(Door door) => door.Path == "/api/awards/{id:guid}/sign" ? [Act.SignForOrganisation] : door.Acts;

    // A list opens for everybody who may see something of its kind, and holds what they may see.
    static bool IsList(Door door) => door.Method == "GET"
        && (door.Path.StartsWith("/api/programmes", StringComparison.Ordinal) || !door.Path.Contains('{', StringComparison.Ordinal) || door.Path.EndsWith("}/applications", StringComparison.Ordinal));

    HttpRequestMessage Request(string method, string path, RouteEndpoint endpoint)
    {
        var noun = path.Split('/')[2];
        var url = path.Replace("{id:guid}", _scene.Things.GetValueOrDefault(noun).ToString(), StringComparison.Ordinal);
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(url, UriKind.Relative));
        if (method == "POST")
        {
            Dictionary<string, JsonNode> known = new() { ["organisationId"] = $"{_scene.Things["organisations"]}", ["region"] = "AM-TV" };
            request.Content = JsonContent.Create(SomeBody.For(endpoint.Metadata.OfType<System.Reflection.MethodInfo>().First(), known));
        }

        return request;
    }
}
