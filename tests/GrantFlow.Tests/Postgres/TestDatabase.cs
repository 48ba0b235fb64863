using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace GrantFlow.Tests.Postgres;

/// <summary>A database of its own for one test class: a clone of a template that is migrated once a run.</summary>
/// <remarks>
/// The server is named by GRANTFLOW_TEST_DB, a connection string of a user who may create databases; ops/test starts one.
/// Use: <c>class MyTests(TestDatabase database) : IClassFixture&lt;TestDatabase&gt;</c>.
/// </remarks>
public sealed class TestDatabase : IAsyncLifetime
{
    const int Attempts = 10;

    static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);

    readonly string _name = $"gf_{Guid.CreateVersion7():N}";

    /// <summary>The server, from the environment.</summary>
    public static string Server => Environment.GetEnvironmentVariable("GRANTFLOW_TEST_DB")
        ?? throw new InvalidOperationException("GRANTFLOW_TEST_DB names no PostgreSQL server. Run ops/test, which starts one.");

    /// <summary>This class's database, as the host works on it: by a role that can't alter tables or the record.</summary>
    public string ConnectionString => AppRole.On(On(_name));

    /// <summary>The same by its owner, for what only an operator may, or a forger with the operator's password.</summary>
    public string OwnerConnectionString => On(_name);

    /// <summary>A context on this class's database.</summary>
    public GrantFlowDb Open() => new(new DbContextOptionsBuilder<GrantFlowDb>().UseNpgsql(ConnectionString).Options);

    public async Task InitializeAsync()
    {
        var template = await Template.Value;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await RunAsync($"create database {_name} template {template}");
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ObjectInUse && attempt < Attempts)
            {
                // The server sends its autovacuum worker out of the template and waits five seconds; on a busy machine these are too few.
            }
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var used in new[] { ConnectionString, OwnerConnectionString })
            await using (var connection = new NpgsqlConnection(used)) NpgsqlConnection.ClearPool(connection);
        await DatabaseDrop.DropAsync(On("postgres"), _name, CancellationToken.None);
        // The sandbox that the verb migrate makes beside it.
        await DatabaseDrop.DropAsync(On("postgres"), $"{_name}_try", CancellationToken.None);
    }

    /// <summary>Lets nobody in and ends every connection, as a database that went away; or lets everybody in again.</summary>
    public async Task CloseAsync(bool closed)
    {
        await RunAsync($"alter database {_name} allow_connections {!closed}");
        // Not the server's own autovacuum workers: over these only a superuser has the right.
        if (closed) await RunAsync($"select pg_terminate_backend(pid, 60000) from pg_stat_activity where datname = '{_name}' and backend_type = 'client backend'");
    }

    static async Task<string> MakeTemplateAsync()
    {
        var name = $"gf_template_{Guid.CreateVersion7():N}";
        // From template0, which nobody can be connected to; a connection to another template would make this wait and fail.
        await RunAsync($"create database {name} template template0 encoding 'UTF8'");
        await Migrator.MigrateAsync(On(name), TimeProvider.System);
        await using (var connection = new NpgsqlConnection(On(name))) NpgsqlConnection.ClearPool(connection);
        return name;
    }

    static string On(string database) =>
        new NpgsqlConnectionStringBuilder(Server) { Database = database, MaxPoolSize = 30 }.ConnectionString;

    static async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(On("postgres"));
        await connection.OpenAsync();
#pragma warning disable CA2100 // names are made above
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
