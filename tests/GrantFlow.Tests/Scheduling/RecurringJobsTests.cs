using System.Data.Common;
using FluentAssertions;
using GrantFlow.Scheduling;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace GrantFlow.Tests.Scheduling;

public sealed class RecurringJobsTests
{
    [Fact]
    public async Task A_database_that_goes_while_a_host_starts_is_waited_for_and_every_recurring_job_is_set()
    {
        var jobs = new Refusing(times: 2);
        var recurring = new[] { "one", "two" }.Select(n => new RecurringJob(n, "note", "0 0 12 1 1 ?"));
        using var setting = new SchedulingStage.RecurringJobs(jobs, recurring, NullLogger<RecurringJob>.Instance);

        await setting.StartAsync(default);
        await setting.ExecuteTask!;

        jobs.Set.Should().Equal("one", "two");
    }

    /// <summary>Refuses some times, as a database does that is away.</summary>
    sealed class Refusing(int times) : IJobs
    {
        int _left = times;

        public List<string> Set { get; } = [];

        public Task SetRecurringAsync(RecurringJob recurring, CancellationToken ct = default)
        {
            if (_left-- > 0) throw new NpgsqlException("away");
            Set.Add(recurring.Id);
            return Task.CompletedTask;
        }

        public Task<string> EnqueueAsync(string job, string? argument = null, DbTransaction? within = null, CancellationToken ct = default) => throw new NotSupportedException();

        public Task<string> ScheduleAsync(string job, DateTimeOffset at, string? argument = null, DbTransaction? within = null, CancellationToken ct = default) => throw new NotSupportedException();

        public Task<IReadOnlyList<JobView>> ListAsync(string? search = null, CancellationToken ct = default) => throw new NotSupportedException();

        public Task<bool> PauseAsync(string id, CancellationToken ct = default) => throw new NotSupportedException();

        public Task<bool> ResumeAsync(string id, CancellationToken ct = default) => throw new NotSupportedException();

        public Task<bool> RunNowAsync(string id, CancellationToken ct = default) => throw new NotSupportedException();

        public Task<bool> RemoveAsync(string id, CancellationToken ct = default) => throw new NotSupportedException();

        public Task<string?> RetryAsync(Guid runId, CancellationToken ct = default) => throw new NotSupportedException();

        public Task<IReadOnlyList<JobRun>> HistoryAsync(string? search = null, bool failedOnly = false, int take = 50, CancellationToken ct = default) => throw new NotSupportedException();
    }
}
