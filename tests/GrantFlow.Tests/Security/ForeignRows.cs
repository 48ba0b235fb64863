using GrantFlow.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace GrantFlow.Tests.Security;

/// <summary>
/// The rows of an organisation that is somebody else's: found by following the database's own foreign keys from the organisation
/// downwards, so that a new table is covered on the day it comes.
/// </summary>
/// <param name="database">Where.</param>
/// <param name="organisation">Whose rows.</param>
/// <param name="marker">Stands in every text of theirs that isn't a code.</param>
public sealed class ForeignRows(TestDatabase database, Guid organisation, string marker)
{

    // The way a table hangs on another may lead to things that are everybody's: these are nobody's children.
    static readonly string[] Shared = ["programmes", "competitions", "cohorts", "people", "forms", "decisions"];

    // Columns whose text the service reads as a code.
    static readonly string[] Codes =
        ["region", "language", "country", "currency", "email", "state", "kind", "code", "number", "key", "sha256", "hash", "secret", "snapshot", "template", "zone", "subject", "role", "user_name", "stamp", "ref", "id"];

    // A text in the programme's languages.
    const string IsLocal = "jsonb_typeof(\"{0}\") = 'object' and (\"{0}\" ? 'hy' or \"{0}\" ? 'en')";

    readonly Dictionary<string, List<Guid>> _rows = [];

    /// <summary>What no answer to others may hold.</summary>
    public string Marker => marker;

    /// <summary>How many rows of theirs there are.</summary>
    public int Count => _rows.Values.Sum(r => r.Count);

    /// <summary>Ids by table.</summary>
    public IReadOnlyDictionary<string, List<Guid>> Rows => _rows;

    /// <summary>Finds the rows.</summary>
    public async Task FindAsync()
    {
        await using var connection = await OpenAsync();
        var keys = await KeysAsync(connection);
        _rows["organisations"] = [organisation];
        _rows["people"] = await IdsAsync(connection, "select person_id from organisation_people where organisation_id = any(@ids) and person_id is not null", [organisation]);
        var ahead = new Queue<string>(["organisations", "people"]);
        while (ahead.TryDequeue(out var parent))
        {
            foreach (var (table, column) in keys.Where(k => k.Parent == parent).Select(k => (k.Table, k.Column)))
            {
                if (Shared.Contains(table)) continue;
                var known = _rows.GetValueOrDefault(table) ?? [];
                var found = await IdsAsync(connection, $"select id from {table} where {column} = any(@ids)", _rows[parent]);
                if (found.Except(known).ToList() is not { Count: > 0 } fresh) continue;
                _rows[table] = [.. known, .. fresh];
                ahead.Enqueue(table);
            }
        }
    }

    /// <summary>Writes the marker into every text of every row of theirs.</summary>
    /// <returns>How many columns took it.</returns>
    public async Task<int> MarkAsync()
    {
        await using var connection = await OpenAsync();
        var marked = 0;
        foreach (var (table, ids) in _rows)
        {
            foreach (var (column, type) in await TextsAsync(connection, table))
            {
                var local = type == "jsonb";
                var value = local ? $"jsonb_build_object('en', '{marker} {column}', 'hy', '{marker} {column}')" : $"'{marker} {column}'";
                var those = local ? " and " + IsLocal.Replace("{0}", column, StringComparison.Ordinal) : "";
                try
                {
                    if (await RunAsync(connection, $"update {table} set \"{column}\" = {value} where id = any(@ids){those}", ids) > 0) marked++;
                }
                catch (PostgresException)
                {
                    // Unique, checked, sealed, or too long for its column.
                }
            }
        }

        return marked;
    }

    /// <summary>The table that each id of the database belongs to.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> TablesAsync()
    {
        await using var connection = await OpenAsync();
        Dictionary<Guid, string> tables = [];
        foreach (var table in (await KeysAsync(connection)).SelectMany(k => new[] { k.Table, k.Parent }).Distinct())
            foreach (var id in await IdsAsync(connection, $"select id from {table} where id is not null or id = any(@ids)", [])) tables[id] = table;
        return tables;
    }

    /// <summary>One line a table: what stands in their rows, as a hash.</summary>
    public async Task<IReadOnlyList<string>> HashesAsync()
    {
        await using var connection = await OpenAsync();
        List<string> hashes = [];
        foreach (var (table, ids) in _rows)
        {
            await using var command = Command(connection, $"select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by id)), '') from {table} t where id = any(@ids)", ids);
            var hash = await command.ExecuteScalarAsync();
            hashes.Add($"{table}: {hash}");
        }

        // Nothing new hangs on theirs either.
        foreach (var (parent, table, column) in await KeysAsync(connection))
        {
            if (!_rows.TryGetValue(parent, out var parents)) continue;
            await using var command = Command(connection, $"select count(*) from {table} where {column} = any(@ids)", parents);
            var count = await command.ExecuteScalarAsync();
            hashes.Add($"{table} of {parent}.{column}: {count}");
        }

        return hashes;
    }

    // Tables with an id of their own only: the others hang on a row that is watched.
    static async Task<List<(string Parent, string Table, string Column)>> KeysAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            """
            select p.relname, c.relname, a.attname from pg_constraint k
            join pg_class c on c.oid = k.conrelid join pg_class p on p.oid = k.confrelid
            join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
            where k.contype = 'f' and array_length(k.conkey, 1) = 1
                and exists (select 1 from pg_attribute i where i.attrelid = c.oid and i.attname = 'id' and i.atttypid = 'uuid'::regtype)
            order by 1, 2, 3
            """, connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<(string, string, string)> keys = [];
        while (await reader.ReadAsync()) keys.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        return keys;
    }

    // Enumerations are texts in the database, and codes in the model; what is sealed is no text that anybody could type.
    async Task<List<(string Column, string Type)>> TextsAsync(NpgsqlConnection connection, string table)
    {
        await using var db = database.Open();
        var texts = db.Model.GetEntityTypes().Where(e => e.GetTableName() == table && !e.IsMappedToJson()).SelectMany(e => e.GetProperties())
            .Where(p => (p.ClrType == typeof(string) && p.GetValueConverter() is null) || p.ClrType == typeof(LocalText)).Select(p => p.GetColumnName()).ToHashSet();
        await using var command = new NpgsqlCommand(
            "select column_name, data_type from information_schema.columns where table_name = @table and data_type in ('text', 'character varying', 'jsonb') and is_generated = 'NEVER' order by 1", connection);
        command.Parameters.AddWithValue("table", table);
        await using var reader = await command.ExecuteReaderAsync();
        List<(string, string)> columns = [];
        while (await reader.ReadAsync())
        {
            var (column, type) = (reader.GetString(0), reader.GetString(1));
            if (texts.Contains(column) && !Codes.Any(c => column == c || column.EndsWith($"_{c}", StringComparison.Ordinal))) columns.Add((column, type));
        }

        return columns;
    }

    static async Task<List<Guid>> IdsAsync(NpgsqlConnection connection, string sql, List<Guid> ids)
    {
        await using var command = Command(connection, sql, ids);
        await using var reader = await command.ExecuteReaderAsync();
        List<Guid> found = [];
        while (await reader.ReadAsync()) found.Add(reader.GetGuid(0));
        return found;
    }

    static async Task<int> RunAsync(NpgsqlConnection connection, string sql, List<Guid> ids)
    {
        await using var command = Command(connection, sql, ids);
        return await command.ExecuteNonQueryAsync();
    }

    static NpgsqlCommand Command(NpgsqlConnection connection, string sql, List<Guid> ids)
    {
#pragma warning disable CA2100 // names come from the database's own catalogue
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        command.Parameters.AddWithValue("ids", ids);
        return command;
    }

    async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(database.OwnerConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
