using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;

namespace GrantFlow.Capacity;

/// <summary>An entitlement was taken back.</summary>
public sealed record EntitlementRevoked(Guid EntitlementId, string Reason);

/// <summary>A grant manager takes an entitlement back; applications already sent in stay as they are.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>reason-missing</c>, <c>entitlement-revoked</c>.</remarks>
public static class RevokeEntitlement
{
    /// <summary>What the manager sends.</summary>
    /// <param name="Reason">Why, for the record and for the organisation.</param>
    public sealed record Request([Required, StringLength(2000)] string Reason);

    internal static readonly Refusal ReasonMissing = new("reason-missing", "Say why, for the record.", nameof(Request.Reason));
    internal static readonly Refusal Revoked = new("entitlement-revoked", "The entitlement was taken back already.");

    /// <summary>Takes it back.</summary>
    public static async Task<Verdict<EntitlementRevoked>> Execute(
        GrantFlowDb db, Actor actor, Guid entitlementId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Entitlements.FindAsync([entitlementId], ct) is not { } entitlement) return Refusal.NotFound;
        if (!actor.May(Act.RevokeEntitlement, entitlement.ProgrammeId, entitlement.OrganisationId)) return Refusal.Forbidden;
        if (!Decide(entitlement, request).Allows(out var fact, out var refusal)) return refusal;
        var now = clock.GetUtcNow();
        var subject = $"organisation:{entitlement.OrganisationId}";
        (entitlement.State, entitlement.RevokedReason) = (EntitlementState.Revoked, fact.Reason);
        await EndDeadline.Execute(db, subject, "entitlement", DeadlineEnd.Cancelled, now, ct);
        db.Record(actor, entitlement.ProgrammeId, subject, fact, now);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<EntitlementRevoked> Decide(Entitlement entitlement, Request request) =>
        string.IsNullOrWhiteSpace(request.Reason) ? ReasonMissing : entitlement.State switch
        {
            EntitlementState.Granted => new EntitlementRevoked(entitlement.Id, request.Reason.Trim()),
            EntitlementState.Revoked => Revoked,
        };
}
