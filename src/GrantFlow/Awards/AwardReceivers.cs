using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Awards;

/// <summary>Tells who stands behind an award and its disbursements.</summary>
/// <param name="db">The caller's context.</param>
public sealed class AwardReceivers(GrantFlowDb db) : IReceivers
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Kinds { get; } = ["award", "disbursement"];

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
        var awardId = kind == "award" ? id : await db.Disbursements.Where(d => d.Id == id).Select(d => d.AwardId).SingleOrDefaultAsync(ct);
        var award = await db.Awards.FindAsync([awardId], ct);
        return award is null ? null : await AwardParties.LoadAsync(db, award, ct);
    }
}

/// <summary>Reads <c>kind:id</c>.</summary>
static class Subject
{
    /// <summary>Kind and id, or null when the text isn't one.</summary>
    public static (string Kind, Guid Id)? Parse(string? subject) =>
        subject?.Split(':', 2) is [var kind, var id] && Guid.TryParse(id, out var guid) ? (kind, guid) : null;
}
