using System.Net.Sockets;
using GrantFlow.Accounts;
using GrantFlow.Persistence.Sealing;
using GrantFlow.Web.Hosting;

namespace GrantFlow.Web.Cli;

/// <summary>The command line: a table of verbs, and what every one of them does with bad news.</summary>
static class Verbs
{
    static readonly IReadOnlyList<Verb> All =
        [Serve.Verb, Migrate.Verb, DemoVerb.Verb, CodeVerb.Verb, Simulate.Verb, ImportGrants.Verb, CheckWorkflows.Verb, CheckTraces.Verb, AuditVerb.Verb, RightsVerb.Verb, KeysVerb.Verb, WorkflowsVerb.Verb];

    /// <summary>Runs what was typed; without a verb, serves.</summary>
    /// <returns>See <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken stop)
    {
        if (args is ["help" or "--help" or "-h", ..])
        {
            WriteHelp(output);
            return ExitCode.Done;
        }

        if (args is ["--version"])
        {
            output.WriteLine($"GrantFlow {typeof(Verbs).Assembly.GetName().Version?.ToString(3)}");
            return ExitCode.Done;
        }

        var name = args is [var first, ..] && !first.StartsWith("--", StringComparison.Ordinal) ? first : Serve.Verb.Name;
        if (All.FirstOrDefault(v => v.Name == name) is not { } verb)
            return Say(error, ExitCode.Usage, $"there is no verb '{name}'. Known: {string.Join(", ", All.Select(v => v.Name))}");
        var raw = args is [var again, .. var rest] && again == name ? rest : args;
        if (raw.Contains("--help"))
        {
            output.WriteLine($"{verb.Summary}\n\nusage: {verb.Usage}");
            return ExitCode.Done;
        }

        Origin.Current = new Origin($"cli {name}");
        try
        {
            return await verb.RunAsync(Read(verb, raw, output, error, stop));
        }
        catch (UsageException e)
        {
            return Say(error, ExitCode.Usage, $"{e.Message}\nusage: {verb.Usage}");
        }
        catch (SettingsException e)
        {
            return Say(error, ExitCode.Usage, e.Message);
        }
        catch (KeyringException e)
        {
            return Say(error, ExitCode.Failed, e.Message);
        }
        catch (VerbFailedException e)
        {
            return Say(error, ExitCode.Failed, e.Message);
        }
        catch (Exception e) when (Outside(e) is { } told)
        {
            return Say(error, ExitCode.Outside, told);
        }
    }

    // Options that take a value are written NAME VALUE in the usage, with a capitalised word after them.
    static Call Read(Verb verb, string[] raw, TextWriter output, TextWriter error, CancellationToken stop)
    {
        List<string> arguments = [];
        Dictionary<string, string> options = [];
        for (var i = 0; i < raw.Length; i++)
        {
            var word = raw[i];
            if (!word.StartsWith("--", StringComparison.Ordinal))
            {
                arguments.Add(word);
                continue;
            }

            var (name, value) = word.Split('=', 2) is [var n, var v] ? (n, v) : (word, null);
            var at = verb.Usage.IndexOf(name, StringComparison.Ordinal);
            if (verb != Serve.Verb && at < 0) throw new UsageException($"there is no option {name}");
            var takesValue = at >= 0 && verb.Usage.AsSpan(at + name.Length) is [' ', >= 'A' and <= 'Z', ..];
            if (takesValue && value is null) value = ++i < raw.Length ? raw[i] : throw new UsageException($"{name} needs a value");
            options[name] = value ?? "";
        }

        return new Call(arguments, options, output, error, raw, stop);
    }

    static string? Outside(Exception e) => e switch
    {
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } io => $"the port is in use: {io.Message.TrimEnd('.')}. Set GRANTFLOW_URL to another address",
        _ when DatabaseLost.Is(e) => $"the database can't be reached: {DatabaseLost.Describe(e)}",
        SocketException s => $"can't listen: {s.Message}",
        IOException or UnauthorizedAccessException => e.Message,
        _ => null,
    };

    static int Say(TextWriter error, int code, string message)
    {
        error.WriteLine($"error: {message}");
        return code;
    }

    static void WriteHelp(TextWriter output)
    {
        output.WriteLine("GrantFlow runs grant programmes from profiling to close-out.\n\nverbs (VERB --help tells more):");
        foreach (var verb in All) output.WriteLine($"  {verb.Name,-16} {verb.Summary}");
        output.WriteLine("""

            environment:
              GRANTFLOW_DB     the database: Host=…;Database=…;Username=… or postgres://user@host/database;
                               worked on as the role grantflow_app, whatever the login may besides
              GRANTFLOW_OWNER_DB  the same database by the login that owns it, for migrate, demo and simulate;
                               default GRANTFLOW_DB
              GRANTFLOW_DB_FILE, GRANTFLOW_OWNER_DB_FILE, Mail__Password_FILE  the same, read from a file
              GRANTFLOW_URL    the address to serve; default http://127.0.0.1:5080
              GRANTFLOW_PUBLIC_URL  where people reach it, when a proxy stands before it; https:// makes cookies
                               go by https only; default GRANTFLOW_URL
              GRANTFLOW_SECURITY_CONTACT  whom to tell of a hole, for security.txt: mailto:… or https://…
              GRANTFLOW_KEYS   the file of keys for sealed fields (bank facts, second factors); keep a copy of it apart
                               from the database's; default keys.json in GRANTFLOW_DATA, made at the first start
              GRANTFLOW_DATA   the folder for files of the host's own; default .grantflow

            exit codes: 0 done, 1 failed or problems found, 2 wrong usage, 3 database, port, disk or file unavailable
            """);
    }
}
