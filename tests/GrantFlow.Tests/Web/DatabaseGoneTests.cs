using System.Net;
using FluentAssertions;
using Xunit;

namespace GrantFlow.Tests.Web;

public sealed class DatabaseGoneTests(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Pages_say_so_in_the_readers_language_and_the_host_recovers_by_itself()
    {
        var client = host.Client("hy");
        (await client.GetAsync("/")).StatusCode.Should().Be(HttpStatusCode.OK);

        await host.Database.CloseAsync(true);
        var (page, api, ready, live) = (
            await client.GetAsync("/"), await RunningHost.PostForTokenAsync(client, "a@b.example", "x"), await client.GetAsync("/health/ready"), await client.GetAsync("/health/live"));
        await host.Database.CloseAsync(false);

        page.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        page.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(5));
        (await page.Content.ReadAsStringAsync()).Should().Contain("Ծառայությունը ժամանակավորապես անհասանելի է");
        api.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await RunningHost.JsonAsync(api)).GetProperty("type").GetString().Should().Be("database-unreachable");
        ready.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        live.StatusCode.Should().Be(HttpStatusCode.OK);
        (await client.GetAsync("/")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await client.GetAsync("/health/ready")).StatusCode.Should().Be(HttpStatusCode.OK);
    }
}
