using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GrantFlow.Simulation;

/// <summary>The host's own engine and jobs, run by hand: nothing is faked but the clock, and mails are kept.</summary>
/// <param name="services">The host's, on the run's database.</param>
/// <param name="clock">The play's.</param>
/// <param name="most">Pieces of work the engine may do before it is called restless: in all, and at one instant.</param>
sealed class Machinery(IServiceProvider services, SimulationClock clock, (long InAll, long AtOnce)? most = null) : IMachinery
{
    static readonly MailRoute Kept = new(null, 1);

    readonly WorkflowRuntime _runtime = services.GetRequiredService<WorkflowRuntime>();
    readonly NpgsqlDataSource _database = services.GetRequiredService<NpgsqlDataSource>();
    readonly ILogger _log = services.GetRequiredService<ILoggerFactory>().CreateLogger("Simulation");

    DateTimeOffset _everythingAt = DateTimeOffset.MinValue;
    DateTimeOffset _at;
    long _atOnce;
    Outlook _outlook;

    /// <summary>Pieces of work the engine has done.</summary>
    public long Done { get; private set; }

    /// <inheritdoc/>
    public async Task RunUntilIdleAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (now > _at) (_at, _atOnce) = (now, 0);
        while (true)
        {
            _outlook = await LookAheadAsync(ct);
            if (_outlook.Signals || _outlook.Timer <= now)
            {
                if (Counted(await _runtime.RunOnceAsync(everything: false, ct)) > 0) continue;
                // Signals that nobody waits for are set aside, which isn't counted as work. What no look of this kind takes up
                // is left to the long one, as in the host.
                _outlook = await LookAheadAsync(ct);
                if (_outlook.Signals || _outlook.Timer <= now)
                {
                    await RunTheRestAsync(ct);
                    _outlook = await LookAheadAsync(ct);
                }
            }

            if (now >= _everythingAt)
            {
                _everythingAt = now.AddDays(30);
                await RunTheRestAsync(ct);
                await _runtime.TrimAsync(ct);
                continue;
            }

            if (!(_outlook.Prompt <= now || _outlook.Mail <= now)) return;
            await using var scope = services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<GrantFlowDb>();
            if (_outlook.Prompt <= now) await SweepDeadlines.Execute(db, clock, _log, ct);
            await DrainOutbox.Execute(db, Kept, clock, _log, ct);
        }
    }

    async Task RunTheRestAsync(CancellationToken ct)
    {
        while (Counted(await _runtime.RunOnceAsync(ct)) > 0)
        {
        }
    }

    int Counted(int done)
    {
        (Done, _atOnce) = (Done + done, _atOnce + done);
        if (_atOnce > most?.AtOnce) throw new RestlessException(Restlessness.AtOnce, $"The workflows don't come to rest at {clock.GetUtcNow():u}.");
        return Done > most?.InAll ? throw new RestlessException(Restlessness.InAll, $"The workflows did {Done} pieces of work and aren't done.") : done;
    }

    /// <inheritdoc/>
    /// <remarks>The machinery has come to rest, and only people act between its rests: what it saw then still holds.</remarks>
    public Task<DateTimeOffset?> NextDueAsync(CancellationToken ct) =>
        Task.FromResult(new[] { _outlook.Timer, _outlook.Prompt, _outlook.Mail }.Min());

    /// <summary>What is to be done, and when, in one question: it is asked after everything that happens.</summary>
    async Task<Outlook> LookAheadAsync(CancellationToken ct)
    {
        await using var command = _database.CreateCommand("""
            select exists (select from workflow_signals where not parked and held_by is null and (due_at is null or due_at <= $1)),
                least((select min(due_at) from workflow_bookmarks where due_at is not null), (select min(next_at) from workflow_triggers where next_at is not null),
                    (select min(due_at) from workflow_signals where due_at > $1 and not parked and held_by is null)),
                (select min(next_at) from deadlines where next_at is not null),
                (select min(next_attempt_at) from mails where state = 'Queued')
            """);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow().ToUniversalTime() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new Outlook(reader.GetBoolean(0), At(reader, 1), At(reader, 2), At(reader, 3));
    }

    static DateTimeOffset? At(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);

    /// <summary>What the machinery has before it.</summary>
    /// <param name="Signals">Signals or starts wait.</param>
    /// <param name="Timer">The next timer or schedule.</param>
    /// <param name="Prompt">The next prompt, or a date's end.</param>
    /// <param name="Mail">The next mail that can go.</param>
    readonly record struct Outlook(bool Signals, DateTimeOffset? Timer, DateTimeOffset? Prompt, DateTimeOffset? Mail);
}
