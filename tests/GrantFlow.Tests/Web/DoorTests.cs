using System.Net;
using FluentAssertions;
using GrantFlow.Accounts;
using Xunit;

namespace GrantFlow.Tests.Web;

public sealed class DoorTests(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Every_way_in_names_the_act_that_judges_it() =>
        (await host.DoorsAsync()).Where(d => d.Acts.Count == 0).Should().BeEmpty();

    [Theory]
    [InlineData("/me")]
    [InlineData("/board")]
    [InlineData("/mails")]
    [InlineData("/jobs")]
    [InlineData("/workflows")]
    [InlineData("/record/award:x")]
    public async Task A_stranger_is_asked_to_sign_in_and_comes_back(string path)
    {
        var answer = await host.Client().GetAsync(path);

        answer.StatusCode.Should().Be(HttpStatusCode.Redirect);
        answer.Headers.Location!.ToString().Should().Be($"/sign-in?to={Uri.EscapeDataString(path)}");
    }

    [Theory]
    [InlineData(Role.Applicant, "/board", false)]
    [InlineData(Role.Applicant, "/mails", false)]
    [InlineData(Role.Applicant, "/jobs", false)]
    [InlineData(Role.Applicant, "/reviews", false)]
    [InlineData(Role.Donor, "/board", true)]
    [InlineData(Role.Donor, "/mails", false)]
    [InlineData(Role.Donor, "/workflows", false)]
    [InlineData(Role.Reviewer, "/reviews", true)]
    [InlineData(Role.Reviewer, "/board", false)]
    [InlineData(Role.GrantManager, "/mails", true)]
    [InlineData(Role.GrantManager, "/workflows", true)]
    [InlineData(Role.GrantManager, "/jobs", false)]
    [InlineData(Role.Administrator, "/jobs", true)]
    public async Task Each_role_enters_its_own_pages_only(Role role, string path, bool enters)
    {
        var email = $"{role}-{path[1..]}@door.example";
        await host.EnterAsync(email, role);
        var client = await host.SignInAsync(email);

        var answer = await client.GetAsync(path);

        answer.StatusCode.Should().Be(enters ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Nothing_is_loaded_from_elsewhere_and_no_script_is_inline()
    {
        var answer = await host.Client().GetAsync("/");

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.Should().Contain("default-src 'self'").And.NotContain("unsafe").And.Contain("frame-ancestors 'none'");
        (await answer.Content.ReadAsStringAsync()).Should().NotContain("src=\"http").And.NotContain(" style=\"").And.NotContain(" onclick");
    }

    [Fact]
    public async Task The_language_comes_from_the_switch_else_from_the_browser()
    {
        var client = host.Client("ky");
        (await client.GetStringAsync("/")).Should().Contain("lang=\"ky\"").And.Contain("Гранттык сынактар");

        var switched = await client.GetAsync("/language/hy?to=/sign-in");

        switched.Headers.Location!.ToString().Should().Be("/sign-in");
        (await client.GetStringAsync("/")).Should().Contain("Դրամաշնորհային մրցույթներ");
        (await client.GetAsync("/language/hy?to=https://evil.example")).Headers.Location!.ToString().Should().Be("/");
    }
}
