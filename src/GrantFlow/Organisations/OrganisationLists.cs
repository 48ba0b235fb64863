using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Organisations;

/// <summary>What the JSON API tells of organisations.</summary>
static class OrganisationLists
{
    internal sealed record OrganisationLine(Guid Id, string Number, LocalText Name, OrganisationKind Kind, string? RegistrationNumber, string Region, string Settlement, OrganisationState State);

    /// <summary>A programme's organisations: all to staff and donor, their own to applicants.</summary>
    internal static async Task<List<OrganisationLine>?> OrganisationsAsync(GrantFlowDb db, Actor actor, Guid programmeId, CancellationToken ct)
    {
        var (all, own) = actor.Sees(Act.SeeOrganisation, programmeId);
        var (seesAll, seen) = actor.Sees(Act.SeeAtRisk, programmeId);
        return await db.Organisations.AsNoTracking()
            .Where(o => o.ProgrammeId == programmeId && (all || own.Contains(o.Id)))
            .OrderBy(o => o.Number)
            .Select(o => new OrganisationLine(o.Id, o.Number, o.Name, o.Kind, o.RegistrationNumber, o.Region, !o.AtRisk || seesAll || seen.Contains(o.Id) ? o.Settlement : "", o.State))
            .ToListAsync(ct);
    }
}
