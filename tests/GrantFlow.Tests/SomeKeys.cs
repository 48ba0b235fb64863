using System.Runtime.CompilerServices;
using GrantFlow.Persistence.Sealing;

namespace GrantFlow.Tests;

/// <summary>The keys of this run's sealed fields: made before the first test, gone with the process.</summary>
static class SomeKeys
{
    /// <summary>Where they lie: a host in a process of its own may be given a copy.</summary>
    public static string FilePath { get; } = Path.Combine(Directory.CreateTempSubdirectory("grantflow-tests-").FullName, "keys.json");

    [ModuleInitializer]
    internal static void Make()
    {
        Keyring.Make(FilePath);
        Keyring.Use(FilePath);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path.GetDirectoryName(FilePath)!, recursive: true);
    }
}
