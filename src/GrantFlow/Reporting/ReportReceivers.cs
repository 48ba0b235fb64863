using GrantFlow.Awards;
using GrantFlow.Notifications;
using GrantFlow.Persistence;

namespace GrantFlow.Reporting;

/// <summary>Tells who stands behind a report: those behind its award.</summary>
/// <param name="db">The caller's context.</param>
public sealed class ReportReceivers(GrantFlowDb db) : IReceivers
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Kinds { get; } = ["report"];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Receiver>> HoldersAsync(string subject, string role, CancellationToken ct) =>
        role == HolderRole.Contacts && await FindAsync(subject, ct) is var (_, parties) ? parties.Contacts : [];

    /// <inheritdoc/>
    public async Task<SubjectCard?> DescribeAsync(string subject, CancellationToken ct) =>
        await FindAsync(subject, ct) is var (report, parties)
            ? new SubjectCard(parties.Programme.Id, parties.Programme.TimeZone, ReportDates.Values(parties, report))
            : null;

    async Task<(Report Report, AwardParties Parties)?> FindAsync(string subject, CancellationToken ct)
    {
        if (Subject.Parse(subject) is not var (_, id)) return null;
        if (await db.Reports.FindAsync([id], ct) is not { } report) return null;
        var award = (await db.Awards.FindAsync([report.AwardId], ct))!;
        return (report, await AwardParties.LoadAsync(db, award, ct));
    }
}
