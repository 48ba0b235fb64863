using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace GrantFlow.Designer;

/// <summary>What retrying, skipping and cancelling have in common: who may, the reason, and the record.</summary>
static class Mending
{
    internal static readonly Refusal ReasonMissing = new("reason-missing", "Say why, for the record.", "Reason");

    /// <summary>Whoever may not see the instance isn't told that there is one.</summary>
    /// <returns>The reason.</returns>
    public static Verdict<string> Decide(Actor actor, InstanceOwner? owner, string? reason) =>
        owner is null || !actor.May(Act.SeeWorkflows, owner.ProgrammeId) ? Refusal.NotFound
        : !actor.May(Act.MendWorkflows, owner.ProgrammeId) ? Refusal.Forbidden
        : string.IsNullOrWhiteSpace(reason) ? ReasonMissing
        : reason.Trim();

    /// <summary>Writes the fact in the transaction of the act itself.</summary>
    public static Beside OnRecord(Actor actor, InstanceOwner owner, Guid instanceId, object fact, TimeProvider clock) => (services, _) =>
    {
        services.GetRequiredService<GrantFlowDb>().Record(
            actor, owner.ProgrammeId == Guid.Empty ? null : owner.ProgrammeId, owner.CorrelationId ?? $"workflow:{instanceId}", fact, clock.GetUtcNow());
        return ValueTask.CompletedTask;
    };

    public static async Task<IncidentView?> IncidentAsync(IWorkflowEngine engine, Guid instanceId, Guid incidentId, CancellationToken ct) =>
        (await engine.FindAsync(instanceId, ct))?.Incidents.FirstOrDefault(i => i.Id == incidentId);
}
