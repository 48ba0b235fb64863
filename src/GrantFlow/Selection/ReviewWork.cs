using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Selection;

/// <summary>Reviews that a reviewer hasn't scored.</summary>
sealed class ReviewWork(GrantFlowDb db) : IOpenWork
{
    public string Kind => "reviews";

    public Task<int> CountAsync(Guid programmeId, Guid personId, CancellationToken ct) => Open(programmeId, personId).CountAsync(ct);

    public Task<Dictionary<Guid, int>> CountAllAsync(Guid programmeId, CancellationToken ct) =>
        db.Reviews.Where(r => r.ProgrammeId == programmeId && r.State == ReviewState.Assigned)
            .GroupBy(r => r.ReviewerId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);

    public async Task<(IReadOnlyList<string> Handed, int Kept)> HandOverAsync(Guid programmeId, Guid from, Guid to, CancellationToken ct)
    {
        var open = await Open(programmeId, from).ToListAsync(ct);
        var applications = open.Select(r => r.ApplicationId).ToList();
        // Whoever reviews an application already, or has a tie to the applicant, doesn't get it.
        var reviewed = await db.Reviews.Where(r => r.ReviewerId == to && applications.Contains(r.ApplicationId)).Select(r => r.ApplicationId).ToListAsync(ct);
        var tied = await db.Set<ConflictOfInterest>().Where(c => c.ReviewerId == to && c.Conflicted).Select(c => c.OrganisationId).ToListAsync(ct);
        var barred = await db.Applications.Where(a => applications.Contains(a.Id) && tied.Contains(a.OrganisationId)).Select(a => a.Id).ToListAsync(ct);
        var handed = open.Where(r => !reviewed.Contains(r.ApplicationId) && !barred.Contains(r.ApplicationId)).ToList();
        foreach (var review in handed) review.ReviewerId = to;
        return ([.. handed.Select(r => r.Subject)], open.Count - handed.Count);
    }

    IQueryable<Review> Open(Guid programme, Guid person) =>
        db.Reviews.Where(r => r.ProgrammeId == programme && r.ReviewerId == person && r.State == ReviewState.Assigned);
}
