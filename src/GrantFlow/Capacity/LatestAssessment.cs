using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Capacity;

/// <summary>Finds the assessment that is under way, or was last.</summary>
static class LatestAssessment
{
    /// <exception cref="InvalidOperationException">None was ever offered; becomes an incident that says so.</exception>
    internal static async Task<Assessment> OfAsync(GrantFlowDb db, Guid organisationId, CancellationToken ct) =>
        await db.Assessments.AsNoTracking().Where(a => a.OrganisationId == organisationId).OrderByDescending(a => a.Round).FirstOrDefaultAsync(ct)
        ?? throw new InvalidOperationException($"No assessment was offered to the organisation {organisationId}.");
}
