using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Capacity;

/// <summary>Tells whether an organisation may apply and take part.</summary>
public static class EntitlementOf
{
    /// <summary>The entitlement that holds at an instant, the longest one if there are several; null when none does.</summary>
    public static async Task<Entitlement?> At(GrantFlowDb db, Guid programmeId, Guid organisationId, DateTimeOffset at, CancellationToken ct) =>
        await db.Entitlements
            .Where(e => e.ProgrammeId == programmeId && e.OrganisationId == organisationId && e.State == EntitlementState.Granted
                && e.ValidFrom <= at && at <= e.ValidTo)
            .OrderByDescending(e => e.ValidTo)
            .FirstOrDefaultAsync(ct);

    /// <summary>Which of some organisations are entitled at an instant.</summary>
    public static async Task<HashSet<Guid>> Among(
        GrantFlowDb db, Guid programmeId, IReadOnlyCollection<Guid> organisations, DateTimeOffset at, CancellationToken ct) =>
        [.. await db.Entitlements
            .Where(e => e.ProgrammeId == programmeId && organisations.Contains(e.OrganisationId) && e.State == EntitlementState.Granted
                && e.ValidFrom <= at && at <= e.ValidTo)
            .Select(e => e.OrganisationId)
            .ToListAsync(ct)];
}
