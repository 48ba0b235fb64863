using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Designer;

/// <summary>Somebody has the failed activity of an incident run once more.</summary>
/// <remarks>
/// Refuses: <c>not-found</c>, <c>forbidden</c>, <c>reason-missing</c>, <c>incident-settled</c>. Its fact is written in the engine's own
/// transaction: it is on record exactly if it was done.
/// </remarks>
public static class RetryIncident
{
    /// <summary>What is asked.</summary>
    /// <param name="Reason">Why, for the record.</param>
    public sealed record Request([MaxLength(1000)] string? Reason);

    /// <summary>A failed activity is run once more.</summary>
    /// <param name="InstanceId">In which instance.</param>
    /// <param name="IncidentId">Which incident.</param>
    /// <param name="ActivityId">Which activity.</param>
    /// <param name="Reason">Why.</param>
    public sealed record IncidentRetried(Guid InstanceId, Guid IncidentId, string ActivityId, string Reason);

    internal static readonly Refusal Settled = new("incident-settled", "Somebody has settled this already.");

    /// <summary>Has it run again.</summary>
    public static async Task<Verdict<IncidentRetried>> Execute(
        GrantFlowDb db, IWorkflowEngine engine, Actor actor, Guid instanceId, Guid incidentId, Request request, TimeProvider clock, CancellationToken ct)
    {
        var owner = await InstanceAccess.OwnerAsync(db, instanceId, ct);
        if (!Mending.Decide(actor, owner, request.Reason).Allows(out var reason, out var refusal)) return refusal;
        if (await Mending.IncidentAsync(engine, instanceId, incidentId, ct) is not { } incident) return Refusal.NotFound;
        if (!incident.Open) return Settled;
        var fact = new IncidentRetried(instanceId, incidentId, incident.ActivityId, reason);
        return await engine.RetryAsync(incidentId, Mending.OnRecord(actor, owner!, instanceId, fact, clock), ct) ? fact : Settled;
    }
}
