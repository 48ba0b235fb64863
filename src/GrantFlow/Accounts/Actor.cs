using System.Collections.Frozen;
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
/// <param name="Organisations">Organisations the person acts for.</param>
public sealed record Actor(
    Guid PersonId,
    string Name,
    FrozenSet<(Guid Programme, Role Role)> Grants,
    FrozenSet<Guid> Organisations)
{
    /// <summary>The service itself: workflows, jobs, imports and simulations act as it, on record.</summary>
    public static Actor Service { get; } = new(
        Guid.Empty, "GrantFlow", new[] { (Guid.Empty, Role.Administrator) }.ToFrozenSet(), FrozenSet<Guid>.Empty);

    /// <summary>Somebody who hasn't signed in.</summary>
    public static Actor Nobody { get; } = new(
        Guid.Empty, "", FrozenSet<(Guid, Role)>.Empty, FrozenSet<Guid>.Empty);

    /// <summary>True when the person has one of the roles in the programme; administrators have them all but the donor's silence.</summary>
    public bool Is(Guid programme, params ReadOnlySpan<Role> roles)
    {
        if (Has(programme, Role.Administrator)) return true;
        foreach (var role in roles) if (Has(programme, role)) return true;
        return false;
    }

    /// <summary>True when the person acts for the organisation.</summary>
    public bool ActsFor(Guid organisation) => Organisations.Contains(organisation);

    /// <summary>True when somebody has signed in.</summary>
    public bool IsSomebody => PersonId != Guid.Empty;

    /// <summary>Lets a route's handler take the actor as a parameter.</summary>
    public static async ValueTask<Actor> BindAsync(HttpContext context) =>
        await context.RequestServices.GetRequiredService<ActorAccessor>().OfAsync(context.User, context.RequestAborted);

    bool Has(Guid programme, Role role) => Grants.Contains((programme, role)) || Grants.Contains((Guid.Empty, role));
}
