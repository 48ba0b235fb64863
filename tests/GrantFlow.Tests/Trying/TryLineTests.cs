using System.Diagnostics;
using FluentAssertions;
using GrantFlow.Benchmarks;
using GrantFlow.Persistence.Sealing;
using GrantFlow.Simulation;
using GrantFlow.Web.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace GrantFlow.Tests.Trying;

/// <summary>Several who try at once, on several hosts, and hosts that are killed.</summary>
[Collection("simulation")]
public sealed class TryLineTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Two_at_once_on_two_hosts_are_played_one_after_the_other_and_any_host_shows_them()
    {
        await using var elsewhere = new Tries(sandbox.Database.ConnectionString, TimeProvider.System);
        using var here = Worker(sandbox.Tries);
        using var there = Worker(elsewhere);
        var first = await sandbox.Tries.AskAsync(SomeTry.Of("entrance"), Guid.CreateVersion7(), Guid.CreateVersion7(), default);
        var second = await elsewhere.AskAsync(SomeTry.Of("selection"), Guid.CreateVersion7(), Guid.CreateVersion7(), default);

        (await sandbox.Tries.FindAsync(second, default))!.Ahead.Should().Be(1);
        await here.StartAsync(default);
        await there.StartAsync(default);
        await UntilAsync(async () => (await sandbox.Tries.FindAsync(second, default))!.State == TryState.Done);
        await here.StopAsync(default);
        await there.StopAsync(default);

        foreach (var id in new[] { first, second })
            (await elsewhere.ResultAsync(id, default))!.End.Should().Be(TryEnd.Played);
        (await AskAsync($"select s.began_at >= f.ended_at from tries f, tries s where f.id = '{first}' and s.id = '{second}'")).Should().Be(true, "one plays at a time");
        (await elsewhere.MailAsync(first, 1, default))!.Html.Should().Contain("<html");
    }

    [Fact]
    public async Task A_host_killed_in_the_middle_leaves_a_try_that_is_told_as_broken_off_and_the_next_one_starts_clean()
    {
        var keys = Path.Combine(Directory.CreateTempSubdirectory("grantflow-try-").FullName, "keys.json");
        Keyring.Make(keys);
        var interrupted = await sandbox.Tries.AskAsync(SomeTry.Of("award"), Guid.CreateVersion7(), Guid.CreateVersion7(), default);
        using (var victim = Serve(keys))
        {
            // Once it tells how far it is, it is in the middle of the play.
            await UntilAsync(async () => await sandbox.Tries.FindAsync(interrupted, default) is { Reached: not null });
            victim.Kill(entireProcessTree: true);
            await victim.WaitForExitAsync();
        }

        (await sandbox.Tries.FindAsync(interrupted, default))!.State.Should().Be(TryState.Playing);
        (await AskAsync("select count(*) > 0 from organisations")).Should().Be(true, "the play was left lying");
        var repeated = await sandbox.Tries.AskAsync(SomeTry.Of("award"), Guid.CreateVersion7(), Guid.CreateVersion7(), default);
        using var worker = Worker(sandbox.Tries);
        await worker.StartAsync(default);
        await UntilAsync(async () => (await sandbox.Tries.FindAsync(repeated, default))!.State == TryState.Done);
        await worker.StopAsync(default);

        (await sandbox.Tries.FindAsync(interrupted, default))!.State.Should().Be(TryState.BrokenOff);
        var result = (await sandbox.Tries.ResultAsync(repeated, default))!;
        result.Counts.Organisations.Should().Be(6);
        result.Instances.Should().HaveCount(2).And.OnlyContain(i => i.Ended != null);
        result.Incidents.Should().BeEmpty();
    }

    [Fact]
    public async Task A_host_that_stops_in_good_order_says_so_and_a_try_is_forgotten_after_a_day()
    {
        var id = await sandbox.Tries.AskAsync(SomeTry.Of("cohort"), Guid.CreateVersion7(), Guid.CreateVersion7(), default);
        using (var worker = Worker(sandbox.Tries))
        {
            await worker.StartAsync(default);
            await UntilAsync(async () => (await sandbox.Tries.FindAsync(id, default))!.State == TryState.Playing);
            await worker.StopAsync(default);
        }

        (await sandbox.Tries.FindAsync(id, default))!.State.Should().Be(TryState.BrokenOff);

        await AskAsync($"update tries set asked_at = asked_at - interval '25 hours' where id = '{id}'");
        await sandbox.Tries.NextAsync(default);
        (await sandbox.Tries.FindAsync(id, default)).Should().BeNull();
    }

    [Fact]
    public async Task At_night_tries_kept_for_a_day_and_what_the_last_one_played_are_forgotten_unless_one_is_under_way()
    {
        var old = await sandbox.Tries.AskAsync(SomeTry.Of("award"), Guid.CreateVersion7(), Guid.CreateVersion7(), default);
        var young = await sandbox.Tries.AskAsync(SomeTry.Of("award"), Guid.CreateVersion7(), Guid.CreateVersion7(), default);
        (await sandbox.Tries.TidyAsync(default)).Should().BeNull("two wait");
        using (var worker = Worker(sandbox.Tries))
        {
            await worker.StartAsync(default);
            await UntilAsync(async () => (await sandbox.Tries.FindAsync(young, default))!.State == TryState.Done);
            await worker.StopAsync(default);
        }

        await AskAsync($"update tries set asked_at = asked_at - interval '25 hours' where id = '{old}'");
        await using (await sandbox.Tries.TakeAsync(default)) (await sandbox.Tries.TidyAsync(default)).Should().BeNull("another host plays");
        (await AskAsync("select count(*) > 0 from workflow_instances")).Should().Be(true);

        (await sandbox.Tries.TidyAsync(default)).Should().BeGreaterThan(0);

        (await sandbox.Tries.FindAsync(old, default)).Should().BeNull();
        (await AskAsync($"select count(*) from try_mails where try_id = '{old}'")).Should().Be(0L);
        (await sandbox.Tries.ResultAsync(young, default))!.End.Should().Be(TryEnd.Played);
        (await sandbox.Tries.MailAsync(young, 1, default)).Should().NotBeNull();
        (await AskAsync("select count(*) from workflow_instances")).Should().Be(0L);
        (await AskAsync("select count(*) from organisations")).Should().Be(0L);
    }

    TryWorker Worker(Tries tries) => new(
        tries, (connection, clock) => SimulationHost.OpenSandbox(SandboxFixture.SettingsOf(sandbox.Database), connection, clock), SandboxFixture.Patient, NullLogger<TryWorker>.Instance);

    Process Serve(string keys)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(HostSettings).Assembly.Location, "serve"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["GRANTFLOW_DB"] = sandbox.Database.ConnectionString;
        start.Environment["GRANTFLOW_URL"] = $"http://127.0.0.1:{FreePort.Take()}";
        start.Environment["GRANTFLOW_KEYS"] = keys;
        start.Environment["GRANTFLOW_DATA"] = Path.GetDirectoryName(keys);
        var host = Process.Start(start)!;
        host.BeginErrorReadLine();
        host.BeginOutputReadLine();
        return host;
    }

    async Task<object?> AskAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(sandbox.Owner + ";Pooling=false");
        await connection.OpenAsync();
#pragma warning disable CA2100 // texts of this class
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }

    static async Task UntilAsync(Func<Task<bool>> done)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await done())
        {
            if (Stopwatch.GetElapsedTime(since) > Patience) throw new TimeoutException($"Not done after {Patience}.");
            await Task.Delay(20);
        }
    }
}
