using GrantFlow.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GrantFlow.Notifications;

/// <summary>Drains the outbox as soon as somebody queues a mail.</summary>
/// <remarks>Every host hears the call; the row locks share the mails out. A call that isn't heard costs a minute at most: the job comes anyway.</remarks>
sealed class OutboxWake(
    string connectionString, IServiceScopeFactory scopes, MailRoute route, TimeProvider clock, ILogger<OutboxWake> log) : BackgroundService
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Together = TimeSpan.FromMilliseconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException or System.Net.Sockets.SocketException)
            {
                Log.ListenerLost(log, e);
            }
            catch (Exception e)
            {
                // A worker that ended with a fault would take the whole host along.
                Log.DrainFailed(log, e);
            }

            await Task.Delay(Pause, TimeProvider.System, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task ListenAsync(CancellationToken ct)
    {
        var own = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 30, ApplicationName = "GrantFlow outbox" };
        await using var connection = new NpgsqlConnection(own.ConnectionString);
        await connection.OpenAsync(ct);
        await using (var listen = new NpgsqlCommand("listen grantflow_mails", connection)) await listen.ExecuteNonQueryAsync(ct);
        while (!ct.IsCancellationRequested)
        {
            await connection.WaitAsync(ct);
            // Many calls at once are one: a save of a thousand applications calls a thousand times.
            while (await connection.WaitAsync(Together, ct))
            {
            }

            await using var scope = scopes.CreateAsyncScope();
            await DrainOutbox.Execute(scope.ServiceProvider.GetRequiredService<GrantFlowDb>(), route, clock, log, ct);
        }
    }
}
