using GrantFlow.Accounts;
using GrantFlow.Persistence;

namespace GrantFlow.Capacity;

/// <summary>An organisation took back that somebody reads its health report.</summary>
public sealed record HealthReportShareEnded(Guid ShareId, Guid OrganisationId);

/// <summary>The head takes a share of the health report back; from that moment it is closed to them.</summary>
/// <remarks>Refuses: <c>not-found</c>, <c>forbidden</c>, <c>share-ended</c>.</remarks>
public static class EndHealthReportShare
{
    internal static readonly Refusal Ended = new("share-ended", "It was taken back already.");

    /// <summary>Takes it back.</summary>
    public static async Task<Verdict<HealthReportShareEnded>> Execute(GrantFlowDb db, Actor actor, Guid shareId, TimeProvider clock, CancellationToken ct)
    {
        if (await db.HealthReportShares.FindAsync([shareId], ct) is not { } share) return Refusal.NotFound;
        if (!actor.May(Act.ShareHealthReport, share.ProgrammeId, share.OrganisationId)) return Refusal.Forbidden;
        if (share.EndedAt is not null) return Ended;
        var fact = new HealthReportShareEnded(share.Id, share.OrganisationId);
        (share.EndedBy, share.EndedAt) = (actor.PersonId, clock.GetUtcNow());
        db.Record(actor, share.ProgrammeId, $"organisation:{share.OrganisationId}", fact, share.EndedAt.Value);
        await db.SaveChangesAsync(ct);
        return fact;
    }
}
