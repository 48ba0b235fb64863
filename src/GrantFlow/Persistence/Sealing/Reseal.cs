using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace GrantFlow.Persistence.Sealing;

/// <summary>Seals with the newest key what older ones sealed: the model's sealed columns and the service's own keys.</summary>
/// <remarks>
/// Concurrency: each value is changed on its own, from one sealed text to another that says the same, so an end at any instant leaves
/// all readable by the keys together, and the next run goes on. A value that somebody changes meanwhile stays as they left it.
/// </remarks>
public static class Reseal
{
    /// <summary>Goes through every sealed column.</summary>
    /// <returns>How many values were sealed anew in each place, also where there were none.</returns>
    /// <exception cref="KeyringException">A value's key is missing; what was done until then stays done.</exception>
    public static async Task<IReadOnlyList<(SealedPlace Place, int Values)>> Execute(
        IReadOnlyModel model, NpgsqlDataSource database, Keyring keys, CancellationToken ct)
    {
        List<(SealedPlace, int)> done = [];
        foreach (var place in SealedPlace.Of(model)) done.Add((place, await PlaceAsync(place, database, keys, ct)));
        return done;
    }

    // The names are the model's own.
#pragma warning disable CA2100
    static async Task<int> PlaceAsync(SealedPlace place, NpgsqlDataSource database, Keyring keys, CancellationToken ct)
    {
        var (table, column) = (place.Table, place.Column);
        List<string> old = [];
        await using (var read = database.CreateCommand($"select distinct {column} from {table} where {column} ~ 's1\\.[0-9a-f]{{8}}\\.' and {column} not like $1"))
        {
            read.Parameters.AddWithValue($"%s1.{keys.Newest}.%");
            await using var reader = await read.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) old.Add(reader.GetString(0));
        }

        var done = 0;
        foreach (var value in old)
        {
            await using var write = database.CreateCommand($"update {table} set {column} = $1 where {column} = $2");
            write.Parameters.AddWithValue(place.SealAnew(value, keys));
            write.Parameters.AddWithValue(value);
            done += await write.ExecuteNonQueryAsync(ct);
        }

        return done;
    }
#pragma warning restore CA2100
}
