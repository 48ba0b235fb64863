using System.Collections.Frozen;
using System.Security.Claims;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Accounts;

/// <summary>Says who acts in a request: the sign-in names the person, the database says what they are today.</summary>
/// <remarks>
/// Read at every request, so that a role taken away is gone at once, and a changed password ends every older sign-in
/// (the security stamp in the ticket no longer fits).
/// </remarks>
public sealed class ActorAccessor(GrantFlowDb db)
{
    /// <summary>The claim that holds the security stamp the ticket was made under.</summary>
    public const string StampClaim = "AspNet.Identity.SecurityStamp";

    (string? Key, Actor Actor) _known = ("", Actor.Nobody);

    /// <summary>The actor behind a sign-in, or nobody.</summary>
    public async Task<Actor> OfAsync(ClaimsPrincipal user, CancellationToken ct = default)
    {
        var name = user.FindFirstValue(ClaimTypes.NameIdentifier);
        if (!Guid.TryParse(name, out var id)) return Actor.Nobody;
        if (_known.Key == name) return _known.Actor;
        _known = (name, await LoadAsync(id, user.FindFirstValue(StampClaim), ct));
        return _known.Actor;
    }

    /// <summary>The actor that a person is, whatever their sign-in.</summary>
    /// <returns>Nobody when there is no such person.</returns>
    public async Task<Actor> OfPersonAsync(Guid personId, CancellationToken ct = default) => await LoadAsync(personId, null, ct);

    async Task<Actor> LoadAsync(Guid id, string? stamp, CancellationToken ct)
    {
        var person = await db.Users.AsNoTracking().Where(p => p.Id == id)
            .Select(p => new { p.FullName, p.SecurityStamp }).FirstOrDefaultAsync(ct);
        if (person is null || (stamp is not null && stamp != person.SecurityStamp)) return Actor.Nobody;
        var roles = await db.ProgrammeRoles.AsNoTracking().Where(r => r.PersonId == id)
            .Select(r => new { r.ProgrammeId, r.Role }).ToListAsync(ct);
        var memberships = await db.OrganisationPeople.AsNoTracking().Where(p => p.PersonId == id)
            .Select(p => new { p.OrganisationId, p.Role }).ToListAsync(ct);
        var programmes = roles.Select(r => r.ProgrammeId).ToList();
        var changed = await db.RightChanges.AsNoTracking()
            .Where(c => programmes.Contains(c.ProgrammeId) || db.Set<OrganisationPerson>().Any(p => p.PersonId == id && p.ProgrammeId == c.ProgrammeId))
            .ToListAsync(ct);
        return new Actor(
            id, person.FullName, roles.Select(r => (r.ProgrammeId, r.Role)).ToFrozenSet(),
            // One person stands once in an organisation; were there two rows, the stronger role counts.
            memberships.GroupBy(m => m.OrganisationId).ToFrozenDictionary(g => g.Key, g => g.Min(m => m.Role)))
        {
            Changed = changed.ToFrozenDictionary(c => (c.ProgrammeId, c.Act, c.Holder), c => c.Reach),
        };
    }
}
