using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace GrantFlow.Persistence.Sealing;

/// <summary>A column that holds sealed texts.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Column">Its name.</param>
public sealed partial record SealedPlace(string Table, string Column)
{
    // The service's own keys lie in a document of which only a part is sealed.
    static readonly SealedPlace ServiceKeys = new("data_protection_keys", "xml");

    /// <summary>What its texts are sealed for; they open for nothing else.</summary>
    public string Use => $"{Table}.{Column}";

    /// <summary>The column's name as people read it, and what hangs on it where the name doesn't say.</summary>
    public string Words => this == ServiceKeys ? $"{Use} (second factors, mailed links, sign-ins)" : Use;

    /// <summary>Every sealed column of the database: those of the model, then the service's own keys.</summary>
    public static IReadOnlyList<SealedPlace> Of(IReadOnlyModel model) =>
        [.. SealedColumns.Of(model).Select(p => new SealedPlace(p.DeclaringType.GetTableName()!, p.GetColumnName())), ServiceKeys];

    /// <summary>How many values each key has sealed in each place; a place that the database hasn't got yet has none.</summary>
    /// <returns>In the order of <see cref="Of"/>, then of the keys' ids.</returns>
    public static async Task<IReadOnlyList<SealedCount>> CountAsync(IReadOnlyModel model, NpgsqlDataSource database, CancellationToken ct)
    {
        List<SealedCount> counts = [];
        foreach (var place in Of(model))
        {
            if (!await place.IsThereAsync(database, ct)) continue;
#pragma warning disable CA2100 // the model's own names
            await using var command = database.CreateCommand(
                $"select (regexp_match({place.Column}, 's1\\.([0-9a-f]{{8}})\\.'))[1] as key, count(*) from {place.Table} where {place.Column} like '%s1.%' group by 1 order by 1");
#pragma warning restore CA2100
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
                if (!await reader.IsDBNullAsync(0, ct)) counts.Add(new(place, reader.GetString(0), reader.GetInt64(1)));
        }

        return counts;
    }

    /// <summary>Takes away every row that holds something sealed with a key that is lost: without it nobody ever reads it again.</summary>
    /// <returns>How many rows went, by table.</returns>
    public static async Task<IReadOnlyDictionary<string, int>> ForgetAsync(IReadOnlyModel model, NpgsqlDataSource database, string key, CancellationToken ct)
    {
        Dictionary<string, int> gone = [];
        foreach (var place in Of(model))
        {
#pragma warning disable CA2100 // the model's own names
            await using var command = database.CreateCommand($"delete from {place.Table} where {place.Column} like $1");
#pragma warning restore CA2100
            command.Parameters.AddWithValue($"%s1.{key}.%");
            gone[place.Table] = gone.GetValueOrDefault(place.Table) + await command.ExecuteNonQueryAsync(ct);
        }

        return gone;
    }

    /// <summary>The text of a column with what is sealed in it sealed anew.</summary>
    /// <exception cref="KeyringException">It can't be opened.</exception>
    internal string SealAnew(string text, Keyring keys) => SealedText().Replace(text, one => keys.Seal(keys.Open(one.Value, Use), Use));

    async Task<bool> IsThereAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand("select to_regclass($1) is not null");
        command.Parameters.AddWithValue(Table);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    [GeneratedRegex(@"s1\.[0-9a-f]{8}\.[A-Za-z0-9+/=]+")]
    private static partial Regex SealedText();
}

/// <summary>How many values a key has sealed in a place.</summary>
/// <param name="Place">Where.</param>
/// <param name="Key">The key's id.</param>
/// <param name="Values">How many; never zero.</param>
public sealed record SealedCount(SealedPlace Place, string Key, long Values);
