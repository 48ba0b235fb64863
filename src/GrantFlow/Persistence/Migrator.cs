using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace GrantFlow.Persistence;

/// <summary>Brings a database to the shape this build needs: numbered SQL files, each once, each with its checksum kept.</summary>
/// <remarks>
/// Concurrency: an advisory lock lets one host migrate while the others wait. A file that was changed after it ran is
/// refused, because nobody could tell which of the two shapes a database has.
/// </remarks>
public static class Migrator
{
    const long Lock = 0x6772616e74666c77; // "grantflw"
    const string Prefix = "GrantFlow.Persistence.Migrations.";

    /// <summary>Runs the files that haven't run.</summary>
    /// <param name="connectionString">The database; its user may create tables.</param>
    /// <param name="clock">Stamps the record.</param>
    /// <param name="ct">Cancels between two files.</param>
    /// <returns>The names of the files that ran now, in order; empty when there was nothing to do.</returns>
    /// <exception cref="InvalidOperationException">A file that already ran has been changed, or the database is newer than this build.</exception>
    public static async Task<IReadOnlyList<string>> MigrateAsync(string connectionString, TimeProvider clock, CancellationToken ct = default)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        await RunAsync(connection, $"select pg_advisory_lock({Lock})", ct);
        if (!await HasRecordAsync(connection, ct))
            await RunAsync(connection, "create table schema_migrations (name text primary key, checksum text not null, applied_at timestamptz not null)", ct);
        var done = await DoneAsync(connection, ct);
        var files = Files();
        if (done.Keys.Except(files.Select(f => f.Name)).FirstOrDefault() is { } unknown)
            throw new InvalidOperationException($"The database has the migration {unknown}, which this build doesn't know: it was migrated by a newer one.");
        List<string> ran = [];
        foreach (var (name, sql) in files)
        {
            var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)));
            if (done.TryGetValue(name, out var before))
            {
                if (before != checksum)
                    throw new InvalidOperationException($"The migration {name} was changed after it ran. Restore the file, and put the change into a new one.");
                continue;
            }

            await using var transaction = await connection.BeginTransactionAsync(ct);
            await RunAsync(connection, sql, ct);
            await using var mark = new NpgsqlCommand("insert into schema_migrations values ($1, $2, $3)", connection, transaction)
            {
                Parameters = { new() { Value = name }, new() { Value = checksum }, new() { Value = clock.GetUtcNow() } },
            };
            await mark.ExecuteNonQueryAsync(ct);
            await transaction.CommitAsync(ct);
            ran.Add(name);
        }

        await RunAsync(connection, $"select pg_advisory_unlock({Lock})", ct);
        return ran;
    }

    /// <summary>The files of this build that a database hasn't had; all of them for an empty one.</summary>
    public static async Task<IReadOnlyList<string>> PendingAsync(string connectionString, CancellationToken ct = default)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        var done = await HasRecordAsync(connection, ct) ? await DoneAsync(connection, ct) : [];
        return [.. Files().Select(f => f.Name).Except(done.Keys)];
    }

    static IReadOnlyList<(string Name, string Sql)> Files() =>
        [.. typeof(Migrator).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(n => (n[Prefix.Length..], Read(n)))];

    static string Read(string resource)
    {
        using var reader = new StreamReader(typeof(Migrator).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    static async Task<bool> HasRecordAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var exists = new NpgsqlCommand("select to_regclass('schema_migrations') is not null", connection);
        return await exists.ExecuteScalarAsync(ct) is true;
    }

    static async Task<Dictionary<string, string>> DoneAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select name, checksum from schema_migrations", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        Dictionary<string, string> done = [];
        while (await reader.ReadAsync(ct)) done.Add(reader.GetString(0), reader.GetString(1));
        return done;
    }

    // The text comes from files of this assembly and constants, never from outside.
#pragma warning disable CA2100
    static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }
#pragma warning restore CA2100
}
