using GrantFlow.Accounts;

namespace GrantFlow.Web.Cli;

/// <summary>Says what an authenticator app would show now: for scripts that sign in with the demonstration's accounts.</summary>
static class CodeVerb
{
    /// <summary>The verb.</summary>
    public static readonly Verb Verb = new(
        "code", "Prints the code that an authenticator app shows now for a secret", "code SECRET", RunAsync);

    static Task<int> RunAsync(Call call)
    {
        if (call.Arguments is not [var secret]) throw new UsageException("code takes one secret");
        call.Out.WriteLine(Totp.CodeOf(secret, Totp.StepOf(TimeProvider.System.GetUtcNow())));
        return Task.FromResult(ExitCode.Done);
    }
}
