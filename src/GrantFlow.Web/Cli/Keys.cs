using GrantFlow.Persistence.Sealing;
using GrantFlow.Web.Hosting;
using Npgsql;

namespace GrantFlow.Web.Cli;

/// <summary>Sees at every start that the keys outside the database are those that it needs.</summary>
static class Keys
{
    /// <summary>Loads the keys, makes them where nothing was ever sealed, and tells the database which one seals.</summary>
    /// <exception cref="KeyringException">The file is missing or lacks a key that something was sealed with.</exception>
    public static async Task EnsureAsync(HostSettings settings, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(settings.Database);
        await connection.OpenAsync(ct);
        var needed = await NeededAsync(connection, ct);
        if (!File.Exists(settings.KeysFile))
        {
            if (needed.Count > 0 && !Keyring.IsLoaded)
                throw new KeyringException($"The keys of sealed fields are missing: {settings.KeysFile}. The database needs {string.Join(", ", needed)}: put the file back from its copy, or name it by GRANTFLOW_KEYS.");
            if (settings.KeysNamed) throw new KeyringException($"GRANTFLOW_KEYS names no file: {settings.KeysFile}. The verb 'keys --make' makes one.");
            Keyring.Make(settings.KeysFile);
        }

        Keyring.Use(settings.KeysFile);
        var missing = needed.Except(Keyring.Loaded.Ids).Except(Keyring.Read(settings.KeysFile).Ids).ToList();
        if (missing.Count > 0)
            throw new KeyringException($"{settings.KeysFile} lacks the key {string.Join(", ", missing)}, which fields of this database were sealed with: put the right file back from its copy.");
        await using var mark = new NpgsqlCommand("insert into sealing_keys values ($1, now()) on conflict do nothing", connection) { Parameters = { new() { Value = Keyring.Loaded.Newest } } };
        await mark.ExecuteNonQueryAsync(ct);
    }

    static async Task<List<string>> NeededAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select id from sealing_keys", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<string> ids = [];
        while (await reader.ReadAsync(ct)) ids.Add(reader.GetString(0));
        return ids;
    }
}
