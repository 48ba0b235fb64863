using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FluentAssertions;
using GrantFlow.Accounts;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace GrantFlow.Tests.Designer;

/// <summary>Every route that Studio has is called by everybody, with whatever may stand in an address or a body.</summary>
public sealed class EveryElsaRouteTests(StudioHost host) : IClassFixture<StudioHost>
{
    const string Unknown = "01a2033b-0000-7d84-88e3-f0713ed2fc27";

    static readonly string Long = new('x', 10_000);

    static readonly string[] Ids = [Unknown, "0", "-1", "99999999999999999999", "a%00b", "%F0%9F", "%27%20or%201%3D1%20--", "%3Cscript%3E", "..%2F..", new('x', 1_500)];

    static readonly string[] Queries =
    [
        "Page=&PageSize=&SearchTerm=&OrderBy=&OrderDirection=&IsSystem=", "Page=0&PageSize=0", "Page=1000000000&PageSize=1000000000", "Page=-1&PageSize=-5", "Page=x&PageSize=y",
        "Page=99999999999999", "SearchTerm=%25%5F%5C&name=%25", "SearchTerm=%00", "OrderBy=Odd&OrderDirection=Sideways&IsSystem=perhaps", "versionOptions=Odd", "versionOptions=99999999999",
        "versionOptions=-1", "DefinitionIds=&Ids=&ids=", "skip=-1&take=-1", "skip=999999999999&take=x", "WorkflowInstanceId=x&ActivityNodeId=", "parentNodeId=x&childNodeId=x&id=x&name=", "Page=0&Page=1",
    ];

    static readonly string[] Bodies =
    [
        "", "null", "[]", "5", "\"x\"", "{", "{} {}", "{\"filter\":" + new string('[', 500) + new string(']', 500) + "}", "{\"page\":1e9,\"pageSize\":-1}", "{\"page\":99999999999999999}",
        """{"definitionIds":[""],"ids":[],"searchTerm":"","definitionId":"","correlationId":"","model":{},"filter":{},"context":{},"name":""}""",
        """{"definitionIds":[null],"ids":[null],"statuses":[null],"timestampFilters":[null],"filter":{"activityIds":[null]},"model":null,"root":null}""",
        """{"definitionIds":5,"ids":"x","page":"x","workflowInstanceId":5,"filter":5,"context":5,"model":"x","publish":"yes","root":[],"versionOptions":5}""",
        """{"definitionIds":["a\u0000b"],"searchTerm":"\u0000","model":{"name":"\u0000","root":{"id":"f"}},"filter":{"activityIds":["\u0000"]},"context":{"a":"\u0000"},"workflowInstanceId":"\u0000"}""",
        """{"definitionIds":["\ud800"],"searchTerm":"\ud800","model":{"name":"\ud800"},"filter":{"activityIds":["\ud800"]},"context":{"a":"\ud800"},"workflowInstanceId":"\ud800"}""",
        """{"timestampFilters":[{"column":"CreatedAt","operator":"GreaterThan","timestamp":"0001-01-01T00:00:00-14:00"},{"column":"FinishedAt","operator":"Is","timestamp":"9999-12-31T23:59:59-14:00"}]}""",
        $$$"""{"definitionIds":["{{{Long}}}"],"ids":["{{{Unknown}}}"],"searchTerm":"{{{Long}}}","correlationId":"{{{Long}}}","model":{"name":"{{{Long}}}","root":{"id":"f"} },"context":{"a":"{{{Long}}}"} }""",
    ];

    [Fact]
    public async Task Nobody_but_managers_and_administrators_passes_any_of_them()
    {
        var finance = await host.EnterAsync("finance@example.org", Role.Finance, host.Mine);
        var applicant = await host.EnterAsync("applicant@example.org", Role.Applicant, host.Mine);
        List<string> open = [];
        foreach (var (method, path) in Routes())
        {
            foreach (var (who, status) in new[] { (finance, HttpStatusCode.Forbidden), (applicant, HttpStatusCode.Forbidden), (new StudioHost.Caller(host.Host.Client(), ""), HttpStatusCode.Unauthorized) })
            {
                using var answer = await CallAsync(who, method, Address(path, Unknown), method == "GET" ? null : "{}");
                if (answer.StatusCode != status) open.Add($"{method} {path}: {(int)answer.StatusCode} and not {(int)status}");
            }
        }

        open.Should().BeEmpty();
    }

    [Fact]
    public async Task Whatever_stands_in_an_address_or_a_body_is_answered_and_breaks_nothing()
    {
        var id = (await host.SaveAsync(host.Anna, SomeDrawing.Sound(null, "Nobody else's name", "secret words"))).GetProperty("definitionId").GetString()!;
        List<string> wrong = [];
        var called = 0;
        foreach (var (method, path) in Routes())
        {
            List<(string Url, string? Body, string Type)> calls = [];
            if (path.Contains('{', StringComparison.Ordinal)) calls.AddRange(Ids.Select(o => (Address(path, o), method == "GET" ? null : "{}", "application/json")));
            if (method == "GET") calls.AddRange(Queries.Select(q => ($"{Address(path, id)}?{q}", (string?)null, "")));
            if (method == "POST") calls.AddRange(Bodies.Select(b => (Address(path, Unknown), (string?)b, "application/json")));
            if (method == "POST") calls.AddRange(new[] { "text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "application/json; charset=utf-16" }.Select(t => (Address(path, Unknown), (string?)"{}", t)));
            foreach (var (url, body, type) in calls)
            {
                using var answer = await CallAsync(host.Bek, method, url, body, type);
                called++;
                if (await FaultOfAsync(answer, url) is { } fault) wrong.Add($"{method} {url[..Math.Min(url.Length, 150)]} {type} {body?[..Math.Min(body.Length, 60)]}: {fault}");
            }
        }

        wrong.Should().BeEmpty();
        called.Should().BeGreaterThan(900);
    }

    [Fact]
    public async Task Odd_headers_are_taken_for_none()
    {
        foreach (var (name, value) in new[] { ("X-GrantFlow-Programme", "x"), ("X-GrantFlow-Programme", Unknown), ("X-GrantFlow-Revision", "-1"), ("X-GrantFlow-Revision", "99999999999999999999"), ("X-GrantFlow-Reason", "%ff%00%zz") })
        {
            foreach (var path in new[] { "/workflow-definitions", $"/cancel/workflow-instances/{Unknown}", "/workflow-instances" })
            {
                using var answer = await CallAsync(host.Bek, "POST", path, """{"model":{"name":"h","root":{}}}""", header: (name, value));
                (await FaultOfAsync(answer, path)).Should().BeNull("{0}: {1} at {2}", name, value, path);
            }
        }
    }

    [Theory]
    [InlineData("en", "SearchTerm holds a character that can't be read.", "The address holds a character that can't be read.")]
    [InlineData("hy", "SearchTerm դաշտում կա նիշ, որը հնարավոր չէ կարդալ։", "Հասցեում կա նիշ, որը հնարավոր չէ կարդալ։")]
    [InlineData("ky", "SearchTerm талаасында окулбай турган белги бар.", "Даректе окулбай турган белги бар.")]
    [InlineData("ru", "В поле SearchTerm есть символ, который нельзя прочитать.", "В адресе есть символ, который нельзя прочитать.")]
    public async Task An_address_that_cant_be_read_is_told_by_field_in_the_readers_language(string language, string field, string address)
    {
        var email = $"{language}@example.org";
        await host.EnterAsync(email, Role.GrantManager, host.Mine);
        using var reader = await host.Host.SignInAsync(email, language);

        using var one = await reader.GetAsync("/elsa/api/workflow-definitions?Page=0&SearchTerm=a%00b");
        using var both = await reader.GetAsync("/elsa/api/workflow-definitions?%00=x&SearchTerm=%07");

        (one.StatusCode, both.StatusCode, one.Content.Headers.ContentType!.MediaType).Should().Be((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, "application/problem+json"));
        (await SentencesAsync(one)).Should().Equal(field);
        (await SentencesAsync(both)).Should().Equal(address, field);
    }

    static async Task<IEnumerable<string?>> SentencesAsync(HttpResponseMessage answer)
    {
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return [.. problem.RootElement.GetProperty("errors").EnumerateObject().SelectMany(e => e.Value.EnumerateArray().Select(m => m.GetString()))];
    }

    static async Task<string?> FaultOfAsync(HttpResponseMessage answer, string url)
    {
        var text = await answer.Content.ReadAsStringAsync();
        if ((int)answer.StatusCode >= 500) return $"{(int)answer.StatusCode} {text}";
        if (text.Contains("secret words", StringComparison.Ordinal) || text.Contains("Nobody else's name", StringComparison.Ordinal)) return "tells of another programme's";
        // The server itself turns away a path with that character in it, before anything of ours is asked.
        if (answer.StatusCode != HttpStatusCode.BadRequest || url.Split('?')[0].Contains("%00", StringComparison.Ordinal)) return null;
        return StudioShows(text) ? null : $"400 without a sentence for the reader: {text}";
    }

    static bool StudioShows(string text)
    {
        if (text.Length == 0) return false;
        using var problem = JsonDocument.Parse(text);
        return problem.RootElement.TryGetProperty("errors", out var errors) && errors.EnumerateObject().Any(e => e.Value.EnumerateArray().Any(m => m.GetString() is { Length: > 0 }));
    }

    IEnumerable<(string Method, string Path)> Routes() =>
        from route in host.Host.Routes()
        let path = "/" + route.RoutePattern.RawText!.TrimStart('/')
        where path.StartsWith("/elsa/api/", StringComparison.Ordinal)
        from method in route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        select (method, path["/elsa/api".Length..]);

    static string Address(string path, string id) =>
        System.Text.RegularExpressions.Regex.Replace(path, @"\{(\w+)(:\w+)?\}", m => m.Groups[2].Value == ":int" && id == Unknown ? "1" : id);

    static async Task<HttpResponseMessage> CallAsync(StudioHost.Caller who, string method, string path, string? body, string type = "application/json", (string Name, string Value)? header = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"/elsa/api{path}", UriKind.Relative));
        if (who.Token.Length > 0) request.Headers.Add("RequestVerificationToken", who.Token);
        if (header is var (name, value)) request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null) request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };
        return await who.Client.SendAsync(request);
    }
}
