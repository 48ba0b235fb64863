using GrantFlow.Scheduling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GrantFlow.Simulation;

/// <summary>Plays what people want tried, one after another: in this host while it holds the sandbox, in any other when that one does.</summary>
/// <remarks>
/// Concurrency: the sandbox's advisory lock is held by a connection of its own while a try is played; a host that dies gives it
/// up with the connection, and whoever takes it next finds the try that was broken off. The services on the sandbox are made
/// for the first try and kept: they cost more than the play.
/// </remarks>
/// <param name="tries">The line.</param>
/// <param name="open">Makes the host's services on the sandbox, without sending mail, with a clock to run by.</param>
/// <param name="limits">What a try may do.</param>
/// <param name="log">Hears of what failed.</param>
sealed class TryWorker(Tries tries, OpenSandbox open, TryLimits limits, ILogger<TryWorker> log) : BackgroundService
{
    static readonly TimeSpan Usual = TimeSpan.FromSeconds(5);
    static readonly TimeSpan InLine = TimeSpan.FromSeconds(1);
    static readonly TimeSpan WithoutSandbox = TimeSpan.FromSeconds(30);

    readonly SimulationClock _clock = new(DateTimeOffset.UnixEpoch);
    ServiceProvider? _services;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Usual;
            try
            {
                if (!await tries.AreReadyAsync(stoppingToken)) pause = WithoutSandbox;
                else if (await tries.AreUnderWayAsync(stoppingToken)) pause = await WorkAsync(stoppingToken) ? TimeSpan.Zero : InLine;
            }
            catch (NpgsqlException) when (!stoppingToken.IsCancellationRequested)
            {
                // The server is gone or goes: the engine's worker tells that, and when it is back.
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.TryingFailed(log, e);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            try
            {
                await tries.WaitAsync(pause, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_services is { } made) await made.DisposeAsync();
        _services = null;
    }

    /// <returns>False when another host has the sandbox.</returns>
    async Task<bool> WorkAsync(CancellationToken ct)
    {
        await using var held = await tries.TakeAsync(ct);
        if (held is null) return false;
        while (await tries.NextAsync(ct) is var (id, request)) await PlayAsync(id, request, ct);
        return true;
    }

    async Task PlayAsync(Guid id, TryRequest request, CancellationToken ct)
    {
        try
        {
            _services ??= open(tries.ConnectionString, _clock);
            var (result, mails) = await new TryRun(_services, _clock, limits).PlayAsync(request, (at, share) => tries.ReachAsync(id, at, share, ct), ct);
            await tries.FinishAsync(id, result, mails, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Log.TryFailed(log, id, e);
            await tries.FinishAsync(id, new TryResult { End = TryEnd.Failed, Detail = e.Message }, [], ct);
        }
        catch (Exception)
        {
            await tries.BreakOffAsync(id, CancellationToken.None);
            throw;
        }
    }
}

/// <summary>Makes the host's services on a sandbox.</summary>
/// <param name="connectionString">The sandbox, as the host works on it.</param>
/// <param name="clock">The clock to run by.</param>
public delegate ServiceProvider OpenSandbox(string connectionString, TimeProvider clock);

/// <summary>Registers trying.</summary>
public static class TryServices
{
    /// <summary>Lets pages ask for tries; whoever hosts the worker plays them.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="served">The served database, as the host works on it.</param>
    public static IServiceCollection AddTries(this IServiceCollection services, string served) =>
        services.AddSingleton(all => new Tries(served, all.GetRequiredService<TimeProvider>()));

    /// <summary>Lets this host play tries, within the usual limits unless <see cref="TryLimits"/> is a service.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="open">Makes the services on the sandbox.</param>
    public static IServiceCollection AddTryWorker(this IServiceCollection services, OpenSandbox open) =>
        services.AddHostedService(all => new TryWorker(all.GetRequiredService<Tries>(), open, all.GetService<TryLimits>() ?? TryLimits.Usual, all.GetRequiredService<ILogger<TryWorker>>()))
            .AddJob<TrimTriesJob>(new RecurringJob("trim-tries", "trim-tries", "0 50 3 * * ?"));

    /// <summary>Has services on a sandbox watched, so that a result can tell who wrote what.</summary>
    public static IServiceCollection WatchForTries(this IServiceCollection services)
    {
        Provenance.Watch(services);
        return services;
    }
}
