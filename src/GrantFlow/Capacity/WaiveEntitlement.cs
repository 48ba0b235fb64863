using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;

namespace GrantFlow.Capacity;

/// <summary>A grant manager entitles an organisation without an assessment, and says why (K10.3).</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>reason-missing</c>. Mails: <c>entitlement-granted</c>. Deadline: <c>entitlement</c>.</remarks>
public static class WaiveEntitlement
{
    /// <summary>What the manager sends.</summary>
    /// <param name="Reason">Why, for the record.</param>
    /// <param name="Days">How long it holds.</param>
    public sealed record Request([Required, StringLength(2000)] string Reason, [Range(1, 3650)] int Days);

    internal static readonly Refusal ReasonMissing = new("reason-missing", "Say why, for the record.", nameof(Request.Reason));

    /// <summary>Entitles the organisation.</summary>
    public static async Task<Verdict<EntitlementGranted>> Execute(
        GrantFlowDb db, Actor actor, Guid organisationId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Organisations.FindAsync([organisationId], ct) is not { } organisation) return Refusal.NotFound;
        if (!actor.May(Act.WaiveEntitlement, organisation.ProgrammeId, organisation.Id)) return Refusal.Forbidden;
        var programme = (await db.Programmes.FindAsync([organisation.ProgrammeId], ct))!;
        var now = clock.GetUtcNow();
        var entitlement = new Entitlement
        {
            ProgrammeId = programme.Id,
            OrganisationId = organisationId,
            ValidFrom = now,
            ValidTo = programme.EndOf(programme.DayOf(now).AddDays(request.Days)),
            Basis = EntitlementBasis.Waiver,
            WaiverReason = request.Reason.Trim(),
        };
        if (!Decide(entitlement).Allows(out var fact, out var refusal)) return refusal;
        await GrantEntitlement.AddAsync(db, actor, programme, organisation, entitlement, fact, now, ct);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<EntitlementGranted> Decide(Entitlement entitlement) =>
        string.IsNullOrEmpty(entitlement.WaiverReason) ? ReasonMissing
        : new EntitlementGranted(entitlement.Id, entitlement.Basis, entitlement.ValidTo);
}
