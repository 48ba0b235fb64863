using System.Globalization;
using GrantFlow.Persistence;
using Npgsql;

namespace GrantFlow.Simulation;

/// <summary>The database of one run: made empty and migrated, dropped at the end unless it is to be kept.</summary>
/// <remarks>
/// Its name carries the day it was made on (<c>gf_sim_20260314_…</c>), so that one left by a killed run can be told from
/// one in use: the next run drops those older than a day that nobody is connected to. Kept ones are named
/// <c>gf_kept_…</c> and stay until somebody drops them.
/// </remarks>
sealed class SimulationDatabase : IAsyncDisposable
{
    // The play asks after every turn what is new; nobody else does.
    const string Indexes = """
        create index on audit_facts (at);
        create index on deadlines (created_at);
        create index on mails (created_at) where kind = 'entitlement-expiring'
        """;

    readonly string _server;
    readonly bool _keep;

    SimulationDatabase(string server, string name, bool keep) => (_server, Name, _keep) = (server, name, keep);

    /// <summary>The database's name.</summary>
    public string Name { get; }

    /// <summary>The connection string of this run's database.</summary>
    public string ConnectionString => On(_server, Name);

    /// <summary>Makes one beside the database that the connection string names.</summary>
    /// <param name="server">A connection string of a user who may create databases; the database it names is left alone.</param>
    /// <param name="keep">True leaves it for inspection.</param>
    /// <param name="clock">The real clock: names the day.</param>
    /// <param name="ct">Cancels; nothing is left behind.</param>
    public static async Task<SimulationDatabase> CreateAsync(string server, bool keep, TimeProvider clock, CancellationToken ct)
    {
        await SweepAsync(server, clock, ct);
        var id = Guid.CreateVersion7().ToString("N")[^12..];
        var day = clock.GetUtcNow().ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var database = new SimulationDatabase(server, $"gf_{(keep ? "kept" : "sim")}_{day}_{id}", keep);
        await RunAsync(server, $"create database {database.Name} template template0 encoding 'UTF8'", ct);
        try
        {
            // Nobody misses the last half second of a run when the server dies: it is begun again.
            await RunAsync(server, $"alter database {database.Name} set synchronous_commit = off", ct);
            // Thousands of short statements a minute: compiling one takes longer than running it.
            await RunAsync(server, $"alter database {database.Name} set jit = off", ct);
            await Migrator.MigrateAsync(database.ConnectionString, clock, ct);
            await RunAsync(database.ConnectionString, Indexes, ct, database.Name);
        }
        catch
        {
            await database.DropAsync();
            throw;
        }

        return database;
    }

    /// <summary>Drops it, unless it is kept.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_keep) await DropAsync();
    }

    /// <summary>Drops what killed runs left: named by a day before yesterday, with nobody connected.</summary>
    static async Task SweepAsync(string server, TimeProvider clock, CancellationToken ct)
    {
        var before = clock.GetUtcNow().AddDays(-1).ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        List<string> stale = [];
        await using (var connection = new NpgsqlConnection(On(server, "postgres")))
        {
            await connection.OpenAsync(ct);
            await using var command = new NpgsqlCommand(
                """
                select d.datname from pg_database d
                where d.datname ~ '^gf_sim_[0-9]{8}_[0-9a-f]{12}$' and substr(d.datname, 8, 8) < $1
                and not exists (select from pg_stat_activity a where a.datname = d.datname)
                """,
                connection)
            { Parameters = { new() { Value = before } } };
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) stale.Add(reader.GetString(0));
        }

        foreach (var name in stale) await DatabaseDrop.DropAsync(On(server, "postgres"), name, ct);
    }

    async Task DropAsync()
    {
        await using (var connection = new NpgsqlConnection(ConnectionString)) NpgsqlConnection.ClearPool(connection);
        await DatabaseDrop.DropAsync(On(_server, "postgres"), Name, CancellationToken.None);
    }

    static string On(string server, string database) =>
        new NpgsqlConnectionStringBuilder(server) { Database = database, MaxPoolSize = 20, MaxAutoPrepare = 300, AutoPrepareMinUsages = 3 }.ConnectionString;

    static async Task RunAsync(string server, string sql, CancellationToken ct, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection(On(server, database));
        await connection.OpenAsync(ct);
#pragma warning disable CA2100 // The names in it are made above of digits and letters.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(ct);
    }
}
