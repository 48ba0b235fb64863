using System.Text.Json;
using GrantFlow.Persistence;
using GrantFlow.Simulation;
using GrantFlow.Tests.Postgres;
using GrantFlow.Web.Hosting;

namespace GrantFlow.Tests.Simulation;

/// <summary>Plays scenarios on the test server.</summary>
static class SmallPlay
{
    /// <summary>One cohort, two places, five applicants, one year.</summary>
    public static Scenario Scenario { get; } = JsonSerializer.Deserialize<Scenario>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Simulation", "small.json")), JsonSerializerOptions.Web)!;

    public static OrganisationPool Pool
    {
        get
        {
            var pool = OrganisationPool.Read("csos4progress");
            return pool with { Organisations = [.. pool.Organisations.Take(5)] };
        }
    }

    public static string Server => TestDatabase.Server + ";Database=postgres";

    public static Task<(SimulationSummary Summary, IReadOnlyList<string> Wrong)> RunAsync(TextWriter said, int seed = 1, bool keep = false) =>
        SimulationRun.PlayAsync(new SimulationRequest("small", Seed: seed, Keep: keep), Scenario, Pool, Server, OpenAsync, said, CancellationToken.None);

    public static async Task<Microsoft.Extensions.DependencyInjection.ServiceProvider> OpenAsync(string database, TimeProvider clock) =>
        await SimulationHost.OpenAsync(new HostSettings(AppRole.On(database), "http://127.0.0.1:0", Path.GetTempPath()), clock, CancellationToken.None);
}
