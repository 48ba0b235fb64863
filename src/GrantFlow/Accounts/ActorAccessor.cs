using System.Collections.Frozen;
using System.Security.Claims;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Accounts;

/// <summary>A sign-in as it stands in this request.</summary>
/// <param name="Actor">Who the person is, as if they had proved everything asked of them.</param>
/// <param name="SessionId">The session that the ticket names.</param>
/// <param name="SecondFactor">What proved them beside the password, or null.</param>
public sealed record SignedIn(Actor Actor, Guid SessionId, SecondFactor? SecondFactor)
{
    /// <summary>Staff without a second factor: all they may do is set one up.</summary>
    public bool LacksSecondFactor => SecondFactor is null && Actor.IsStaff;
}

/// <summary>Says who acts in a request: the sign-in names the person and the session, the database says what they are today.</summary>
/// <remarks>
/// Read at every request, in one question to the database, so that a role taken away or a session ended is gone at once, and a
/// changed password ends every older sign-in (the security stamp in the ticket no longer fits).
/// </remarks>
public sealed class ActorAccessor(GrantFlowDb db, TimeProvider clock)
{
    /// <summary>The claim that holds the security stamp the ticket was made under.</summary>
    public const string StampClaim = "AspNet.Identity.SecurityStamp";

    /// <summary>The claim that holds the session's id.</summary>
    public const string SessionClaim = "session";

    (ClaimsPrincipal? Of, SignedIn? SignedIn) _known;

    /// <summary>Nobody is at the page that asks: what is read here keeps no session alive.</summary>
    public bool Unattended { get; set; }

    /// <summary>The actor behind a sign-in; nobody while a second factor is lacking.</summary>
    public async Task<Actor> OfAsync(ClaimsPrincipal user, CancellationToken ct = default) =>
        await SignedInAsync(user, ct) is { LacksSecondFactor: false } signedIn ? signedIn.Actor : Actor.Nobody;

    /// <summary>The sign-in behind a ticket, also where all it opens is the setting up of a second factor.</summary>
    /// <returns>Null when the ticket opens nothing: no such session, ended, too old, or a password ago.</returns>
    public async Task<SignedIn?> SignedInAsync(ClaimsPrincipal user, CancellationToken ct = default)
    {
        if (ReferenceEquals(_known.Of, user)) return _known.SignedIn;
        SignedIn? signedIn = null;
        if (Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            && Guid.TryParse(user.FindFirstValue(SessionClaim), out var session)
            && await LoadAsync(id, session, ct) is { SessionId: not null } row
            && (row.SecurityStamp ?? "") == user.FindFirstValue(StampClaim))
        {
            signedIn = new(ActorOf(id, row), session, row.SecondFactor is { } factor ? Enum.Parse<SecondFactor>(factor) : null);
            if (!Unattended) await SeeAsync(row, ct);
        }

        _known = (user, signedIn);
        return signedIn;
    }

    /// <summary>The actor that a person is, whatever their sign-in.</summary>
    /// <returns>Nobody when there is no such person.</returns>
    public async Task<Actor> OfPersonAsync(Guid personId, CancellationToken ct = default) =>
        await LoadAsync(personId, null, ct) is { } row ? ActorOf(personId, row) : Actor.Nobody;

    static Actor ActorOf(Guid id, Row row) => new(
        id,
        row.FullName,
        row.Roles.Select(r => r.Split('/')).Select(r => (Guid.Parse(r[0]), Enum.Parse<Role>(r[1]))).ToFrozenSet(),
        row.Memberships.Select(m => m.Split('/')).ToFrozenDictionary(m => Guid.Parse(m[0]), m => Enum.Parse<OrganisationRole>(m[1])))
    {
        Changed = row.Changed.Select(c => c.Split('/'))
            .ToFrozenDictionary(c => (Guid.Parse(c[0]), Enum.Parse<Act>(c[1]), Enum.Parse<Holder>(c[2])), c => Enum.Parse<Reach>(c[3])),
        Regions = row.Regions.Select(r => r.Split('/', 2)).Select(r => (Guid.Parse(r[0]), r[1])).ToFrozenSet(),
        Regional = row.Regional.ToFrozenSet(),
    };

    async Task<Row?> LoadAsync(Guid person, Guid? session, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (seen, made) = (now - Session.Idle, now - Session.Longest);
        var rows = await db.Database.SqlQuery<Row>($"""
            select p.full_name as "FullName", p.security_stamp as "SecurityStamp",
                s.id as "SessionId", s.second_factor as "SecondFactor", s.last_seen_at as "LastSeenAt",
                array(select r.programme_id || '/' || r.role from programme_roles r where r.person_id = p.id) as "Roles",
                array(select o.organisation_id || '/' || o.role from organisation_people o where o.person_id = p.id) as "Memberships",
                array(select c.programme_id || '/' || c.act || '/' || c.holder || '/' || c.reach from right_changes c
                    where c.programme_id in (
                        select r.programme_id from programme_roles r where r.person_id = p.id
                        union all select o.programme_id from organisation_people o where o.person_id = p.id)) as "Changed",
                array(select distinct t.programme_id || '/' || region from programme_roles r
                    join partners t on t.id = r.partner_id and t.state = 'Active', unnest(t.regions) region
                    where r.person_id = p.id and r.role = 'Intermediary') as "Regions",
                array(select distinct o.id from programme_roles r
                    join partners t on t.id = r.partner_id and t.state = 'Active'
                    join organisations o on o.programme_id = t.programme_id and o.region = any(t.regions)
                    where r.person_id = p.id and r.role = 'Intermediary') as "Regional"
            from people p
            left join sessions s on s.id = {session} and s.person_id = p.id and s.ended_at is null and s.last_seen_at > {seen} and s.created_at > {made}
            where p.id = {person}
            """).ToListAsync(ct);
        return rows.FirstOrDefault();
    }

    async Task SeeAsync(Row row, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var before = now - Session.SeenEvery;
        if (row.LastSeenAt > before) return;
        await db.Database.ExecuteSqlAsync($"update sessions set last_seen_at = {now} where id = {row.SessionId} and last_seen_at <= {before}", ct);
    }

    /// <summary>One person, their session and what they are, as the database answers.</summary>
    sealed class Row
    {
        public required string FullName { get; init; }

        public string? SecurityStamp { get; init; }

        public Guid? SessionId { get; init; }

        public string? SecondFactor { get; init; }

        public DateTimeOffset? LastSeenAt { get; init; }

        public required string[] Roles { get; init; }

        public required string[] Memberships { get; init; }

        public required string[] Changed { get; init; }

        public required string[] Regions { get; init; }

        public required Guid[] Regional { get; init; }
    }
}
