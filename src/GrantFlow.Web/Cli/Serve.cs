using GrantFlow.Web.Hosting;

namespace GrantFlow.Web.Cli;

/// <summary>Serves pages, the API and the background work until stopped.</summary>
static class Serve
{
    /// <summary>The verb.</summary>
    public static readonly Verb Verb = new("serve", "Serves the pages and does the background work (the default)", "serve", RunAsync);

    static async Task<int> RunAsync(Call call)
    {
        if (call.Arguments.Count > 0) throw new UsageException($"serve takes no '{call.Arguments[0]}'");
        var settings = HostSettings.FromEnvironment();
        // Told now and in one line, rather than by every page later.
        await VerbServices.EnsureMigratedAsync(settings, call.Stop);
        await using var host = GrantFlowHost.Build(settings, call.Raw);
        await host.StartAsync(call.Stop);
        call.Error.WriteLine($"GrantFlow serves {settings.Url}");
        await host.WaitForShutdownAsync(call.Stop);
        return ExitCode.Done;
    }
}
