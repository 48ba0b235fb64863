using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Persistence.Sealing;
using GrantFlow.Web.Hosting;
using Npgsql;

namespace GrantFlow.Web.Cli;

/// <summary>Makes, lists, checks and changes the keys of sealed fields; prints their ids, never the keys.</summary>
static class KeysVerb
{
    // A host that runs looks at its file of keys every two seconds.
    static readonly TimeSpan TakenUp = TimeSpan.FromSeconds(3);

    /// <summary>The verb.</summary>
    public static readonly Verb Verb = new(
        "keys",
        "Lists the keys of sealed fields and what they sealed; makes them, checks them, adds a new one and seals everything with it",
        """
        keys             lists the keys, and how many values each has sealed
        keys --make      makes the file of keys; one that is there stays
        keys --check     tells what can't be read for want of a key
        keys --rotate    adds a key and seals everything with it
        keys --reseal    seals with the newest key what older ones sealed: after a rotation that broke off
        keys --drop ID   takes an old key out, once nothing is sealed with it
        keys --give-up ID  takes away for good what a lost key sealed, so that the host starts without it
        """,
        RunAsync);

    static async Task<int> RunAsync(Call call)
    {
        var settings = HostSettings.FromEnvironment();
        if (call.Has("--make"))
        {
            call.Out.WriteLine(Keyring.Make(settings.KeysFile) ? $"made {settings.KeysFile}: keep a copy apart from the database's" : $"{settings.KeysFile} is there already");
            return ExitCode.Done;
        }

        await using var database = NpgsqlDataSource.Create(settings.Database);
        if (call.Has("--check")) return await CheckAsync(call, settings, database);
        if (call.Options.TryGetValue("--give-up", out var lost)) return await GiveUpAsync(call, settings, database, lost);
        await VerbServices.EnsureMigratedAsync(settings, call.Stop);
        if (call.Has("--rotate"))
        {
            var id = Keyring.Add(settings.KeysFile);
            Keyring.Use(Keyring.Read(settings.KeysFile));
            await Keys.EnsureAsync(settings, call.Stop);
            call.Out.WriteLine($"{id} seals from now on; hosts that run with {settings.KeysFile} take it up within seconds. Copy the file, apart from the database's copies");
            // What a host that hasn't looked yet seals with the old key meanwhile is sealed anew behind it.
            await Task.Delay(TakenUp, call.Stop);
        }

        if (call.Has("--rotate") || call.Has("--reseal"))
        {
            var done = await Reseal.Execute(Keys.ModelOf(settings), database, Keyring.Loaded, call.Stop);
            foreach (var (place, values) in done) call.Out.WriteLine($"{values,8} {place.Words}");
            call.Out.WriteLine($"{done.Sum(d => d.Values)} values sealed anew");
        }

        if (call.Options.TryGetValue("--drop", out var drop)) await DropAsync(call, settings, database, drop);
        var keys = Keyring.Read(settings.KeysFile);
        var counts = await SealedPlace.CountAsync(Keys.ModelOf(settings), database, call.Stop);
        foreach (var id in keys.Ids)
            call.Out.WriteLine($"{id}  {(id == keys.Newest ? "seals" : "opens")}  {counts.Where(c => c.Key == id).Sum(c => c.Values)} values");
        return ExitCode.Done;
    }

    // Works on any database, migrated or not, with or without its keys: it is what an operator asks first after a restore.
    static async Task<int> CheckAsync(Call call, HostSettings settings, NpgsqlDataSource database)
    {
        IReadOnlyCollection<string> held = [];
        try
        {
            if (File.Exists(settings.KeysFile)) held = Keyring.Read(settings.KeysFile).Ids;
            else call.Out.WriteLine($"there is no {settings.KeysFile}");
        }
        catch (KeyringException e)
        {
            call.Out.WriteLine(e.Message);
        }

        var counts = await SealedPlace.CountAsync(Keys.ModelOf(settings), database, call.Stop);
        var lost = counts.Where(c => !held.Contains(c.Key)).ToList();
        foreach (var (place, key, values) in lost)
            call.Out.WriteLine($"{values,8} values of {place.Words} can't be read: the key {key} is missing from {settings.KeysFile}");
        call.Out.WriteLine($"{counts.Sum(c => c.Values)} sealed values, {lost.Sum(c => c.Values)} can't be read");
        return lost.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    static async Task DropAsync(Call call, HostSettings settings, NpgsqlDataSource database, string id)
    {
        var left = (await SealedPlace.CountAsync(Keys.ModelOf(settings), database, call.Stop)).Where(c => c.Key == id).ToList();
        if (left.Count > 0)
            throw new VerbFailedException($"{left.Sum(c => c.Values)} values are still sealed with {id} ({string.Join(", ", left.Select(c => c.Place.Use))}): run 'keys --reseal' first.");
        // The database forgets it first: an end between the two leaves a key too many, never a start that misses one.
        if (id == Keyring.Read(settings.KeysFile).Newest) throw new VerbFailedException($"{id} is the key that seals: 'keys --rotate' adds another first.");
        await using var forget = database.CreateCommand("delete from sealing_keys where id = $1");
        forget.Parameters.AddWithValue(id);
        await forget.ExecuteNonQueryAsync(call.Stop);
        Keyring.Remove(settings.KeysFile, id);
        call.Out.WriteLine($"{id} is dropped; copies of the database made before it was still need the keys of their day");
    }

    // The last resort, when there is no copy of the keys anywhere. The database forgets the key last: what broke off is done again.
    static async Task<int> GiveUpAsync(Call call, HostSettings settings, NpgsqlDataSource database, string id)
    {
        if (File.Exists(settings.KeysFile) && Keyring.Read(settings.KeysFile).Ids.Contains(id))
            throw new VerbFailedException($"{id} isn't lost: {settings.KeysFile} holds it.");
        if (!(await Keys.NeededAsync(database, call.Stop)).Contains(id)) throw new VerbFailedException($"the database needs no key {id}.");
        Keyring.Make(settings.KeysFile);
        Keyring.Use(settings.KeysFile);
        var rows = await SealedPlace.ForgetAsync(Keys.ModelOf(settings), database, id, call.Stop);
        await using var services = VerbServices.Build(settings);
        await using var scope = services.CreateAsyncScope();
        var fact = await ForgetUnreadable.Execute(
            scope.ServiceProvider.GetRequiredService<GrantFlowDb>(), scope.ServiceProvider.GetRequiredService<Secrets>(), id, rows, TimeProvider.System, call.Stop);
        await using var forget = database.CreateCommand("delete from sealing_keys where id = $1");
        forget.Parameters.AddWithValue(id);
        await forget.ExecuteNonQueryAsync(call.Stop);
        foreach (var (table, count) in fact.Rows) call.Out.WriteLine($"{count,8} rows of {table} are gone");
        call.Out.WriteLine($"{fact.SecondFactors,8} second factors have to be set up anew");
        call.Out.WriteLine($"{fact.Letters,8} letters with a link aren't sent");
        call.Out.WriteLine($"{id} is given up");
        return ExitCode.Done;
    }
}
