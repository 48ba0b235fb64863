using GrantFlow.Persistence;
using GrantFlow.Persistence.Sealing;
using GrantFlow.Web.Hosting;
using Npgsql;

namespace GrantFlow.Web.Cli;

/// <summary>Makes, lists and changes the keys of sealed fields; prints their ids, never the keys.</summary>
static class KeysVerb
{
    /// <summary>The verb.</summary>
    public static readonly Verb Verb = new(
        "keys", "Lists the keys of sealed fields; makes them, or a new one and seals everything with it", "keys [--make] [--rotate]", RunAsync);

    static async Task<int> RunAsync(Call call)
    {
        var settings = HostSettings.FromEnvironment();
        if (call.Has("--make"))
        {
            call.Out.WriteLine(Keyring.Make(settings.KeysFile) ? $"made {settings.KeysFile}: keep a copy apart from the database's" : $"{settings.KeysFile} is there already");
            return ExitCode.Done;
        }

        await VerbServices.EnsureMigratedAsync(settings, call.Stop);
        if (call.Has("--rotate"))
        {
            var id = Keyring.Add(settings.KeysFile);
            Keyring.Use(Keyring.Read(settings.KeysFile));
            await Keys.EnsureAsync(settings, call.Stop);
            call.Out.WriteLine($"{id} seals from now on; hosts that run take it up when they are started again, and read with it at once");
            await using var services = VerbServices.Build(settings);
            await using var scope = services.CreateAsyncScope();
            var sealedAnew = await Reseal.Execute(
                scope.ServiceProvider.GetRequiredService<GrantFlowDb>(), scope.ServiceProvider.GetRequiredService<NpgsqlDataSource>(), call.Stop);
            call.Out.WriteLine($"{sealedAnew} values sealed anew");
        }

        foreach (var id in Keyring.Loaded.Ids) call.Out.WriteLine(id == Keyring.Loaded.Newest ? $"{id}  seals" : $"{id}  opens");
        return ExitCode.Done;
    }
}
