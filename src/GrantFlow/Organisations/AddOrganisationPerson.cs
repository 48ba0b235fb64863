using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Organisations;

/// <summary>A person was added to an organisation.</summary>
public sealed record OrganisationPersonAdded(Guid OrganisationPersonId, OrganisationRole Role);

/// <summary>A grant manager, or the organisation's head, adds a person to it.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>person-known</c>, <c>language-unknown</c>, <c>not-found</c> for an account that isn't there.</remarks>
public static class AddOrganisationPerson
{
    /// <summary>What is sent.</summary>
    /// <param name="Name">As the person writes it.</param>
    /// <param name="Email">Where mail goes.</param>
    /// <param name="Language">hy, ky, ru or en.</param>
    /// <param name="Role">What they may do.</param>
    /// <param name="PersonId">The account; null for a contact without one.</param>
    public sealed record Request(
        [Required, StringLength(120)] string Name,
        [Required, EmailAddress, StringLength(254)] string Email,
        [Required] string Language,
        OrganisationRole Role,
        Guid? PersonId = null);

    internal static readonly Refusal Known = new("person-known", "The organisation has a person with this address.", nameof(Request.Email));
    internal static readonly Refusal LanguageUnknown = new("language-unknown", "The languages are hy, ky, ru and en.", nameof(Request.Language));

    /// <summary>Adds the person.</summary>
    public static async Task<Verdict<OrganisationPersonAdded>> Execute(
        GrantFlowDb db, Actor actor, Guid organisationId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Organisations.FindAsync([organisationId], ct) is not { } organisation) return Refusal.NotFound;
        var people = await db.OrganisationPeople.Where(p => p.OrganisationId == organisationId).ToListAsync(ct);
        if (!actor.May(Act.AddOrganisationPerson, organisation.ProgrammeId, organisation.Id)) return Refusal.Forbidden;
        var head = actor.ActsFor(organisationId);
        // Only staff may tie an account to an organisation: a head who could name any account would learn who has one.
        if (request.PersonId is { } account && (head || !await db.Users.AnyAsync(u => u.Id == account, ct))) return Refusal.NotFound;
        var person = new OrganisationPerson
        {
            ProgrammeId = organisation.ProgrammeId,
            OrganisationId = organisationId,
            PersonId = request.PersonId,
            Name = request.Name.Trim(),
            Email = request.Email.Trim(),
            Language = request.Language,
            Role = request.Role,
            CreatedAt = clock.GetUtcNow(),
        };
        if (!Decide(person, people).Allows(out var fact, out var refusal)) return refusal;
        db.Add(person);
        db.Record(actor, organisation.ProgrammeId, organisation.Subject, fact, person.CreatedAt);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<OrganisationPersonAdded> Decide(OrganisationPerson person, IReadOnlyList<OrganisationPerson> people)
    {
        if (!LocalText.Languages.Contains(person.Language)) return LanguageUnknown;
        if (people.Any(p => string.Equals(p.Email, person.Email, StringComparison.OrdinalIgnoreCase))) return Known;
        return new OrganisationPersonAdded(person.Id, person.Role);
    }
}
