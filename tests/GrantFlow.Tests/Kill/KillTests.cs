using System.Diagnostics;
using FluentAssertions;
using GrantFlow.Benchmarks;
using GrantFlow.Tests.Postgres;
using GrantFlow.Workflows.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;
using Xunit.Abstractions;

namespace GrantFlow.Tests.Kill;

/// <summary>Hosts are killed at random while 2,000 instances run: nothing is lost, nothing happens twice.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    const int Kills = 30;
    const int Seed = 20260301;

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Hosts_killed_thirty_times_leave_every_journal_and_every_mail_as_an_undisturbed_run_does(int hosts)
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        await using (var services = KillDriver.Services(database.ConnectionString).BuildServiceProvider())
            foreach (var json in new[] { KillDriver.Child, KillDriver.Parent })
                (await services.GetRequiredService<IWorkflowEngine>().PublishAsync(json)).Problems.Should().BeEmpty();
        var random = new Random(Seed + hosts);
        var running = Enumerable.Range(0, hosts).Select(i => new Driver(database.ConnectionString, feeds: i == 0)).ToList();

        for (var kill = 0; kill < Kills; kill++)
        {
            var victim = random.Next(hosts);
            await running[victim].ReadyAsync();
            await Task.Delay(random.Next(50, 600));
            running[victim].Kill();
            running[victim] = new Driver(database.ConnectionString, feeds: victim == 0);
        }

        var fedAtLastKill = await database.ScalarAsync("select count(*) from audit_facts where kind = 'StepDone'");
        await UntilAsync(() => FinishedAsync(database));
        foreach (var driver in running) driver.Kill();

        output.WriteLine($"{Kills} kills with {hosts} host(s); {fedAtLastKill} of {KillDriver.Steps} use cases were done at the last kill.");
        var expected = await UndisturbedAsync();
        (await JournalsAsync(database)).Should().BeEquivalentTo(expected);
        (await database.RowsAsync("select kind || ' ' || count(*) || ' ' || count(distinct subject_ref) from mails group by kind order by kind"))
            .Should().Equal("farewell 1000 1000", "receipt 1000 1000", "welcome 1000 1000");
        (await database.ScalarAsync("select count(*) from workflow_signals")).Should().Be(0);
        (await database.ScalarAsync("select count(*) from workflow_bookmarks")).Should().Be(0);
        (await database.ScalarAsync("select count(*) from workflow_incidents")).Should().Be(0);
        await database.DisposeAsync();
    }

    /// <summary>The journals of one parent and its child that nobody disturbs, each with how many instances are to have it.</summary>
    static async Task<IReadOnlyList<string>> UndisturbedAsync()
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        await using (var services = KillDriver.Services(database.ConnectionString).BuildServiceProvider())
        {
            var engine = services.GetRequiredService<IWorkflowEngine>();
            await engine.PublishAsync(KillDriver.Child);
            await engine.PublishAsync(KillDriver.Parent);
            var runtime = services.GetRequiredService<WorkflowRuntime>();
            await engine.StartAsync(new StartWorkflow("kill-parent", "kill:0", new Dictionary<string, object?> { ["about"] = "kill:0" }));
            await runtime.RunUntilIdleAsync();
            await engine.SignalAsync(new WorkflowSignal("Approved", "kill:0"));
            await runtime.RunUntilIdleAsync();
            await engine.SignalAsync(new WorkflowSignal("Closed", "kill:0"));
            await UntilAsync(async () => await runtime.RunUntilIdleAsync() >= 0
                && await database.ScalarAsync("select count(*) from workflow_instances where sub_status = 3") == 2);
        }

        var journals = await JournalsAsync(database);
        await database.DisposeAsync();
        return [.. journals.Select(j => $"{KillDriver.Parents}{j[1..]}")];
    }

    /// <summary>The different journals there are, each with its number of instances before it; sequence numbers have no gaps.</summary>
    static Task<IReadOnlyList<string>> JournalsAsync(TestDatabase database) => database.RowsAsync("""
        select count(*) || ' ' || journal from (
            select definition_id || ': ' || string_agg(sequence || ' ' || activity_id || ' ' || event || ' ' || visit, ', ' order by sequence) as journal
            from workflow_journal_entries e join workflow_instance_list i on i.id = e.instance_id group by i.id, definition_id) j
        group by journal
        """);

    static async Task<bool> FinishedAsync(TestDatabase database) =>
        await database.ScalarAsync("select count(*) from workflow_instances where sub_status = 3") == 2 * KillDriver.Parents;

    static async Task UntilAsync(Func<Task<bool>> done)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await done())
        {
            if (Stopwatch.GetElapsedTime(since) > Patience) throw new TimeoutException($"Not done after {Patience}.");
            await Task.Delay(50);
        }
    }

    /// <summary>One host process.</summary>
    sealed class Driver
    {
        readonly Process _process;
        readonly Task<string?> _ready;

        public Driver(string database, bool feeds)
        {
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "GrantFlow.Benchmarks.dll"), "kill-driver", feeds ? "--feed" : "--work"])
            {
                RedirectStandardOutput = true,
                Environment = { ["GRANTFLOW_KILL_DB"] = database },
            };
            _process = Process.Start(start)!;
            _ready = _process.StandardOutput.ReadLineAsync();
        }

        /// <summary>The first line says that the worker runs.</summary>
        public async Task ReadyAsync() => (await _ready).Should().NotBeNull("the host must come up");

        /// <summary>SIGKILL.</summary>
        public void Kill()
        {
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}

/// <summary>Short questions to a test's database.</summary>
static class Questions
{
    public static async Task<long> ScalarAsync(this TestDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // the tests' own statements
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    public static async Task<IReadOnlyList<string>> RowsAsync(this TestDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // the tests' own statements
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync()) rows.Add(reader.GetString(0));
        return rows;
    }
}
