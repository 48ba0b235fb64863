using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Capacity;

/// <summary>Assessments that an assessor has before them.</summary>
sealed class AssessmentWork(GrantFlowDb db) : IOpenWork
{
    public string Kind => "assessments";

    public Task<int> CountAsync(Guid programmeId, Guid personId, CancellationToken ct) => Open(programmeId, personId).CountAsync(ct);

    public Task<Dictionary<Guid, int>> CountAllAsync(Guid programmeId, CancellationToken ct) =>
        db.Assessments.Where(a => a.ProgrammeId == programmeId && a.AssessorId != null && a.State == AssessmentState.Scheduled)
            .GroupBy(a => a.AssessorId!.Value).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);

    public async Task<(IReadOnlyList<string> Handed, int Kept)> HandOverAsync(Guid programmeId, Guid from, Guid to, CancellationToken ct)
    {
        var open = await Open(programmeId, from).ToListAsync(ct);
        foreach (var assessment in open) assessment.AssessorId = to;
        return ([.. open.Select(a => $"assessment:{a.Id}")], 0);
    }

    IQueryable<Assessment> Open(Guid programme, Guid person) =>
        db.Assessments.Where(a => a.ProgrammeId == programme && a.AssessorId == person && a.State == AssessmentState.Scheduled);
}
