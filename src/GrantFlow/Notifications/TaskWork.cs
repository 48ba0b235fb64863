using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Notifications;

/// <summary>Tasks that workflows ask of one person by name.</summary>
sealed class TaskWork(GrantFlowDb db) : IOpenWork
{
    public string Kind => "tasks";

    public Task<int> CountAsync(Guid programmeId, Guid personId, CancellationToken ct) =>
        db.Tasks.CountAsync(t => t.ProgrammeId == programmeId && t.PersonId == personId && t.State == TaskState.Open, ct);

    public Task<Dictionary<Guid, int>> CountAllAsync(Guid programmeId, CancellationToken ct) =>
        db.Tasks.Where(t => t.ProgrammeId == programmeId && t.PersonId != null && t.State == TaskState.Open)
            .GroupBy(t => t.PersonId!.Value).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);

    public async Task<(IReadOnlyList<string> Handed, int Kept)> HandOverAsync(Guid programmeId, Guid from, Guid to, CancellationToken ct)
    {
        var open = await db.Tasks.Where(t => t.ProgrammeId == programmeId && t.PersonId == from && t.State == TaskState.Open).ToListAsync(ct);
        foreach (var task in open) task.PersonId = to;
        return ([.. open.Select(t => t.Subject)], 0);
    }
}
