using GrantFlow.Persistence;
using GrantFlow.Scheduling;
using Microsoft.Extensions.Logging;

namespace GrantFlow.Notifications;

/// <summary>Drains the outbox, each minute: what was deferred, and what no wake-up call was heard for.</summary>
sealed class DrainOutboxJob(GrantFlowDb db, MailRoute route, TimeProvider clock, ILogger<DrainOutboxJob> log) : IBackgroundJob
{
    public string Name => "drain-outbox";

    public async Task<string> RunAsync(string? argument, CancellationToken ct)
    {
        var drained = await DrainOutbox.Execute(db, route, clock, log, ct);
        return $"{drained.Sent} sent, {drained.Deferred} deferred, {drained.Failed} failed, {drained.Kept} kept";
    }
}
