using GrantFlow.Persistence;
using GrantFlow.Web.Hosting;

namespace GrantFlow.Web.Cli;

/// <summary>The host's services for a verb: no pages, no worker, no schedules; warnings go to stderr.</summary>
static class VerbServices
{
    /// <summary>Makes them; nothing is opened yet.</summary>
    public static ServiceProvider Build(HostSettings settings)
    {
        var services = new ServiceCollection();
        services.AddLogging(l => l.SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Critical)
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
            .AddConsole(c => c.LogToStandardErrorThreshold = LogLevel.Trace));
        GrantFlowHost.AddServices(services, settings);
        return services.BuildServiceProvider();
    }

    /// <summary>Refuses a database that lacks migrations, or keys that don't fit it, in one line.</summary>
    public static async Task EnsureMigratedAsync(HostSettings settings, CancellationToken ct)
    {
        var pending = await Migrator.PendingAsync(settings.OwnerDatabase, ct);
        if (pending.Count > 0)
            throw new VerbFailedException($"the database lacks {string.Join(", ", pending)}: run the verb 'migrate' first");
        await Keys.EnsureAsync(settings, ct);
    }
}
