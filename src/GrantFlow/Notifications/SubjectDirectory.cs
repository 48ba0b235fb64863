using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Notifications;

/// <summary>Finds the people behind any subject: staff by their role in its programme, all others by the stage that owns the subject.</summary>
/// <param name="db">The caller's context.</param>
/// <param name="stages">What the stages registered.</param>
public sealed class SubjectDirectory(GrantFlowDb db, IEnumerable<IReceivers> stages)
{
    /// <summary>The people behind a subject in a role.</summary>
    /// <param name="subject"><c>kind:id</c>.</param>
    /// <param name="role">One of <see cref="HolderRole"/>, or the name of a <see cref="Role"/>.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Each address once; empty when there is nobody.</returns>
    public async Task<IReadOnlyList<Receiver>> HoldersAsync(string subject, string role, CancellationToken ct = default) =>
        Enum.TryParse<Role>(role, ignoreCase: true, out var staff)
            ? await StaffAsync((await DescribeAsync(subject, ct)).ProgrammeId, staff, ct)
            : [.. (await OwnerOf(subject).HoldersAsync(subject, role, ct)).DistinctBy(r => r.Email, StringComparer.OrdinalIgnoreCase)];

    /// <summary>What is known of a subject.</summary>
    /// <exception cref="KeyNotFoundException">There is no such subject.</exception>
    public async Task<SubjectCard> DescribeAsync(string subject, CancellationToken ct = default) =>
        await OwnerOf(subject).DescribeAsync(subject, ct) ?? throw new KeyNotFoundException($"There is no {subject}.");

    /// <summary>The people with a role in a programme, or in all of them.</summary>
    public async Task<IReadOnlyList<Receiver>> StaffAsync(Guid programmeId, Role role, CancellationToken ct = default)
    {
        var people = await db.ProgrammeRoles
            .Where(r => r.Role == role && (r.ProgrammeId == programmeId || r.ProgrammeId == Guid.Empty))
            .Join(db.Users, r => r.PersonId, p => p.Id, (_, p) => p)
            .Where(p => p.Email != null)
            .Distinct().OrderBy(p => p.Email).ToListAsync(ct);
        return [.. people.Select(p => new Receiver(p.Email!, p.FullName, p.Language, p.Id))];
    }

    IReceivers OwnerOf(string subject)
    {
        var kind = subject.AsSpan(0, Math.Max(subject.IndexOf(':', StringComparison.Ordinal), 0)).ToString();
        return stages.FirstOrDefault(s => s.Kinds.Contains(kind))
            ?? throw new KeyNotFoundException($"Nobody answers for subjects of the kind '{kind}' ({subject}).");
    }
}
