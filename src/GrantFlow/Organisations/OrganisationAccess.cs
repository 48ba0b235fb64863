using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Organisations;

/// <summary>Who may do what for an organisation.</summary>
public static class OrganisationAccess
{
    /// <summary>True when the actor may write and send for the organisation: its head and editors, and administrators.</summary>
    /// <remarks>Staff may not: what an applicant sends is the applicant's own word.</remarks>
    public static async Task<bool> MayWriteAsync(GrantFlowDb db, Actor actor, Organisation organisation, CancellationToken ct) =>
        actor.Is(organisation.ProgrammeId)
        || (actor.ActsFor(organisation.Id) && !await db.OrganisationPeople.AnyAsync(
            p => p.OrganisationId == organisation.Id && p.PersonId == actor.PersonId
                && (p.Role == OrganisationRole.Viewer || p.Role == OrganisationRole.Finance), ct));

    /// <summary>True when the actor may see the organisation's facts: its people, and the programme's staff and donor.</summary>
    public static bool MaySee(Actor actor, Organisation organisation) =>
        actor.ActsFor(organisation.Id)
        || actor.Is(organisation.ProgrammeId, Role.GrantManager, Role.Assessor, Role.Finance, Role.Donor);
}
