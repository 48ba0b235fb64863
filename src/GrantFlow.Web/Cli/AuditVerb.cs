using System.Text.Json;
using System.Text.Json.Serialization;
using GrantFlow.Audit;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Web.Hosting;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace GrantFlow.Web.Cli;

/// <summary>Verifies the record's chains.</summary>
static class AuditVerb
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    /// <summary>The verb.</summary>
    public static readonly Verb Verb = new(
        "audit",
        "Verifies the record's chains and names the first broken place",
        "audit verify [--programme KEY] [--expect HEAD[,HEAD…]] [--json]",
        RunAsync);

    static async Task<int> RunAsync(Call call)
    {
        if (call.Arguments is not ["verify"]) throw new UsageException("audit does what? There is: verify");
        var settings = HostSettings.FromEnvironment();
        await VerbServices.EnsureMigratedAsync(settings, call.Stop);
        await using var services = VerbServices.Build(settings);
        var programme = call.Options.TryGetValue("--programme", out var key) ? await FindAsync(services, key, call.Stop) : (Guid?)null;
        string[] expected = call.Options.TryGetValue("--expect", out var heads) ? heads.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [];
        if (expected.FirstOrDefault(h => h.Split(':').Length != 3) is { } odd) throw new UsageException($"'{odd}' is no head: they read KEY:LINKS:HASH, as this verb prints them");
        var check = await VerifyRecord.Execute(services.GetRequiredService<NpgsqlDataSource>(), programme, expected, call.Stop);
        if (call.Has("--json")) call.Out.WriteLine(JsonSerializer.Serialize(check, Json));
        else Print(check, call.Out);
        return check.Sound ? ExitCode.Done : ExitCode.Failed;
    }

    static async Task<Guid> FindAsync(ServiceProvider services, string key, CancellationToken ct)
    {
        if (key == "service") return Guid.Empty;
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GrantFlowDb>();
        return await db.Programmes.Where(p => p.Key == key).Select(p => (Guid?)p.Id).FirstOrDefaultAsync(ct)
            ?? throw new UsageException($"there is no programme '{key}'");
    }

    static void Print(ChainCheck check, TextWriter output)
    {
        foreach (var chain in check.Chains)
            output.WriteLine(chain.Broken is not { } at
                ? $"whole   {chain.Head}"
                : $"BROKEN  {chain.Programme}, link {at.Seq}, fact {at.FactId?.ToString() ?? "unknown"}: {Words(at.What)}");
        output.WriteLine($"{check.Facts} facts compared in {check.Chains.Count} chains, {check.Waiting} not sealed yet, {check.Seconds:0.0} s");
    }

    static string Words(Fault fault) => fault switch
    {
        Fault.Changed => "the fact isn't what was sealed here, or the link was changed",
        Fault.Missing => "the fact is gone",
        Fault.Cut => "links before this one are gone",
        Fault.Shortened => "the chain doesn't end where its head says",
        Fault.Unsealed => "the fact was put in behind the chain's back",
        Fault.Rewritten => "the head noted earlier isn't in the chain: it was written anew",
    };
}
