using System.Collections.Frozen;
using GrantFlow.Organisations;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace GrantFlow.Accounts;

/// <summary>What a person may be in a programme.</summary>
public enum Role
{
    /// <summary>Runs the service: people, definitions, jobs.</summary>
    Administrator,

    /// <summary>Runs competitions, awards and monitoring.</summary>
    GrantManager,

    /// <summary>A partner's person: works with the organisations of the partner's regions.</summary>
    Intermediary,

    /// <summary>Scores the applications given to them.</summary>
    Reviewer,

    /// <summary>Assesses organisations' capacity.</summary>
    Assessor,

    /// <summary>Releases and pays disbursements.</summary>
    Finance,

    /// <summary>Acts for an organisation.</summary>
    Applicant,

    /// <summary>Reads, changes nothing.</summary>
    Donor,
}

/// <summary>Who acts: every use case takes one and asks it who may.</summary>
/// <param name="PersonId">The person; the empty id is the service itself.</param>
/// <param name="Name">For the record.</param>
/// <param name="Grants">Roles by programme; the empty programme id holds for all programmes.</param>
/// <param name="Memberships">What the person is in which organisation.</param>
public sealed record Actor(
    Guid PersonId,
    string Name,
    FrozenSet<(Guid Programme, Role Role)> Grants,
    FrozenDictionary<Guid, OrganisationRole> Memberships)
{
    /// <summary>The service itself: workflows, jobs, imports and simulations act as it, on record.</summary>
    public static Actor Service { get; } = new(
        Guid.Empty, "GrantFlow", new[] { (Guid.Empty, Role.Administrator) }.ToFrozenSet(), FrozenDictionary<Guid, OrganisationRole>.Empty)
    {
        IsService = true,
    };

    /// <summary>Somebody who hasn't signed in.</summary>
    public static Actor Nobody { get; } = new(
        Guid.Empty, "", FrozenSet<(Guid, Role)>.Empty, FrozenDictionary<Guid, OrganisationRole>.Empty);

    /// <summary>The service may do everything that the state of things allows.</summary>
    public bool IsService { get; private init; }

    /// <summary>Regions that the person's partners work in, by programme and region code.</summary>
    public FrozenSet<(Guid Programme, string Region)> Regions { get; init; } = FrozenSet<(Guid, string)>.Empty;

    /// <summary>Organisations of those regions, and those shared with a partner of the person's.</summary>
    public FrozenSet<Guid> Regional { get; init; } = FrozenSet<Guid>.Empty;

    /// <summary>What the programmes of the person changed in the matrix.</summary>
    public FrozenDictionary<(Guid Programme, Act Act, Holder Holder), Reach> Changed { get; init; } =
        FrozenDictionary<(Guid, Act, Holder), Reach>.Empty;

    /// <summary>Organisations the person acts for.</summary>
    public IEnumerable<Guid> Organisations => Memberships.Keys;

    /// <summary>True when somebody has signed in.</summary>
    public bool IsSomebody => PersonId != Guid.Empty;

    /// <summary>True when the person may do it to this thing.</summary>
    /// <param name="act">What.</param>
    /// <param name="programme">The thing's programme; the empty id for what belongs to the service as a whole.</param>
    /// <param name="organisation">The organisation whose thing it is; null for the programme's own.</param>
    /// <param name="givenTo">Whom it was given to work on; null for nobody.</param>
    public bool May(Act act, Guid programme, Guid? organisation = null, Guid? givenTo = null)
    {
        if (IsService) return true;
        var given = IsSomebody && givenTo == PersonId;
        foreach (var (at, role) in Grants)
        {
            if (at != programme && at != Guid.Empty) continue;
            if (Holders.Of(role) is not { } holder) continue;
            var reach = ReachOf(act, programme, holder);
            if (reach == Reach.Programme || (reach >= Reach.Own && given)) return true;
            if (reach == Reach.Region && organisation is { } one && Regional.Contains(one)) return true;
        }

        return (organisation is { } own && Memberships.TryGetValue(own, out var member) && ReachOf(act, programme, Holders.Of(member)) >= Reach.Own)
            || (IsSomebody && Allows(act, programme, Holder.SignedIn, given))
            || Allows(act, programme, Holder.Public, given: false);
    }

    /// <summary>True when the person may do it somewhere to something: opens a door, no more.</summary>
    public bool MaySomewhere(Act act) =>
        IsService
        || Grants.Any(g => Holders.Of(g.Role) is { } holder && ReachOf(act, g.Programme, holder) != Reach.None)
        || Memberships.Values.Any(m => ReachOf(act, Guid.Empty, Holders.Of(m)) != Reach.None)
        || (IsSomebody && ReachOf(act, Guid.Empty, Holder.SignedIn) != Reach.None)
        || ReachOf(act, Guid.Empty, Holder.Public) != Reach.None;

    /// <summary>True when a role of the person's in the programme, and not what everybody may, reaches something there.</summary>
    public bool Reaches(Act act, Guid programme) =>
        IsService || Grants.Any(g => (g.Programme == programme || g.Programme == Guid.Empty) && Holders.Of(g.Role) is { } holder && ReachOf(act, programme, holder) != Reach.None);

    /// <summary>True when the person may do it in a region, to an organisation that isn't entered yet.</summary>
    public bool MayIn(Act act, Guid programme, string region) =>
        IsService || Grants.Any(g =>
            (g.Programme == programme || g.Programme == Guid.Empty) && Holders.Of(g.Role) is { } holder
            && ReachOf(act, programme, holder) is var reach
            && (reach == Reach.Programme || (reach == Reach.Region && Regions.Contains((programme, region)))));

    /// <summary>The same person with a role in one more organisation.</summary>
    public Actor Joined(Guid organisation, OrganisationRole role) =>
        this with { Memberships = Memberships.Where(m => m.Key != organisation).Append(new(organisation, role)).ToFrozenDictionary() };

    /// <summary>Whose things the person may see in a programme.</summary>
    public Seen Sees(Act act, Guid programme) =>
        May(act, programme) ? new(true, []) : new(false, [.. Memberships.Keys.Concat(Regional).Where(o => May(act, programme, o))]);

    /// <summary>True when the person acts for the organisation, in whatever role.</summary>
    public bool ActsFor(Guid organisation) => Memberships.ContainsKey(organisation);

    /// <summary>True when the person has the role in the programme; administrators have it too.</summary>
    /// <remarks>For tasks, which workflows address to a role. What somebody may is asked of <see cref="May"/>.</remarks>
    public bool Holds(Guid programme, Role role) =>
        Grants.Any(g => (g.Programme == programme || g.Programme == Guid.Empty) && (g.Role == role || g.Role == Role.Administrator));

    /// <summary>True for everybody who works for a programme or the service; an applicant doesn't.</summary>
    public bool IsStaff => Grants.Any(g => g.Role != Role.Applicant);

    /// <summary>Lets a route's handler take the actor as a parameter.</summary>
    public static async ValueTask<Actor> BindAsync(HttpContext context) =>
        await context.RequestServices.GetRequiredService<ActorAccessor>().OfAsync(context.User, context.RequestAborted);

    bool Allows(Act act, Guid programme, Holder holder, bool given) =>
        ReachOf(act, programme, holder) is var reach && (reach == Reach.Programme || (reach >= Reach.Own && given));

    Reach ReachOf(Act act, Guid programme, Holder holder) =>
        Changed.TryGetValue((programme, act, holder), out var changed) ? changed : Matrix.Of(act, holder).Usual;
}

/// <summary>Whose things somebody may see: all, or those of some organisations.</summary>
/// <param name="All">The whole programme's.</param>
/// <param name="Organisations">Else these organisations' only; for a query's <c>Contains</c>.</param>
public readonly record struct Seen(bool All, Guid[] Organisations);
