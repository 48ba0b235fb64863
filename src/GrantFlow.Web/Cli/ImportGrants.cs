using System.Text.Json;
using GrantFlow.Accounts;
using GrantFlow.Import;
using GrantFlow.Persistence;
using GrantFlow.Web.Hosting;

namespace GrantFlow.Web.Cli;

/// <summary>Loads published grants as a historic programme.</summary>
static class ImportGrants
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The verb.</summary>
    public static readonly Verb Verb = new(
        "import", "Loads published grants (360Giving JSON) as a historic programme", "import FILE --programme NAME [--json]", RunAsync);

    static async Task<int> RunAsync(Call call)
    {
        if (call.Arguments is not [var path]) throw new UsageException("which file?");
        if (!call.Options.TryGetValue("--programme", out var programme)) throw new UsageException("which programme?");
        var settings = HostSettings.FromEnvironment();
        await VerbServices.EnsureMigratedAsync(settings, call.Stop);
        await using var file = File.OpenRead(path);
        await using var services = VerbServices.Build(settings);
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GrantFlowDb>();
        var verdict = await Import360Giving.Execute(db, Actor.Service, file, programme, TimeProvider.System, call.Stop);
        if (!verdict.Allows(out var summary, out var refusal)) throw new VerbFailedException($"{refusal.Detail} ({refusal.Code})");
        if (call.Has("--json"))
        {
            call.Out.WriteLine(JsonSerializer.Serialize(summary, Json));
            return ExitCode.Done;
        }

        foreach (var row in summary.Rejected) call.Out.WriteLine($"row {row.Row} {row.Id} is rejected: {row.Reason}");
        foreach (var row in summary.Mended) call.Out.WriteLine($"row {row.Row} {row.Id} is mended: {row.Reason}");
        call.Out.WriteLine($"{summary.Rows} rows: {summary.Organisations.New} organisations new, {summary.Organisations.Known} known; "
            + $"{summary.Awards.New} awards new, {summary.Awards.Changed} changed, {summary.Awards.Known} known; {summary.Rejected.Count} rejected");
        return ExitCode.Done;
    }
}
