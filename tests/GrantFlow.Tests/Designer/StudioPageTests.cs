using System.Net;
using System.Text.RegularExpressions;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Tests.Web;
using Xunit;

namespace GrantFlow.Tests.Designer;

/// <summary>The pages that hold Elsa Studio: whom they let in, what they allow, and what our script finds on them.</summary>
public sealed partial class StudioPageTests(RunningHost host) : IClassFixture<RunningHost>
{
    const string List = "/studio/definitions";

    [Fact]
    public async Task Only_these_pages_may_run_what_studio_needs_and_nothing_may_evaluate_text()
    {
        var client = await ManagerAsync("policy@studio.example");

        var studio = await PolicyAsync(client, List);
        var other = await PolicyAsync(client, "/me");

        studio.Should().Contain("script-src 'self' 'wasm-unsafe-eval' 'sha256-").And.Contain("worker-src 'self' blob:").And.NotContain("'unsafe-eval'").And.NotContain("http");
        studio.Split(';').Single(d => d.Trim().StartsWith("script-src", StringComparison.Ordinal)).Should().NotContain("unsafe-inline");
        other.Should().NotContain("wasm-unsafe-eval").And.NotContain("unsafe-inline").And.NotContain("blob:");
    }

    [Fact]
    public async Task No_script_stands_in_the_page_itself()
    {
        var client = await ManagerAsync("inline@studio.example");

        var html = await client.GetStringAsync(List);

        Scripts().Matches(html).Select(m => m.Groups[1].Value).Where(a => !a.Contains("src=", StringComparison.Ordinal)).Should().BeEmpty();
        html.Should().Contain("<base href=\"/studio/\">").And.Contain("data-element=\"elsa-workflow-definition-list\"");
        html.Should().NotContain(" onclick=").And.NotContain("javascript:");
    }

    [Theory]
    [InlineData("en", "The designer is opening")]
    [InlineData("ru", "Конструктор открывается")]
    [InlineData("hy", "Դիզայները բացվում է")]
    [InlineData("ky", "Дизайнер ачылып жатат")]
    public async Task A_note_stands_there_at_once_in_the_readers_language(string language, string note)
    {
        var client = await ManagerAsync($"{language}@studio.example", language);

        (await client.GetStringAsync(List)).Should().Contain(note);
    }

    [Fact]
    public async Task Its_token_opens_what_changes_something()
    {
        var client = await ManagerAsync("token@studio.example");
        var token = Token().Match(await client.GetStringAsync(List)).Groups[1].Value;

        client.DefaultRequestHeaders.Add("RequestVerificationToken", WebUtility.HtmlDecode(token));
        using var answer = await client.PostAsync("/elsa/api/anything", null);

        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_isnt_there_is_told_by_our_page_and_strangers_are_led_to_the_sign_in()
    {
        var client = await ManagerAsync("missing@studio.example");

        (await client.GetAsync("/studio/definitions/no-such-thing")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await client.GetAsync($"/studio/instances/{Guid.CreateVersion7()}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        using var stranger = await host.Client().GetAsync(List);
        stranger.Headers.Location!.ToString().Should().Be("/sign-in?to=%2Fstudio%2Fdefinitions");
    }

    [Theory]
    [InlineData("/workflows/definitions/award/edit", "/studio/definitions/award")]
    [InlineData("/studio/workflows/definitions/award/edit", "/studio/definitions/award")]
    [InlineData("/studio/workflows/instances/01990000-0000-7000-8000-000000000000/view", "/studio/instances/01990000-0000-7000-8000-000000000000")]
    [InlineData("/diagnostics/structured-logs?workflowInstanceId=01990000-0000-7000-8000-000000000000", "/workflows/01990000-0000-7000-8000-000000000000")]
    [InlineData("/studio", "/studio/definitions")]
    public async Task Addresses_of_studios_own_making_lead_to_our_pages(string made, string ours)
    {
        var client = await ManagerAsync($"{made.Length}@links.example");

        using var answer = await client.GetAsync(made);

        answer.Headers.Location!.ToString().Should().Be(ours);
    }

    async Task<HttpClient> ManagerAsync(string email, string language = "en")
    {
        await host.EnterAsync(email, Role.GrantManager);
        return await host.SignInAsync(email, language);
    }

    static async Task<string> PolicyAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return string.Join("; ", answer.Headers.GetValues("Content-Security-Policy"));
    }

    [GeneratedRegex("<script([^>]*)>")]
    private static partial Regex Scripts();

    [GeneratedRegex("data-token=\"([^\"]+)\"")]
    private static partial Regex Token();
}
