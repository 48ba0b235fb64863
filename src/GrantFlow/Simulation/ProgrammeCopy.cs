using Npgsql;

namespace GrantFlow.Simulation;

/// <summary>Copies an imported programme from the database that is served into a run's own; the first is only read.</summary>
static class ProgrammeCopy
{
    // Parents first. Everything else about a historic programme is made by playing it.
    static readonly (string Table, string Of)[] Tables = [("programmes", "id"), ("forms", "programme_id"), ("organisations", "programme_id"), ("awards", "programme_id")];

    /// <summary>The historic programme of that name or key, or null.</summary>
    public static async Task<Guid?> FindAsync(string server, string name, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync(ct);
        await using var known = new NpgsqlCommand("select to_regclass('programmes') is not null", connection);
        if (await known.ExecuteScalarAsync(ct) is not true) return null;
        await using var command = new NpgsqlCommand(
            "select id from programmes where kind = 'Historic' and (key = lower($1) or lower($1) in (select lower(n.value) from jsonb_each_text(name) n)) limit 1", connection)
        {
            Parameters = { new() { Value = name } },
        };
        return await command.ExecuteScalarAsync(ct) as Guid?;
    }

    /// <summary>Copies the programme's rows as they are.</summary>
    public static async Task CopyAsync(string server, string run, Guid programme, CancellationToken ct)
    {
        await using var from = new NpgsqlConnection(server);
        await using var to = new NpgsqlConnection(run);
        await from.OpenAsync(ct);
        await to.OpenAsync(ct);
        // One snapshot for all tables, and no way to write by mistake.
        await using var transaction = await from.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        await using (var readOnly = new NpgsqlCommand("set transaction read only", from, transaction)) await readOnly.ExecuteNonQueryAsync(ct);
        foreach (var (table, of) in Tables)
        {
            await using var reader = await from.BeginRawBinaryCopyAsync($"copy (select * from {table} where {of} = '{programme}') to stdout (format binary)", ct);
            await using var writer = await to.BeginRawBinaryCopyAsync($"copy {table} from stdin (format binary)", ct);
            await reader.CopyToAsync(writer, ct);
        }
    }
}
