using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Scheduling;

namespace GrantFlow.Privacy;

/// <summary>Forgets each night what is past its time.</summary>
sealed class ApplyRetentionJob(GrantFlowDb db, TimeProvider clock) : IBackgroundJob
{
    public string Name => "apply-retention";

    public async Task<string> RunAsync(string? argument, CancellationToken ct)
    {
        var done = await ApplyRetention.Execute(db, Actor.Service, clock, ct);
        return done.Count == 0 ? "nothing was past its time" : string.Join(", ", done.GroupBy(d => d.Kind).Select(g => $"{g.Key}: {g.Sum(d => d.Rows)}"));
    }
}
