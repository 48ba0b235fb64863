using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Designer;

/// <summary>Somebody cancels a workflow instance and the children it waits for.</summary>
/// <remarks>
/// Refuses: <c>not-found</c>, <c>forbidden</c>, <c>reason-missing</c>, <c>instance-over</c>. Its fact is written in the engine's own
/// transaction: it is on record exactly if it was done.
/// </remarks>
public static class CancelInstance
{
    /// <summary>What is asked.</summary>
    /// <param name="Reason">Why, for the record and the journal.</param>
    public sealed record Request([MaxLength(1000)] string? Reason);

    /// <summary>An instance was cancelled by hand.</summary>
    /// <param name="InstanceId">Which.</param>
    /// <param name="DefinitionId">Of which workflow.</param>
    /// <param name="Reason">Why.</param>
    public sealed record InstanceCancelled(Guid InstanceId, string DefinitionId, string Reason);

    internal static readonly Refusal Over = new("instance-over", "The workflow is over already.");

    /// <summary>Cancels it.</summary>
    public static async Task<Verdict<InstanceCancelled>> Execute(
        GrantFlowDb db, IWorkflowEngine engine, Actor actor, Guid instanceId, Request request, TimeProvider clock, CancellationToken ct)
    {
        var owner = await InstanceAccess.OwnerAsync(db, instanceId, ct);
        if (!Mending.Decide(actor, owner, request.Reason).Allows(out var reason, out var refusal)) return refusal;
        var fact = new InstanceCancelled(instanceId, owner!.DefinitionId, reason);
        return await engine.CancelAsync(instanceId, reason, Mending.OnRecord(actor, owner, instanceId, fact, clock), ct) ? fact : Over;
    }
}
