namespace GrantFlow.Web.Cli;

/// <summary>One verb of the command line.</summary>
/// <param name="Name">As typed.</param>
/// <param name="Summary">One line for the list of verbs.</param>
/// <param name="Usage">Arguments and options, one per line, for --help.</param>
/// <param name="RunAsync">Does it; the answer is the exit code.</param>
sealed record Verb(string Name, string Summary, string Usage, Func<Call, Task<int>> RunAsync);

/// <summary>What a verb is given.</summary>
/// <param name="Arguments">What stands after the verb and isn't an option.</param>
/// <param name="Options">Options with their values; a flag's value is empty.</param>
/// <param name="Out">For what was asked.</param>
/// <param name="Error">For messages to people.</param>
/// <param name="Raw">Everything after the verb, as typed.</param>
/// <param name="Stop">Ends the work.</param>
sealed record Call(
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Options,
    TextWriter Out,
    TextWriter Error,
    string[] Raw,
    CancellationToken Stop)
{
    /// <summary>True where an option was given.</summary>
    public bool Has(string option) => Options.ContainsKey(option);
}

/// <summary>What a verb's end tells scripts.</summary>
static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>It was tried and failed, or problems were found.</summary>
    public const int Failed = 1;

    /// <summary>Asked in a way that can't be understood.</summary>
    public const int Usage = 2;

    /// <summary>The outside world: database unreachable, port in use, disk full, file unreadable.</summary>
    public const int Outside = 3;
}

/// <summary>The verb was asked in a way it can't understand; the message says how.</summary>
sealed class UsageException(string message) : Exception(message);

/// <summary>The verb did its work and it failed; the message says what.</summary>
sealed class VerbFailedException(string message) : Exception(message);
