using GrantFlow.Persistence;
using GrantFlow.Scheduling;
using Microsoft.Extensions.Logging;

namespace GrantFlow.Notifications;

/// <summary>Sweeps the deadlines, each minute.</summary>
sealed class SweepDeadlinesJob(GrantFlowDb db, TimeProvider clock, ILogger<SweepDeadlinesJob> log) : IBackgroundJob
{
    public string Name => "sweep-deadlines";

    public async Task<string> RunAsync(string? argument, CancellationToken ct)
    {
        var swept = await SweepDeadlines.Execute(db, clock, log, ct);
        return $"{swept.Prompts} prompts, {swept.Superseded} superseded, {swept.Missed} missed, {swept.Faults} faulty";
    }
}
