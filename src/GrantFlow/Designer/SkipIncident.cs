using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Designer;

/// <summary>Somebody gives up the failed activity of an incident, and the workflow goes on by one of its outcomes.</summary>
/// <remarks>
/// Refuses: <c>not-found</c>, <c>forbidden</c>, <c>reason-missing</c>, <c>incident-settled</c>, <c>outcome-unknown</c>. Its fact is written
/// in the engine's own transaction: it is on record exactly if it was done.
/// </remarks>
public static class SkipIncident
{
    /// <summary>What is asked.</summary>
    /// <param name="Outcome">The outcome to go on by: one that the activity has on the diagram.</param>
    /// <param name="Reason">Why, for the record.</param>
    public sealed record Request([MaxLength(200)] string? Outcome, [MaxLength(1000)] string? Reason);

    /// <summary>A failed activity was given up.</summary>
    /// <param name="InstanceId">In which instance.</param>
    /// <param name="IncidentId">Which incident.</param>
    /// <param name="ActivityId">Which activity.</param>
    /// <param name="Outcome">How the workflow goes on.</param>
    /// <param name="Reason">Why.</param>
    public sealed record IncidentSkipped(Guid InstanceId, Guid IncidentId, string ActivityId, string Outcome, string Reason);

    internal static readonly Refusal OutcomeUnknown = new("outcome-unknown", "The activity has no such outcome.", nameof(Request.Outcome));

    /// <summary>Goes on without it.</summary>
    public static async Task<Verdict<IncidentSkipped>> Execute(
        GrantFlowDb db, IWorkflowEngine engine, DrawingCache drawings, Actor actor, Guid instanceId, Guid incidentId, Request request, TimeProvider clock,
        CancellationToken ct)
    {
        var owner = await InstanceAccess.OwnerAsync(db, instanceId, ct);
        if (!Mending.Decide(actor, owner, request.Reason).Allows(out var reason, out var refusal)) return refusal;
        if (await engine.FindAsync(instanceId, ct) is not { } instance) return Refusal.NotFound;
        if (instance.Incidents.FirstOrDefault(i => i.Id == incidentId) is not { } incident) return Refusal.NotFound;
        if (!incident.Open) return RetryIncident.Settled;
        var outcomes = (await drawings.OfAsync(instance.DefinitionId, instance.Version, ct)).Of(incident.NodeId).Outcomes;
        if (outcomes.FirstOrDefault(o => o == request.Outcome) is not { } outcome) return OutcomeUnknown;
        var fact = new IncidentSkipped(instanceId, incidentId, incident.ActivityId, outcome, reason);
        var beside = Mending.OnRecord(actor, owner!, instanceId, fact, clock);
        return await engine.SkipAsync(incidentId, outcome == Drawing.Plain ? null : outcome, beside, ct) ? fact : RetryIncident.Settled;
    }
}
