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

    public async Task<(IReadOnlyList<string> Handed, int Kept)> HandOverAsync(Guid programmeId, Guid from, Guid to, CancellationToken ct)
    {
        var open = await db.Tasks.Where(t => t.ProgrammeId == programmeId && t.PersonId == from && t.State == TaskState.Open).ToListAsync(ct);
        foreach (var task in open) task.PersonId = to;
        return ([.. open.Select(t => t.Subject)], 0);
    }
}
