using GrantFlow.Organisations;

namespace GrantFlow.Accounts;

/// <summary>A column of the matrix of rights: what somebody is, in a programme or in an organisation.</summary>
public enum Holder
{
    /// <summary>Runs the service.</summary>
    Administrator,

    /// <summary>Runs competitions, awards and monitoring.</summary>
    GrantManager,

    /// <summary>Works with the organisations of its regions.</summary>
    Intermediary,

    /// <summary>Scores the applications given to them.</summary>
    Reviewer,

    /// <summary>Assesses organisations' capacity.</summary>
    Assessor,

    /// <summary>Releases and pays.</summary>
    Finance,

    /// <summary>Reads.</summary>
    Donor,

    /// <summary>Leads an organisation.</summary>
    Head,

    /// <summary>Writes and sends for an organisation.</summary>
    Editor,

    /// <summary>Sees to an organisation's money.</summary>
    Treasurer,

    /// <summary>Reads for an organisation.</summary>
    Viewer,

    /// <summary>Anybody who has signed in.</summary>
    SignedIn,

    /// <summary>Anybody.</summary>
    Public,
}

/// <summary>Whose things a right reaches; a wider one holds the narrower.</summary>
public enum Reach
{
    /// <summary>Nobody's.</summary>
    None,

    /// <summary>Those of the own organisation, or given to the person to work on.</summary>
    Own,

    /// <summary>Those of the organisations in the partner's regions, and of those shared with it.</summary>
    Region,

    /// <summary>The whole programme's.</summary>
    Programme,
}

/// <summary>One cell of the matrix as it ships.</summary>
/// <param name="Usual">What holds until a programme says otherwise.</param>
/// <param name="Most">How far a programme may widen it.</param>
/// <param name="Fixed">A programme can't change it.</param>
public readonly record struct Cell(Reach Usual, Reach Most, bool Fixed);

/// <summary>Which column a role stands in.</summary>
static class Holders
{
    internal static readonly IReadOnlyList<Holder> All = Enum.GetValues<Holder>();

    internal static Holder? Of(Role role) => role switch
    {
        Role.Administrator => Holder.Administrator,
        Role.GrantManager => Holder.GrantManager,
        Role.Intermediary => Holder.Intermediary,
        Role.Reviewer => Holder.Reviewer,
        Role.Assessor => Holder.Assessor,
        Role.Finance => Holder.Finance,
        Role.Donor => Holder.Donor,
        Role.Applicant => null, // What applicants may is their organisation's, by their role in it.
    };

    internal static Holder Of(OrganisationRole role) => role switch
    {
        OrganisationRole.Head => Holder.Head,
        OrganisationRole.Editor => Holder.Editor,
        OrganisationRole.Finance => Holder.Treasurer,
        OrganisationRole.Viewer => Holder.Viewer,
    };
}
