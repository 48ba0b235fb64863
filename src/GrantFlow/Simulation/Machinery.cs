using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GrantFlow.Simulation;

/// <summary>The host's own engine and jobs, run by hand: nothing is faked but the clock, and mails are kept.</summary>
sealed class Machinery(IServiceProvider services, SimulationClock clock) : IMachinery
{
    static readonly MailRoute Kept = new(null, 1);

    readonly WorkflowRuntime _runtime = services.GetRequiredService<WorkflowRuntime>();
    readonly NpgsqlDataSource _database = services.GetRequiredService<NpgsqlDataSource>();
    readonly ILogger _log = services.GetRequiredService<ILoggerFactory>().CreateLogger("Simulation");

    DateTimeOffset _everythingAt = DateTimeOffset.MinValue;

    /// <inheritdoc/>
    public async Task RunUntilIdleAsync(CancellationToken ct)
    {
        while (true)
        {
            await RunEngineAsync(ct);
            var (prompts, mails) = await WaitingAsync(ct);
            if (!prompts && !mails) return;
            await using var scope = services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<GrantFlowDb>();
            if (prompts) await SweepDeadlines.Execute(db, clock, _log, ct);
            await DrainOutbox.Execute(db, Kept, clock, _log, ct);
        }
    }

    /// <inheritdoc/>
    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken ct)
    {
        var engine = await _runtime.NextDueAsync(ct);
        await using var command = _database.CreateCommand(
            "select least((select min(next_at) from deadlines where next_at is not null), (select min(next_attempt_at) from mails where state = 'Queued'))");
        var prompt = await command.ExecuteScalarAsync(ct) is DateTime at ? new DateTimeOffset(at, TimeSpan.Zero) : (DateTimeOffset?)null;
        return engine is null || prompt < engine ? prompt : engine;
    }

    /// <summary>Signals that nobody waited for are woken by the wait that comes; as in the host, they are looked over from time to time all the same.</summary>
    async Task RunEngineAsync(CancellationToken ct)
    {
        while (await _runtime.RunOnceAsync(everything: false, ct) > 0)
        {
        }

        if (clock.GetUtcNow() < _everythingAt) return;
        _everythingAt = clock.GetUtcNow().AddDays(30);
        await _runtime.RunUntilIdleAsync(ct);
    }

    async Task<(bool Prompts, bool Mails)> WaitingAsync(CancellationToken ct)
    {
        await using var command = _database.CreateCommand(
            "select exists (select from deadlines where next_at <= $1), exists (select from mails where state = 'Queued' and next_attempt_at <= $1)");
        command.Parameters.Add(new NpgsqlParameter { Value = clock.GetUtcNow() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetBoolean(0), reader.GetBoolean(1));
    }
}
