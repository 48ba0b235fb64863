using GrantFlow.Awards;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Monitoring;

/// <summary>Tells who stands behind a visit or a finding: those behind its award.</summary>
/// <param name="db">The caller's context.</param>
public sealed class MonitoringReceivers(GrantFlowDb db) : IReceivers
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Kinds { get; } = ["visit", "finding"];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Receiver>> HoldersAsync(string subject, string role, CancellationToken ct) =>
        role == HolderRole.Contacts && await PartiesAsync(subject, ct) is { } parties ? parties.Contacts : [];

    /// <inheritdoc/>
    public async Task<SubjectCard?> DescribeAsync(string subject, CancellationToken ct) =>
        await PartiesAsync(subject, ct) is { } parties
            ? new SubjectCard(parties.Programme.Id, parties.Programme.TimeZone, parties.Values(parties.Link, ("number", parties.Award.Number)))
            : null;

    async Task<AwardParties?> PartiesAsync(string subject, CancellationToken ct)
    {
        if (Subject.Parse(subject) is not var (kind, id)) return null;
        var awardId = kind == "visit"
            ? await db.Visits.Where(v => v.Id == id).Select(v => v.AwardId).SingleOrDefaultAsync(ct)
            : await db.Findings.Where(f => f.Id == id).Select(f => f.AwardId).SingleOrDefaultAsync(ct);
        var award = await db.Awards.FindAsync([awardId], ct);
        return award is null ? null : await AwardParties.LoadAsync(db, award, ct);
    }
}
