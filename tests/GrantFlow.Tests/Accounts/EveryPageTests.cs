using System.Net;
using System.Text.RegularExpressions;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Tests.Security;
using GrantFlow.Tests.Web;
using GrantFlow.Web.Hosting;
using Xunit;

namespace GrantFlow.Tests.Accounts;

/// <summary>Every page is opened, and every form of it posted, by everybody: none opens to whom the matrix says no.</summary>
public sealed partial class EveryPageTests(RunningHost host) : IClassFixture<RunningHost>
{
    readonly SomeScene _scene = new(host.Database);

    [Fact]
    public async Task Every_page_opens_to_whom_the_matrix_says_and_to_nobody_else()
    {
        var callers = await _scene.CallersAsync();
        var doors = (await host.DoorsAsync()).Where(d => !d.Path.StartsWith("/api/", StringComparison.Ordinal) && !d.Acts.Contains(Act.UseService))
            // Whoever leaves is of the organisation no longer.
            .OrderBy(d => d.Acts.Contains(Act.LeaveOrganisation)).ToList();
        List<string> wrong = [];
        var called = 0;

        foreach (var caller in callers)
        {
            using var client = caller.Actor.IsSomebody ? await host.AsAsync(caller.Actor) : host.Client();
            foreach (var door in doors)
            {
                if (PathOf(door) is not { } path) continue;
                called++;
                using var answer = await CallAsync(client, door, path);
                var should = ActsOf(door).Any(a => SomeScene.Should(a, caller, isList: !door.Path.Contains('{', StringComparison.Ordinal)));
                if ((int)answer.StatusCode >= 500) wrong.Add($"{caller.Who}: {door.Method} {path} {door.Handler} broke");
                else if (!should && !IsShut(answer)) wrong.Add($"{caller.Who}: {door.Method} {path} {door.Handler} opened with {(int)answer.StatusCode}");
                else if (should && (IsDenied(answer) || (door.Method == "GET" && answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Redirect))))
                    wrong.Add($"{caller.Who}: {door.Method} {path} {door.Handler} answered {(int)answer.StatusCode}, the matrix says yes");
            }
        }

        wrong.Should().BeEmpty();
        called.Should().BeGreaterThan(700);
    }

    // The scene's report isn't accepted yet.
    static IReadOnlyList<Act> ActsOf(Door door) => door is { Method: "GET", Path: "/reports/{id:guid}" } ? [Act.SeeOpenReport] : door.Acts;

    // Pages about things that the scene has none of are left to their own tests.
    string? PathOf(Door door)
    {
        if (door.Path == "/elsa/api/activity-executions/by-id" || door.Path.StartsWith("/elsa/hubs/", StringComparison.Ordinal)) return null;
        var noun = door.Path.Split('/')[1];
        if (!door.Path.Contains('{', StringComparison.Ordinal)) return noun == "organisations" ? $"{door.Path}?programme={_scene.Things["programmes"]}" : door.Path;
        return door.Path.Contains("{id:guid}", StringComparison.Ordinal) && _scene.Things.TryGetValue(noun, out var id)
            ? door.Path.Replace("{id:guid}", $"{id}", StringComparison.Ordinal)
            : null;
    }

    static async Task<HttpResponseMessage> CallAsync(HttpClient client, Door door, string path)
    {
        if (door.Method == "GET") return await client.GetAsync(path);
        // The token of any page fits: it is the reader's.
        var form = await RunningHost.FormAsync(client, "/sign-in");
        var handler = door.Handler == "" ? "" : $"{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}handler={door.Handler}";
        return await client.PostAsync(path + handler, new FormUrlEncodedContent(form));
    }

    static bool IsShut(HttpResponseMessage answer) => IsDenied(answer) || answer.StatusCode == HttpStatusCode.NotFound;

    static bool IsDenied(HttpResponseMessage answer) =>
        answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized
        || (answer.StatusCode == HttpStatusCode.Redirect && SignIn().IsMatch(answer.Headers.Location!.ToString()));

    [GeneratedRegex("^/sign-in")]
    private static partial Regex SignIn();
}
