using System.Collections.Frozen;
using GrantFlow.Accounts;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using Microsoft.Extensions.DependencyInjection;

namespace GrantFlow.Simulation;

/// <summary>Brings people and organisations into a play.</summary>
/// <remarks>Accounts are entered without passwords: nobody signs in to a play, and hashing a thousand of them takes minutes.</remarks>
sealed class Casting(Theatre theatre, PoolNames names)
{
    int _entered;

    /// <summary>Enters the staff with their roles in the programme.</summary>
    /// <param name="members">As in the scenario.</param>
    /// <param name="programme">The programme.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<StaffPlayer>> HireAsync(IReadOnlyList<StaffMember> members, Guid programme, CancellationToken ct)
    {
        await using var scope = theatre.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GrantFlowDb>();
        List<StaffPlayer> staff = [];
        foreach (var member in members)
        {
            var account = Enter(db, member.Name, member.Language, member.Mail);
            var role = RoleOf(member);
            db.Add(new ProgrammeRole { PersonId = account.Id, ProgrammeId = programme, Role = role });
            var actor = new Actor(account.Id, member.Name, new[] { (programme, role) }.ToFrozenSet(), FrozenDictionary<Guid, OrganisationRole>.Empty);
            staff.Add(new StaffPlayer(new Player(member.Name, false, member.Language, member.Mail, actor), member));
        }

        await db.SaveChangesAsync(ct);
        return staff;
    }

    /// <summary>An organisation comes forward: its head registers it, the programme's manager ties its people's accounts to it.</summary>
    /// <param name="number">Counts from 1.</param>
    /// <param name="facts">As in the scenario.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Null when it was refused.</returns>
    public async Task<Company?> RegisterAsync(int number, PoolOrganisation facts, CancellationToken ct)
    {
        var programme = theatre.Programme;
        var key = $"{number:D4}";
        var dice = theatre.Dice($"cast:{key}");
        var people = await EnterAsync(dice, facts, programme.Id, ct);
        var request = new RegisterOrganisation.Request(
            LocalText.Of(facts.Language, facts.Name),
            facts.Kind == "Initiative" ? OrganisationKind.Initiative : OrganisationKind.Registered,
            facts.Kind == "Initiative" ? null : RegistrationNumber(dice, programme.Country),
            facts.Region,
            facts.Town,
            facts.Language,
            $"info@{facts.Site}",
            Phone(dice, programme.Country),
            dice.Between(1994, theatre.Today.Year - 1));
        var registered = await theatre.DoAsync($"register:{key}", (db, c) =>
            RegisterOrganisation.Execute(db, people[OrganisationRole.Head].Actor, programme.Id, request, theatre.Clock, c), ct);
        if (registered is null) return null;
        return await TieAsync(number, facts, registered.OrganisationId, people, [OrganisationRole.Editor, OrganisationRole.Finance], dice, ct);
    }

    /// <summary>An organisation that is on record already gets people, whom its records don't name.</summary>
    /// <param name="number">Counts from 1.</param>
    /// <param name="organisation">The record.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Company> JoinAsync(int number, Organisation organisation, CancellationToken ct)
    {
        var facts = new PoolOrganisation(
            organisation.Name.In("en"), organisation.Region, organisation.Settlement, organisation.Kind.ToString(), "community", organisation.Language,
            $"{organisation.Number.ToLowerInvariant()}.example");
        var dice = theatre.Dice($"cast:{number:D4}");
        return await TieAsync(number, facts, organisation.Id, await EnterAsync(dice, facts, theatre.Programme.Id, ct), Enum.GetValues<OrganisationRole>()[..3], dice, ct);
    }

    async Task<Company> TieAsync(
        int number, PoolOrganisation facts, Guid organisation, Dictionary<OrganisationRole, Player> people, OrganisationRole[] roles, Dice dice, CancellationToken ct)
    {
        var manager = theatre.One("GrantManager", $"{number:D4}").Person.Actor;
        foreach (var role in roles)
        {
            var person = people[role];
            await theatre.DoAsync($"person:{number:D4}:{role}", (db, c) => AddOrganisationPerson.Execute(
                db, manager, organisation,
                new AddOrganisationPerson.Request(person.Name, person.Mail, person.Language, role, person.Actor.PersonId), theatre.Clock, c), ct);
        }

        var company = new Company
        {
            Number = number,
            Facts = facts,
            Id = organisation,
            People = people.ToDictionary(p => p.Key, p => p.Value with { Actor = p.Value.Actor.Joined(organisation, p.Key) }),
            Punctuality = dice.Fraction(),
            Strength = dice.Fraction(),
        };
        theatre.Add(company);
        return company;
    }

    async Task<Dictionary<OrganisationRole, Player>> EnterAsync(Dice dice, PoolOrganisation facts, Guid programme, CancellationToken ct)
    {
        await using var scope = theatre.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GrantFlowDb>();
        Dictionary<OrganisationRole, Player> people = [];
        foreach (var (role, box) in new[] { (OrganisationRole.Head, "director"), (OrganisationRole.Editor, "projects"), (OrganisationRole.Finance, "accounts") })
        {
            var (name, woman) = names.Person(dice, facts.Language);
            var account = Enter(db, name, facts.Language, $"{box}@{facts.Site}");
            db.Add(new ProgrammeRole { PersonId = account.Id, ProgrammeId = programme, Role = Role.Applicant });
            var actor = new Actor(account.Id, name, new[] { (programme, Role.Applicant) }.ToFrozenSet(), FrozenDictionary<Guid, OrganisationRole>.Empty);
            people[role] = new Player(name, woman, facts.Language, $"{box}@{facts.Site}", actor);
        }

        await db.SaveChangesAsync(ct);
        return people;
    }

    Person Enter(GrantFlowDb db, string name, string language, string mail)
    {
        var account = new Person
        {
            // The product orders people by id where nothing else tells them apart: in the order they were entered, in every run.
            Id = Guid.CreateVersion7(theatre.Now.AddMilliseconds(++_entered)),
            UserName = mail,
            NormalizedUserName = mail.ToUpperInvariant(),
            Email = mail,
            NormalizedEmail = mail.ToUpperInvariant(),
            EmailConfirmed = true,
            FullName = name,
            Language = language,
            SecurityStamp = mail,
        };
        db.Add(account);
        return account;
    }

    // The prime's person who approves holds the manager's role: the decision's two-person rule is what parts the two.
    static Role RoleOf(StaffMember member) => member.Role == "Approver" ? Role.GrantManager : Enum.Parse<Role>(member.Role);

    static string RegistrationNumber(Dice dice, string country) => country == "AM"
        ? $"{dice.Between(10, 99)}.{dice.Between(100, 999)}.{dice.Between(10000, 99999)}"
        : $"{dice.Between(100, 999)}{dice.Between(10000, 99999)}{dice.Between(100000, 999999)}";

    static string Phone(Dice dice, string country) => country == "AM"
        ? $"+374 {dice.Between(10, 99)} {dice.Between(100, 999)}{dice.Between(100, 999)}"
        : $"+996 {dice.Between(300, 799)} {dice.Between(10, 99)} {dice.Between(10, 99)} {dice.Between(10, 99)}";
}
