using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Scheduling;

/// <summary>Looks after the engine's timers: its workers fire them by themselves within milliseconds, and what they left for a minute is done here.</summary>
/// <remarks>So a host whose worker hangs shows in the job history, and nobody's timer waits for it.</remarks>
sealed class FireTimersJob(WorkflowRuntime runtime, TimeProvider clock) : IBackgroundJob
{
    static readonly TimeSpan Late = TimeSpan.FromMinutes(1);

    public string Name => "fire-timers";

    public async Task<string> RunAsync(string? argument, CancellationToken ct)
    {
        if (await runtime.NextDueAsync(ct) is not { } next || next > clock.GetUtcNow() - Late) return "no timer is late";
        var late = clock.GetUtcNow() - next;
        return $"the earliest timer was {late:g} late: {await runtime.RunUntilIdleAsync(ct)} pieces of work done";
    }
}
