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
    DateTimeOffset? _nextPrompt;

    /// <inheritdoc/>
    public async Task RunUntilIdleAsync(CancellationToken ct)
    {
        while (true)
        {
            await RunEngineAsync(ct);
            _nextPrompt = await NextPromptAsync(ct);
            if (_nextPrompt is not { } due || due > clock.GetUtcNow()) return;
            await using var scope = services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<GrantFlowDb>();
            await SweepDeadlines.Execute(db, clock, _log, ct);
            await DrainOutbox.Execute(db, Kept, clock, _log, ct);
        }
    }

    /// <inheritdoc/>
    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken ct)
    {
        var engine = await _runtime.NextDueAsync(ct);
        return engine is null || _nextPrompt < engine ? _nextPrompt : engine;
    }

    /// <summary>When a prompt or a mail is due next.</summary>
    async Task<DateTimeOffset?> NextPromptAsync(CancellationToken ct)
    {
        await using var command = _database.CreateCommand(
            "select least((select min(next_at) from deadlines where next_at is not null), (select min(next_attempt_at) from mails where state = 'Queued'))");
        return await command.ExecuteScalarAsync(ct) is DateTime at ? new DateTimeOffset(at, TimeSpan.Zero) : null;
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
}
