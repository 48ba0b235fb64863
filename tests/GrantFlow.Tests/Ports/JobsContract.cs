using System.Collections.Concurrent;
using System.Diagnostics;
using FluentAssertions;
using GrantFlow.Persistence;
using GrantFlow.Scheduling;
using GrantFlow.Tests.Postgres;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace GrantFlow.Tests.Ports;

/// <summary>What every implementation of the job port has to do; each test has a database and a host of its own.</summary>
public abstract class JobsContract : IAsyncLifetime
{
    const string EverySecond = "* * * * * ?";
    const string OnceAYear = "0 0 12 1 1 ?";

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    readonly TestDatabase _database = new();
    readonly List<IHost> _hosts = [];
    readonly Notebook _notebook = new();
    IJobs _jobs = null!;

    /// <summary>Registers the implementation under test.</summary>
    protected abstract void AddEngine(IServiceCollection services, string connectionString);

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _jobs = (await StartHostAsync()).Services.GetRequiredService<IJobs>();
    }

    public async Task DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.StopAsync();
            host.Dispose();
        }

        await _database.DisposeAsync();
    }

    [Fact]
    public async Task An_enqueued_job_runs_once_and_its_run_is_in_the_history()
    {
        var id = await _jobs.EnqueueAsync("note", "Շիրակ");

        var run = (await Eventually(() => _jobs.HistoryAsync(id), r => r.Count > 0)).Single();
        (run.Job, run.Argument, run.Succeeded, run.Result, run.Error).Should().Be(("note", "Շիրակ", true, "noted Շիրակ", null));
        run.Host.Should().NotBeEmpty();
        _notebook.Lines.Should().Equal("Շիրակ");
        await Eventually(() => _jobs.ListAsync(id), l => l.Count == 0);
    }

    [Fact]
    public async Task A_scheduled_job_waits_for_its_instant()
    {
        var (later, soon) = (TimeProvider.System.GetUtcNow().AddHours(3), TimeProvider.System.GetUtcNow().AddSeconds(3));
        var id = await _jobs.ScheduleAsync("note", later, "later");
        var next = await _jobs.ScheduleAsync("note", soon, "soon");

        var waiting = (await _jobs.ListAsync(id)).Single();
        (waiting.Job, waiting.Argument, waiting.Cron, waiting.State).Should().Be(("note", "later", null, JobState.Waiting));
        waiting.NextRunAt.Should().BeCloseTo(later, TimeSpan.FromSeconds(1));
        (await Eventually(() => _jobs.HistoryAsync(next), r => r.Count > 0)).Single().StartedAt.Should().BeOnOrAfter(soon.AddMilliseconds(-50));
        _notebook.Lines.Should().Equal("soon");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_job_enqueued_in_a_transaction_exists_when_it_commits_and_only_then(bool commits)
    {
        await using var db = _database.Open();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var id = await _jobs.EnqueueAsync("note", "mine", transaction.GetDbTransaction());
        await Task.Delay(1500);
        _notebook.Lines.Should().BeEmpty("nothing is committed yet");

        await (commits ? transaction.CommitAsync() : transaction.RollbackAsync());

        if (commits) await Eventually(() => _jobs.HistoryAsync(id), r => r.Count > 0);
        else (await _jobs.ListAsync(id)).Should().BeEmpty();
        _notebook.Lines.Should().HaveCount(commits ? 1 : 0);
    }

    [Fact]
    public async Task A_recurring_job_recurs_by_its_cron_in_its_zone()
    {
        await _jobs.SetRecurringAsync(new RecurringJob("tick", "note", EverySecond, "Asia/Yerevan", "tick"));
        await _jobs.SetRecurringAsync(new RecurringJob("yearly", "note", OnceAYear, "Asia/Yerevan"));

        await Eventually(() => Task.FromResult<IReadOnlyList<string>>([.. _notebook.Lines]), l => l.Count >= 2);
        var yearly = (await _jobs.ListAsync("yearly")).Single();
        (yearly.Cron, yearly.Zone, yearly.State).Should().Be((OnceAYear, "Asia/Yerevan", JobState.Waiting));
        yearly.NextRunAt!.Value.UtcDateTime.TimeOfDay.Should().Be(TimeSpan.FromHours(8));
    }

    [Fact]
    public async Task Set_twice_is_one_and_set_otherwise_is_changed()
    {
        await _jobs.SetRecurringAsync(new RecurringJob("yearly", "note", OnceAYear));
        await _jobs.SetRecurringAsync(new RecurringJob("yearly", "note", OnceAYear));
        await _jobs.SetRecurringAsync(new RecurringJob("yearly", "note", "0 0 13 1 1 ?", "Asia/Bishkek", "x"));

        var only = (await _jobs.ListAsync("yearly")).Should().ContainSingle().Subject;
        (only.Cron, only.Zone, only.Argument).Should().Be(("0 0 13 1 1 ?", "Asia/Bishkek", "x"));
    }

    [Fact]
    public async Task A_paused_job_stays_paused_over_a_restart_and_makes_up_for_nothing()
    {
        await _jobs.SetRecurringAsync(new RecurringJob("tick", "note", EverySecond));
        await Eventually(() => Task.FromResult<IReadOnlyList<string>>([.. _notebook.Lines]), l => l.Count >= 1);

        (await _jobs.PauseAsync("tick")).Should().BeTrue();
        await _jobs.SetRecurringAsync(new RecurringJob("tick", "note", EverySecond));
        // What had begun before the pause ends, and is in the history when it has.
        await Eventually(() => _jobs.ListAsync("tick"), l => l.Single().State == JobState.Paused);
        await Eventually(() => _jobs.HistoryAsync("tick", take: 500), r => r.Count == _notebook.Lines.Count);
        var noted = _notebook.Lines.Count;
        await Task.Delay(3000);
        _notebook.Lines.Count.Should().Be(noted);
        (await _jobs.ListAsync("tick")).Single().State.Should().Be(JobState.Paused);

        var resumed = Stopwatch.GetTimestamp();
        (await _jobs.ResumeAsync("tick")).Should().BeTrue();
        await Eventually(() => Task.FromResult<IReadOnlyList<string>>([.. _notebook.Lines]), l => l.Count > noted);
        var since = (int)Stopwatch.GetElapsedTime(resumed).TotalSeconds; // a busy machine looks late, and finds the ticks since
        _notebook.Lines.Count.Should().BeLessThan(noted + 3 + since, "the seconds of the pause are over");
    }

    [Fact]
    public async Task A_recurring_job_can_be_run_now_and_removed()
    {
        await _jobs.SetRecurringAsync(new RecurringJob("yearly", "note", OnceAYear, Argument: "now"));

        (await _jobs.RunNowAsync("yearly")).Should().BeTrue();
        await Eventually(() => _jobs.HistoryAsync("yearly"), r => r.Count == 1);
        (await _jobs.RemoveAsync("yearly")).Should().BeTrue();

        (await _jobs.ListAsync("yearly")).Should().BeEmpty();
        _notebook.Lines.Should().Equal("now");
    }

    [Fact]
    public async Task A_job_that_ends_this_moment_can_be_removed()
    {
        for (var round = 0; round < 25; round++)
        {
            await _jobs.SetRecurringAsync(new RecurringJob("yearly", "note", OnceAYear));
            (await _jobs.RunNowAsync("yearly")).Should().BeTrue();
            // Its run is over, or nearly; what fired it is just being put away.
            await Eventually(() => Task.FromResult<IReadOnlyList<string>>([.. _notebook.Lines]), l => l.Count > round, every: TimeSpan.Zero);
            await Task.Delay(round % 5);

            (await _jobs.RemoveAsync("yearly")).Should().BeTrue();
        }

        (await _jobs.ListAsync("yearly")).Should().BeEmpty();
    }

    [Fact]
    public async Task A_job_that_throws_is_in_the_history_and_can_be_run_again_as_it_was()
    {
        _notebook.Fails = true;
        var id = await _jobs.EnqueueAsync("note", "broken");
        var failed = (await Eventually(() => _jobs.HistoryAsync(failedOnly: true), r => r.Count == 1)).Single();
        (failed.JobId, failed.Succeeded, failed.Error).Should().Be((id, false, "InvalidOperationException: the pen is broken"));

        _notebook.Fails = false;
        var again = await _jobs.RetryAsync(failed.Id);

        again.Should().NotBeNull();
        (await Eventually(() => _jobs.HistoryAsync(again), r => r.Count == 1)).Single().Argument.Should().Be("broken");
        _notebook.Lines.Should().Equal("broken");
    }

    [Fact]
    public async Task Jobs_and_runs_are_found_by_name_and_argument()
    {
        await _jobs.ScheduleAsync("note", TimeProvider.System.GetUtcNow().AddDays(1), "award:42");
        await _jobs.ScheduleAsync("slow", TimeProvider.System.GetUtcNow().AddDays(2), "award:43");
        await _jobs.EnqueueAsync("note", "award:44 100%");
        await Eventually(() => _jobs.HistoryAsync(), r => r.Count == 1);

        (await Eventually(() => _jobs.ListAsync("AWARD:4"), l => l.Count == 2)).Select(j => j.Argument).Should().Equal("award:42", "award:43");
        (await _jobs.ListAsync("slow")).Select(j => j.Argument).Should().Equal("award:43");
        (await _jobs.HistoryAsync("4 100%")).Should().ContainSingle();
        (await _jobs.HistoryAsync("4%100")).Should().BeEmpty("a percent sign is a percent sign");
    }

    [Fact]
    public async Task A_long_job_is_never_run_twice_at_once()
    {
        await _jobs.SetRecurringAsync(new RecurringJob("slow", "slow", EverySecond));
        await StartHostAsync();

        await Eventually(() => Task.FromResult<IReadOnlyList<string>>([.. _notebook.Lines]), l => l.Count >= 3);

        _notebook.MostAtOnce.Should().Be(1);
    }

    [Fact]
    public async Task Two_hosts_share_the_work_and_repeat_none()
    {
        await StartHostAsync();

        var ids = new List<string>();
        for (var i = 0; i < 30; i++) ids.Add(await _jobs.EnqueueAsync("note", $"{i}"));

        await Eventually(() => _jobs.HistoryAsync(take: 100), r => r.Count >= 30);
        _notebook.Lines.Should().BeEquivalentTo(Enumerable.Range(0, 30).Select(i => $"{i}"));
    }

    [Fact]
    public async Task What_does_not_exist_is_said_not_to()
    {
        (await _jobs.PauseAsync("none")).Should().BeFalse();
        (await _jobs.ResumeAsync("none")).Should().BeFalse();
        (await _jobs.RunNowAsync("none")).Should().BeFalse();
        (await _jobs.RemoveAsync("none")).Should().BeFalse();
        (await _jobs.RetryAsync(Guid.CreateVersion7())).Should().BeNull();
    }

    async Task<IHost> StartHostAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.Services.AddPersistence(_database.ConnectionString);
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(_notebook).AddSingleton<JobRunner>();
        builder.Services.AddJob<NoteJob>().AddJob<SlowJob>();
        AddEngine(builder.Services, _database.ConnectionString);
        var host = builder.Build();
        _hosts.Add(host);
        await host.StartAsync();
        return host;
    }

    static async Task<IReadOnlyList<T>> Eventually<T>(Func<Task<IReadOnlyList<T>>> look, Func<IReadOnlyList<T>, bool> enough, TimeSpan? every = null)
    {
        for (var since = Stopwatch.GetTimestamp(); ; await Task.Delay(every ?? TimeSpan.FromMilliseconds(50)))
        {
            await Task.Yield();
            var seen = await look();
            if (enough(seen)) return seen;
            if (Stopwatch.GetElapsedTime(since) > Patience) throw new TimeoutException($"In vain for {Patience}; seen last: {string.Join(", ", seen)}");
        }
    }

    /// <summary>What the jobs of a test wrote.</summary>
    sealed class Notebook
    {
        readonly Lock _count = new();
        int _now;

        public ConcurrentQueue<string> Lines { get; } = [];

        public bool Fails { get; set; }

        public int MostAtOnce { get; private set; }

        public async Task WriteAsync(string line, TimeSpan takes)
        {
            lock (_count) MostAtOnce = Math.Max(MostAtOnce, ++_now);
            Lines.Enqueue(line);
            await Task.Delay(takes);
            lock (_count) _now--;
        }
    }

    sealed class NoteJob(Notebook notebook) : IBackgroundJob
    {
        public string Name => "note";

        public async Task<string> RunAsync(string? argument, CancellationToken ct)
        {
            if (notebook.Fails) throw new InvalidOperationException("the pen is broken");
            await notebook.WriteAsync(argument ?? "", TimeSpan.Zero);
            return $"noted {argument}";
        }
    }

    sealed class SlowJob(Notebook notebook) : IBackgroundJob
    {
        public string Name => "slow";

        public async Task<string> RunAsync(string? argument, CancellationToken ct)
        {
            await notebook.WriteAsync("slow", TimeSpan.FromSeconds(2));
            return "slowly done";
        }
    }
}
