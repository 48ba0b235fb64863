using System.Runtime.CompilerServices;
using GrantFlow.Persistence.Sealing;

namespace GrantFlow.Tests;

/// <summary>The keys of this run's sealed fields: made before the first test, gone with the process.</summary>
static class SomeKeys
{
    [ModuleInitializer]
    internal static void Make() => Keyring.Use(Keyring.New());
}
