using GrantFlow.Accounts;

namespace GrantFlow.Organisations;

/// <summary>Who may do what for an organisation.</summary>
public static class OrganisationAccess
{
    /// <summary>True when the actor may see the organisation's facts: its people, and the programme's staff and donor.</summary>
    public static bool MaySee(Actor actor, Organisation organisation) =>
        actor.May(Act.SeeOrganisation, organisation.ProgrammeId, organisation.Id);

    /// <summary>True when the actor may see where and who the organisation is: everybody who may see it, and of one at risk only few.</summary>
    public static bool MaySeePeople(Actor actor, Organisation organisation) =>
        !organisation.AtRisk || actor.May(Act.SeeAtRisk, organisation.ProgrammeId, organisation.Id);
}
