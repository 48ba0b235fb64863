using GrantFlow.Organisations;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Accounts;

/// <summary>An invitation was taken up.</summary>
/// <param name="InvitationId">Which.</param>
/// <param name="PersonId">By whom.</param>
/// <param name="OrganisationId">The organisation they act for from now on, or null for staff.</param>
public sealed record InvitationAccepted(Guid InvitationId, Guid PersonId, Guid? OrganisationId);

/// <summary>Whoever opens an invitation's link takes it up: into the account they are signed in to, or into a new one for the invited address.</summary>
/// <remarks>
/// Refuses: <c>invitation-over</c>, <c>account-known</c>, <c>both-sides</c>, and what <see cref="CompleteRegistration"/> refuses. An account that
/// is there already is entered by signing in alone: neither the link nor the address opens it (Hypha#2760).
/// Concurrency: the row is locked, so that a link opened twice at once gives one membership.
/// </remarks>
public static class AcceptInvitation
{
    internal static readonly Refusal AccountKnown = new("account-known", "There is an account with this address. Sign in, then take up the invitation.");
    internal static readonly Refusal BothSides = new("both-sides", "Whoever judges or watches in a programme can't act for an organisation in it.");

    /// <summary>The invitation behind a link while it works, else null.</summary>
    public static async Task<Invitation?> FindAsync(GrantFlowDb db, string token, TimeProvider clock, CancellationToken ct)
    {
        var hash = Secrets.HashOf(token);
        var invitation = await db.Invitations.AsNoTracking().FirstOrDefaultAsync(i => i.Hash == hash, ct);
        return invitation?.IsOpen(clock.GetUtcNow()) == true ? invitation : null;
    }

    /// <summary>Into the account that the actor is signed in to.</summary>
    public static async Task<Verdict<InvitationAccepted>> Execute(GrantFlowDb db, Actor actor, string token, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        var now = clock.GetUtcNow();
        if (await LockAsync(db, token, now, ct) is not { } invitation) return Invitation.Over;
        if (await db.Users.FindAsync([actor.PersonId], ct) is not { } person) return Refusal.Forbidden;
        return await TakeUpAsync(db, actor, person, invitation, own, now, ct);
    }

    /// <summary>Into a new account for the invited address, which the link proves.</summary>
    public static async Task<Verdict<InvitationAccepted>> AsSomebodyNew(
        GrantFlowDb db, UserManager<Person> people, string token, CompleteRegistration.Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        var now = clock.GetUtcNow();
        if (await LockAsync(db, token, now, ct) is not { } invitation) return Invitation.Over;
        if (CompleteRegistration.Judge(request, invitation.Email) is { } bad) return bad;
        if (await CompleteRegistration.MakeAsync(db, people, request, invitation.Email, now, ct) is not { } person) return AccountKnown;
        return await TakeUpAsync(db, Actor.Nobody with { PersonId = person.Id, Name = person.FullName }, person, invitation, own, now, ct);
    }

    static async Task<Invitation?> LockAsync(GrantFlowDb db, string token, DateTimeOffset now, CancellationToken ct)
    {
        var hash = Secrets.HashOf(token);
        var invitation = await db.Invitations.FromSql($"select * from invitations where hash = {hash} for update").SingleOrDefaultAsync(ct);
        return invitation?.IsOpen(now) == true ? invitation : null;
    }

    static async Task<Verdict<InvitationAccepted>> TakeUpAsync(
        GrantFlowDb db, Actor actor, Person person, Invitation invitation, OwnTransaction own, DateTimeOffset now, CancellationToken ct)
    {
        var programme = invitation.ProgrammeId ?? Guid.Empty;
        if (invitation.OrganisationId is { } organisation)
        {
            if (await StaffOfAsync(db, person.Id, programme, ct)) return BothSides;
            await JoinAsync(db, person, programme, organisation, invitation.OrganisationRole!.Value, invitation.Email, now, ct);
        }
        else
        {
            if (await db.OrganisationPeople.AnyAsync(p => p.PersonId == person.Id && p.ProgrammeId == programme, ct)) return BothSides;
            await GiveAsync(db, person.Id, programme, invitation.Role!.Value, invitation.PartnerId, ct);
        }

        (invitation.State, invitation.EndedAt, invitation.AcceptedBy) = (InvitationState.Accepted, now, person.Id);
        var fact = new InvitationAccepted(invitation.Id, person.Id, invitation.OrganisationId);
        db.Record(actor, invitation.ProgrammeId, invitation.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    /// <summary>True when the person works for the programme, or for all.</summary>
    internal static Task<bool> StaffOfAsync(GrantFlowDb db, Guid person, Guid programme, CancellationToken ct) => db.ProgrammeRoles.AnyAsync(
        r => r.PersonId == person && r.Role != Role.Applicant && (r.ProgrammeId == programme || r.ProgrammeId == Guid.Empty), ct);

    /// <summary>Makes the person one of the organisation's: the contact of that address gets the account, else a row is added.</summary>
    internal static async Task JoinAsync(
        GrantFlowDb db, Person person, Guid programme, Guid organisation, OrganisationRole role, string invited, DateTimeOffset now, CancellationToken ct)
    {
        var people = await db.OrganisationPeople.Where(p => p.OrganisationId == organisation).ToListAsync(ct);
        bool Has(OrganisationPerson p, string? email) => string.Equals(p.Email, email, StringComparison.OrdinalIgnoreCase);
        if (people.Exists(p => p.PersonId == person.Id)) return;
        if (people.Find(p => p.PersonId is null && (Has(p, person.Email) || Has(p, invited))) is { } contact)
        {
            (contact.PersonId, contact.Role, contact.Name, contact.Language) = (person.Id, role, person.FullName, person.Language);
            return;
        }

        db.Add(new OrganisationPerson
        {
            ProgrammeId = programme,
            OrganisationId = organisation,
            PersonId = person.Id,
            Name = person.FullName,
            Email = person.Email!,
            Language = person.Language,
            Role = role,
            CreatedAt = now,
        });
    }

    /// <summary>Gives the person a role; whoever has it already may get another partner by it.</summary>
    internal static async Task GiveAsync(GrantFlowDb db, Guid person, Guid programme, Role role, Guid? partner, CancellationToken ct)
    {
        if (await db.ProgrammeRoles.FindAsync([person, programme, role], ct) is { } held) held.PartnerId = partner ?? held.PartnerId;
        else db.Add(new ProgrammeRole { PersonId = person, ProgrammeId = programme, Role = role, PartnerId = partner });
    }
}
