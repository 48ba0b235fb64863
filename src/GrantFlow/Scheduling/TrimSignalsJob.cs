using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Scheduling;

/// <summary>Forgets signals that nobody came to wait for, and keys of signals delivered long ago.</summary>
sealed class TrimSignalsJob(WorkflowRuntime runtime) : IBackgroundJob
{
    public string Name => "trim-signals";

    public async Task<string> RunAsync(string? argument, CancellationToken ct)
    {
        var (signals, keys) = await runtime.TrimAsync(ct);
        return $"{signals} signals and {keys} keys forgotten";
    }
}
