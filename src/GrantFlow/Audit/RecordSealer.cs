using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GrantFlow.Audit;

/// <summary>Puts new facts into the chains every few seconds; any number of hosts may, one does at a time.</summary>
/// <remarks>Nothing is lost while it doesn't: facts wait in the table, and the next seal takes them all.</remarks>
sealed class RecordSealer(NpgsqlDataSource database, ILogger<RecordSealer> log) : BackgroundService
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);
    static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = Pause;
        while (!stoppingToken.IsCancellationRequested)
        {
            // The machine's own clock: a virtual one doesn't move while somebody waits for it.
            await Task.Delay(pause, TimeProvider.System, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested) return;
            try
            {
                await VerifyRecord.SealAsync(database, stoppingToken);
                pause = Pause;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException)
            {
                if (stoppingToken.IsCancellationRequested) return;
                // Told once an outage; the database's going and coming back is the worker's to tell.
                if (pause == Pause) Log.NotSealed(log, e.Message);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }
}
