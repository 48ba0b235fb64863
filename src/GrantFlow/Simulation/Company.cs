using GrantFlow.Accounts;
using GrantFlow.Organisations;

namespace GrantFlow.Simulation;

/// <summary>A person of the play, with an account.</summary>
/// <param name="Name">As the person writes it.</param>
/// <param name="Woman">True for a woman.</param>
/// <param name="Language">hy, ky, ru or en.</param>
/// <param name="Mail">The address.</param>
/// <param name="Actor">As whom they act.</param>
sealed record Player(string Name, bool Woman, string Language, string Mail, Actor Actor);

/// <summary>One of the staff.</summary>
/// <param name="Person">Who.</param>
/// <param name="Member">As in the scenario.</param>
sealed record StaffPlayer(Player Person, StaffMember Member);

/// <summary>An organisation of the play, with its people and its ways.</summary>
sealed class Company
{
    /// <summary>Counts from 1; keys and order go by it.</summary>
    public required int Number { get; init; }

    /// <summary>As in the scenario.</summary>
    public required PoolOrganisation Facts { get; init; }

    /// <summary>The organisation's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its people by role.</summary>
    public required IReadOnlyDictionary<OrganisationRole, Player> People { get; init; }

    /// <summary>How soon it answers, 0 (at the last moment) to 1 (at once).</summary>
    public required double Punctuality { get; init; }

    /// <summary>How strong it is, 0 to 1: assessors and reviewers see it.</summary>
    public required double Strength { get; init; }

    /// <summary>Who leads it.</summary>
    public Player Head => People[OrganisationRole.Head];

    /// <summary>Who writes.</summary>
    public Player Editor => People[OrganisationRole.Editor];

    /// <summary>Who keeps the books.</summary>
    public Player Accountant => People[OrganisationRole.Finance];

    /// <summary>The language it writes in.</summary>
    public string Language => Facts.Language;

    /// <summary>Names it in keys: the same in every run.</summary>
    public string Key => $"{Number:D4}";
}
