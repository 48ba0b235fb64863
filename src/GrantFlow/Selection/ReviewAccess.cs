using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Selection;

/// <summary>Who may read an application.</summary>
public static class ReviewAccess
{
    /// <summary>
    /// True for whoever may see the organisation's applications, and for a reviewer who was given it and declared no conflict of interest;
    /// a reviewer reads nothing before declaring.
    /// </summary>
    public static async Task<bool> MayReadAsync(GrantFlowDb db, Actor actor, Application application, CancellationToken ct) =>
        actor.May(Act.SeeApplication, application.ProgrammeId, application.OrganisationId)
        || (actor.May(Act.SeeApplication, application.ProgrammeId, null, actor.PersonId) && await db.Reviews.AnyAsync(
                r => r.ApplicationId == application.Id && r.ReviewerId == actor.PersonId && r.State != ReviewState.Declined, ct)
            && await db.ConflictsOfInterest.AnyAsync(
                c => c.ApplicationId == application.Id && c.ReviewerId == actor.PersonId && !c.Conflicted, ct));
}
