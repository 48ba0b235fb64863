using GrantFlow.Simulation;
using GrantFlow.Tests.Postgres;
using GrantFlow.Web.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GrantFlow.Tests.Trying;

/// <summary>A served database with its sandbox beside it, and the services of a host that tries.</summary>
public sealed class SandboxFixture : IAsyncLifetime
{
    /// <summary>As a host's, but for a machine that is busy with other tests.</summary>
    internal static readonly TryLimits Patient = TryLimits.Usual with { Wall = TimeSpan.FromMinutes(10) };

    readonly SimulationClock _clock = new(DateTimeOffset.UnixEpoch);
    ServiceProvider? _services;

    public TestDatabase Database { get; } = new();

    /// <summary>The line, as a host sees it.</summary>
    public Tries Tries { get; private set; } = null!;

    /// <summary>The sandbox by its owner.</summary>
    public string Owner => Sandbox.Beside(Database.OwnerConnectionString);

    public async Task InitializeAsync()
    {
        await Database.InitializeAsync();
        (await Sandbox.PrepareAsync(Database.OwnerConnectionString, TimeProvider.System, default)).ThrowIfAny();
        Tries = new Tries(Database.ConnectionString, TimeProvider.System);
    }

    /// <summary>Plays a try here and now.</summary>
    internal async Task<(TryResult Result, IReadOnlyList<MailParts> Mails)> PlayAsync(TryRequest request, TryLimits? limits = null)
    {
        _services ??= SimulationHost.OpenSandbox(SettingsOf(Database), Tries.ConnectionString, _clock);
        return await new TryRun(_services, _clock, limits ?? Patient).PlayAsync(request, (_, _) => Task.CompletedTask, default);
    }

    internal static HostSettings SettingsOf(TestDatabase database) => new(database.ConnectionString, "http://127.0.0.1:0", Path.GetTempPath());

    public async Task DisposeAsync()
    {
        if (_services is not null) await _services.DisposeAsync();
        await Tries.DisposeAsync();
        await Database.DisposeAsync();
    }
}

static class Prepared
{
    public static void ThrowIfAny(this string? problem)
    {
        if (problem is not null) throw new InvalidOperationException(problem);
    }
}
