using System.Text.Json;
using GrantFlow.Web.Demo;
using GrantFlow.Web.Hosting;

namespace GrantFlow.Web.Cli;

/// <summary>Loads the demonstration on first run, and lists its sign-ins.</summary>
static class DemoVerb
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The verb.</summary>
    public static readonly Verb Verb = new(
        "demo", "Loads the demonstration programmes on first run; lists their sign-ins", "demo [--accounts] [--json]", RunAsync);

    static async Task<int> RunAsync(Call call)
    {
        if (call.Arguments.Count > 0) throw new UsageException($"demo takes no '{call.Arguments[0]}'");
        var settings = HostSettings.FromEnvironment();
        await VerbServices.EnsureMigratedAsync(settings, call.Stop);
        if (!call.Has("--accounts"))
        {
            call.Error.WriteLine("loading the demonstration, if it isn't there");
            call.Out.WriteLine(await Demonstration.LoadAsync(settings, call.Error, call.Stop) ? "the demonstration is loaded" : "the demonstration is there already");
        }

        var accounts = await DemoAccounts.EnsureAsync(settings, call.Stop)
            ?? throw new VerbFailedException("this database has no demonstration: run the verb 'demo' first");
        if (call.Has("--json")) call.Out.WriteLine(JsonSerializer.Serialize(accounts, Json));
        else if (call.Has("--accounts")) Print(accounts, call.Out);
        return ExitCode.Done;
    }

    static void Print(IReadOnlyList<DemoAccount> accounts, TextWriter output)
    {
        var (role, mail) = (accounts.Max(a => a.Role.Length), accounts.Max(a => a.Email.Length));
        foreach (var a in accounts)
            output.WriteLine($"{a.Role.PadRight(role)}  {a.Email.PadRight(mail)}  {a.Password}  {a.Language}  {a.Name}{(a.Organisation == "" ? "" : $", {a.Organisation}")}{(a.TotpSecret is null ? "" : $"  app secret {a.TotpSecret}")}");
        output.WriteLine("Staff are asked for a code: type the app secret into an authenticator app, or run: ops/grantflow code SECRET");
    }
}
