using System.Net;
using FluentAssertions;
using Npgsql;
using Xunit;

namespace GrantFlow.Tests.Web;

public sealed class DatabaseGoneTests(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Pages_say_so_in_the_readers_language_and_the_host_recovers_by_itself()
    {
        var client = host.Client("hy");
        (await client.GetAsync("/")).StatusCode.Should().Be(HttpStatusCode.OK);

        await AllowAsync(false);
        var (page, api, ready, live) = (
            await client.GetAsync("/"), await RunningHost.PostForTokenAsync(client, "a@b.example", "x"), await client.GetAsync("/health/ready"), await client.GetAsync("/health/live"));
        await AllowAsync(true);

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

    async Task AllowAsync(bool allow)
    {
        var own = new NpgsqlConnectionStringBuilder(host.Database.OwnerConnectionString);
        await using var server = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(own.ConnectionString) { Database = "postgres" }.ConnectionString);
        await server.OpenAsync();
        string[] commands = allow
            ? [$"alter database {own.Database} allow_connections true"]
            : [$"alter database {own.Database} allow_connections false", $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{own.Database}'"];
        foreach (var sql in commands)
        {
#pragma warning disable CA2100 // The name is the fixture's own.
            await using var command = new NpgsqlCommand(sql, server);
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync();
        }
    }
}
