using Npgsql;

namespace GrantFlow.Persistence;

/// <summary>Drops a database by the login that owns it.</summary>
/// <remarks>
/// Not by PostgreSQL's own <c>with (force)</c>: that wants the right to end every process in there, and over an autovacuum
/// worker, which belongs to nobody, it refuses everybody but a superuser. Dropped plainly, the server ends such workers itself.
/// </remarks>
public static class DatabaseDrop
{
    const int Attempts = 10;

    /// <summary>Ends the connections of this login to a database, and drops it if it exists.</summary>
    /// <param name="server">A connection string to another database of the same server, by the login that owns the one to be dropped.</param>
    /// <param name="name">The database's name, as it stands in the catalogue.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="PostgresException">Somebody else's connections stay in it (55006), or it isn't this login's (42501).</exception>
    public static async Task DropAsync(string server, string name, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(ct);
        for (var attempt = 1; ; attempt++)
        {
            await using (var end = new NpgsqlCommand(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and usename = session_user and backend_type = 'client backend'", connection))
            {
                end.Parameters.Add(new() { Value = name });
                await end.ExecuteNonQueryAsync(ct);
            }

            try
            {
#pragma warning disable CA2100 // A name can't be a parameter here; it is quoted.
                await using var drop = new NpgsqlCommand($"drop database if exists {Quoted(name)}", connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
                await drop.ExecuteNonQueryAsync(ct);
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ObjectInUse && attempt < Attempts)
            {
                // The server waits five seconds for them to end; on a busy machine these are too few.
            }
        }
    }

    /// <summary>A name as it stands in SQL.</summary>
    internal static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
