using GrantFlow.Scheduling;

namespace GrantFlow.Simulation;

/// <summary>Forgets tries that nobody can look at any more, and empties the sandbox of what the last one played.</summary>
sealed class TrimTriesJob(Tries tries) : IBackgroundJob
{
    public string Name => "trim-tries";

    public async Task<string> RunAsync(string? argument, CancellationToken ct) =>
        await tries.TidyAsync(ct) is { } forgotten ? $"sandbox emptied, {forgotten} tries forgotten" : "no sandbox, or a try is under way";
}
