using System.Net;
using FluentAssertions;
using GrantFlow.Tests.Web;
using GrantFlow.Web.Hosting;
using Xunit;

namespace GrantFlow.Tests.Security;

/// <summary>Headers, cookies, sizes and what the host is told from outside.</summary>
public sealed class HardeningTests(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task On_https_cookies_are_the_hosts_own_and_the_browser_is_told_to_stay_with_it()
    {
        await host.StartAsync("https://grants.example");
        await host.EnterAsync("flags@test.example");
        var client = host.Client();
        var page = await client.GetAsync("/sign-in");
        // A client over http sends no secure cookie back, so it is handed on by hand.
        var antiforgery = page.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("__Host-antiforgery", StringComparison.Ordinal));
        var form = await FormOfAsync(page);
        (form["Email"], form["Password"]) = ("flags@test.example", RunningHost.Password);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in") { Content = new FormUrlEncodedContent(form) };
        request.Headers.Add("Cookie", antiforgery.Split(';')[0]);

        var answer = await client.SendAsync(request);

        var set = page.Headers.GetValues("Set-Cookie").Concat(answer.Headers.GetValues("Set-Cookie")).Where(c => !c.Contains("expires=Thu, 01 Jan 1970", StringComparison.Ordinal)).ToList();
        set.Should().Contain(c => c.StartsWith("__Host-grantflow=", StringComparison.Ordinal));
        set.Should().OnlyContain(c => c.Contains("; secure", StringComparison.OrdinalIgnoreCase) && c.Contains("; httponly", StringComparison.OrdinalIgnoreCase)
            && c.Contains("; samesite=", StringComparison.OrdinalIgnoreCase) && !c.Contains("samesite=none", StringComparison.OrdinalIgnoreCase));
        page.Headers.GetValues("Strict-Transport-Security").Single().Should().StartWith("max-age=31536000");
        await host.StartAsync("http://127.0.0.1:0");
        (await host.Client().GetAsync("/sign-in")).Headers.Contains("Strict-Transport-Security").Should().BeFalse();
    }

    [Fact]
    public async Task Every_answer_carries_the_policy_and_none_may_be_sniffed_or_framed()
    {
        foreach (var path in new[] { "/", "/sign-in", "/nowhere", "/api/me", "/health/live", "/icon.svg", "/.well-known/security.txt" })
        {
            var answer = await host.Client().GetAsync(path);

            answer.Headers.GetValues("Content-Security-Policy").Single().Should().Contain("default-src 'self'").And.NotContain("unsafe", path);
            answer.Headers.GetValues("X-Content-Type-Options").Single().Should().Be("nosniff", path);
        }
    }

    [Fact]
    public async Task Whom_to_tell_of_a_hole_is_written_where_people_look_and_holds_for_less_than_a_year()
    {
        var text = await host.Client().GetStringAsync("/.well-known/security.txt");

        text.Should().MatchRegex("(?m)^Contact: (mailto|https):").And.MatchRegex("(?m)^Canonical: http");
        var expires = DateTimeOffset.Parse(text.Split('\n').Single(l => l.StartsWith("Expires: ", StringComparison.Ordinal))[9..], System.Globalization.CultureInfo.InvariantCulture);
        expires.Should().BeAfter(TimeProvider.System.GetUtcNow().AddDays(30)).And.BeBefore(TimeProvider.System.GetUtcNow().AddDays(365));
    }

    [Fact]
    public async Task A_body_beyond_what_anybody_types_is_turned_away()
    {
        var client = host.Client();
        var form = await RunningHost.FormAsync(client, "/sign-in");
        form["Email"] = new string('x', 3 << 20);

        HttpStatusCode? status = null;
        try
        {
            status = (await client.PostAsync("/sign-in", new FormUrlEncodedContent(form))).StatusCode;
        }
        catch (HttpRequestException)
        {
            // The server may hang up while we are still sending.
        }

        (status is null or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.BadRequest).Should().BeTrue($"it was {status}");
        (await host.Client().GetAsync("/sign-in")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public void A_secret_is_read_from_the_file_that_is_named()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "Host=db;Database=d;Username=u;Password=from-a-file\n");
        Dictionary<string, string> environment = new() { ["GRANTFLOW_DB_FILE"] = file, ["Mail__Password_FILE"] = file };

        var settings = HostSettings.FromEnvironment(environment.GetValueOrDefault);

        settings.Database.Should().Contain("from-a-file");
        settings.Mail.Password.Should().Contain("from-a-file");
        environment["GRANTFLOW_DB"] = "Host=db";
        FluentActions.Invoking(() => HostSettings.FromEnvironment(environment.GetValueOrDefault)).Should().Throw<SettingsException>().WithMessage("Both GRANTFLOW_DB*");
        File.Delete(file);
        environment.Remove("GRANTFLOW_DB");
        FluentActions.Invoking(() => HostSettings.FromEnvironment(environment.GetValueOrDefault)).Should().Throw<SettingsException>().WithMessage("GRANTFLOW_DB_FILE names*");
    }

    static async Task<Dictionary<string, string>> FormOfAsync(HttpResponseMessage page) => new()
    {
        ["__RequestVerificationToken"] = System.Text.RegularExpressions.Regex.Match(
            await page.Content.ReadAsStringAsync(), "__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)").Groups[1].Value,
    };
}
