using GrantFlow.Workflows.Runtime;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GrantFlow.Persistence;

/// <summary>Does the engine's work in this host: woken by the database, by the next timer, or after the longest wait.</summary>
/// <remarks>
/// One connection listens; the batches use the engine's pool. While the database is gone it is asked again, ever more
/// slowly, and both its going and its coming back are logged once. A stop lets the batch under way commit.
/// </remarks>
/// <param name="connectionString">The database.</param>
/// <param name="runtime">Does the work.</param>
/// <param name="clock">Tells when timers are due.</param>
/// <param name="log">Hears of outages.</param>
public sealed class WorkflowWorker(string connectionString, WorkflowRuntime runtime, TimeProvider clock, ILogger<WorkflowWorker> log)
    : BackgroundService
{
    // What was passed over when two hosts worked at once is seen by the next of these looks at the latest.
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(10);
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    bool _gone;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var pause = FirstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var listener = await ListenAsync(stoppingToken);
                // The pool may still hold connections that died: only work done shows that the database is back.
                await runtime.RunOnceAsync(everything: false, CancellationToken.None);
                if (_gone) Log.DatabaseBack(log);
                _gone = false;
                pause = FirstPause;
                await WorkAsync(listener, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Tell(e);
                await Task.Delay(pause, TimeProvider.System, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    async Task WorkAsync(NpgsqlConnection listener, CancellationToken ct)
    {
        var everythingAt = DateTimeOffset.MinValue;
        while (!ct.IsCancellationRequested)
        {
            // The batch isn't cancelled: it is short, and stopping in its middle would only have it done again.
            while (!ct.IsCancellationRequested && await runtime.RunOnceAsync(everything: false, CancellationToken.None) > 0)
            {
            }

            if (TimeProvider.System.GetUtcNow() >= everythingAt)
            {
                if (await runtime.RunOnceAsync(everything: true, CancellationToken.None) > 0) continue;
                everythingAt = TimeProvider.System.GetUtcNow() + LongestWait;
            }

            var due = await runtime.NextDueAsync(ct) - clock.GetUtcNow();
            var wait = due < LongestWait ? due.Value : LongestWait;
            // A timer that is due and yet wasn't done is in another host's hands.
            await listener.WaitAsync(wait > ShortestWait ? wait : ShortestWait, ct);
        }
    }

    async Task<NpgsqlConnection> ListenAsync(CancellationToken ct)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 30, ApplicationName = "grantflow listener" };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            await using var listen = new NpgsqlCommand("listen grantflow_work", connection);
            await listen.ExecuteNonQueryAsync(ct);
            return connection;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            await connection.DisposeAsync();
            throw new StoreUnavailableException(e.Message, e);
        }
    }

    void Tell(Exception e)
    {
        var gone = e is StoreUnavailableException || PostgresWorkflowStore.Told(e) is StoreUnavailableException or TimeoutException;
        if (!gone) Log.WorkerFailed(log, e);
        else if (!_gone) Log.DatabaseGone(log, e.Message);
        _gone |= gone;
    }
}
