using GrantFlow.Workflows.Conformance;

namespace GrantFlow.Web.Cli;

/// <summary>Compares this engine with recorded runs of the real one.</summary>
static class CheckTraces
{
    /// <summary>The verb.</summary>
    public static readonly Verb Verb = new("check-traces", "Runs recorded workflow traces and compares every step", "check-traces PATH", RunAsync);

    static Task<int> RunAsync(Call call)
    {
        if (call.Arguments is not [var path]) throw new UsageException("which file or folder?");
        return Task.FromResult(TraceCheck.Run(path, call.Out) switch { 0 => ExitCode.Done, 1 => ExitCode.Failed, _ => ExitCode.Outside });
    }
}
