using GrantFlow.Persistence;
using GrantFlow.Persistence.Sealing;
using GrantFlow.Web.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace GrantFlow.Web.Cli;

/// <summary>Sees at every start that the keys outside the database are those that it needs.</summary>
static class Keys
{
    /// <summary>Loads the keys, makes them where nothing was ever sealed, and tells the database which one seals.</summary>
    /// <exception cref="KeyringException">The file is missing or lacks a key that something was sealed with.</exception>
    public static async Task EnsureAsync(HostSettings settings, CancellationToken ct)
    {
        await using var database = NpgsqlDataSource.Create(settings.Database);
        var needed = await NeededAsync(database, ct);
        if (!File.Exists(settings.KeysFile))
        {
            if (needed.Count > 0 && !Keyring.IsLoaded)
                throw new KeyringException($"The keys of sealed fields are missing: {settings.KeysFile}. The database needs {string.Join(", ", needed)}{await UnreadableAsync(settings, database, [], ct)}: put the file back from its copy, or name it by GRANTFLOW_KEYS. If it is lost for good: keys --give-up ID.");
            if (settings.KeysNamed) throw new KeyringException($"GRANTFLOW_KEYS names no file: {settings.KeysFile}. The verb 'keys --make' makes one.");
            Keyring.Make(settings.KeysFile);
        }

        Keyring.Use(settings.KeysFile);
        IReadOnlyCollection<string> held = [.. Keyring.Loaded.Ids, .. Keyring.Read(settings.KeysFile).Ids];
        var missing = needed.Except(held).ToList();
        if (missing.Count > 0)
            throw new KeyringException($"{settings.KeysFile} lacks the key {string.Join(", ", missing)}, which fields of this database were sealed with{await UnreadableAsync(settings, database, held, ct)}: put the right file back from its copy. If it is lost for good: keys --give-up ID.");
        await using var mark = database.CreateCommand("insert into sealing_keys values ($1, now()) on conflict do nothing");
        mark.Parameters.AddWithValue(Keyring.Loaded.Newest);
        await mark.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The shape of this build's database, without opening one.</summary>
    public static IModel ModelOf(HostSettings settings)
    {
        using var db = new GrantFlowDb(new DbContextOptionsBuilder<GrantFlowDb>().UseNpgsql(settings.Database).Options);
        return db.Model;
    }

    // What can't be read for want of a key: ", which sealed bank_accounts.account (12), …", or nothing.
    static async Task<string> UnreadableAsync(HostSettings settings, NpgsqlDataSource database, IReadOnlyCollection<string> held, CancellationToken ct)
    {
        var places = (await SealedPlace.CountAsync(ModelOf(settings), database, ct)).Where(c => !held.Contains(c.Key)).GroupBy(c => c.Place).ToList();
        return places.Count == 0 ? "" : $", without which can't be read: {string.Join(", ", places.Select(p => $"{p.Key.Words}: {p.Sum(c => c.Values)}"))}";
    }

    /// <summary>The ids of the keys that the database was ever sealed with, and hasn't forgotten; the oldest first.</summary>
    public static async Task<List<string>> NeededAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand("select id from sealing_keys order by first_used_at");
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<string> ids = [];
        while (await reader.ReadAsync(ct)) ids.Add(reader.GetString(0));
        return ids;
    }
}
