using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace GrantFlow.Persistence.Sealing;

/// <summary>Seals with the newest key what older ones sealed: all sealed columns of the model.</summary>
/// <remarks>Concurrency: a value that somebody changes meanwhile is sealed anew by that change, and stays as they left it.</remarks>
public static class Reseal
{
    /// <summary>Goes through every sealed column.</summary>
    /// <returns>How many values were sealed anew.</returns>
    public static async Task<int> Execute(GrantFlowDb db, NpgsqlDataSource database, CancellationToken ct)
    {
        var done = 0;
        foreach (var property in SealedColumns.Of(db.Model))
        {
            var (table, column, use) = (property.DeclaringType.GetTableName()!, property.GetColumnName(), SealedColumns.UseOf(property));
            done += await ColumnAsync(database, table, column, use, ct);
        }

        return done;
    }

    // The names are the model's own.
#pragma warning disable CA2100
    static async Task<int> ColumnAsync(NpgsqlDataSource database, string table, string column, string use, CancellationToken ct)
    {
        List<string> old = [];
        await using (var read = database.CreateCommand($"select distinct {column} from {table} where {column} like 's1.%' and {column} not like $1"))
        {
            read.Parameters.AddWithValue($"s1.{Keyring.Loaded.Newest}.%");
            await using var reader = await read.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) old.Add(reader.GetString(0));
        }

        var done = 0;
        foreach (var value in old)
        {
            await using var write = database.CreateCommand($"update {table} set {column} = $1 where {column} = $2");
            write.Parameters.AddWithValue(Keyring.Loaded.Seal(Keyring.Loaded.Open(value, use), use));
            write.Parameters.AddWithValue(value);
            done += await write.ExecuteNonQueryAsync(ct);
        }

        return done;
    }
#pragma warning restore CA2100
}
