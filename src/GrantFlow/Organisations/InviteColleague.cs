using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Organisations;

/// <summary>Somebody was invited to act for an organisation.</summary>
public sealed record ColleagueInvited(Guid InvitationId, OrganisationRole Role);

/// <summary>An organisation's head, or staff, invites a colleague to act for it.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>not-found</c>, <c>person-known</c>, <c>invited-already</c>, <c>head-by-hand-over</c>, <c>language-unknown</c>. Whether the
/// address has an account isn't told.
/// </remarks>
public static class InviteColleague
{
    /// <summary>What is sent.</summary>
    /// <param name="Email">Where the link goes.</param>
    /// <param name="Name">For the salutation.</param>
    /// <param name="Language">hy, ky, ru or en.</param>
    /// <param name="Role">What to be in the organisation.</param>
    public sealed record Request(
        [Required, EmailAddress, StringLength(254)] string Email, [Required, StringLength(120)] string Name, [Required] string Language, OrganisationRole Role);

    internal static readonly Refusal HeadByHandOver = new("head-by-hand-over", "The organisation has a head. The lead is handed over, not given twice.", nameof(Request.Role));

    /// <summary>Invites.</summary>
    public static async Task<Verdict<ColleagueInvited>> Execute(
        GrantFlowDb db, Actor actor, Secrets secrets, Guid organisationId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Organisations.FindAsync([organisationId], ct) is not { } organisation) return Refusal.NotFound;
        if (!actor.May(Act.InviteColleague, organisation.ProgrammeId, organisationId)) return OrganisationAccess.MaySee(actor, organisation) ? Refusal.Forbidden : Refusal.NotFound;
        var (email, now) = (request.Email.Trim(), clock.GetUtcNow());
        var people = await db.OrganisationPeople.Where(p => p.OrganisationId == organisationId).ToListAsync(ct);
        var open = await db.Invitations.Where(i => i.OrganisationId == organisationId && i.State == InvitationState.Open && i.ExpiresAt > now).Select(i => i.Email).ToListAsync(ct);
        if (Decide(request, email, people, open) is { } refusal) return refusal;
        var programme = (await db.Programmes.FindAsync([organisation.ProgrammeId], ct))!;
        var invitation = new Invitation
        {
            ProgrammeId = organisation.ProgrammeId,
            OrganisationId = organisationId,
            OrganisationRole = request.Role,
            Email = email,
            Name = request.Name.Trim(),
            Language = request.Language,
            CreatedAt = now,
            CreatedBy = actor.PersonId,
        };
        invitation.Send(db, secrets, organisation.Name, actor.Name, programme.TimeZone, now);
        db.Add(invitation);
        var fact = new ColleagueInvited(invitation.Id, request.Role);
        db.Record(actor, organisation.ProgrammeId, organisation.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Refusal? Decide(Request request, string email, IReadOnlyList<OrganisationPerson> people, IReadOnlyList<string> open)
    {
        bool Same(string other) => string.Equals(other, email, StringComparison.OrdinalIgnoreCase);
        return !LocalText.Languages.Contains(request.Language) ? AddOrganisationPerson.LanguageUnknown
            : people.Any(p => p.PersonId is not null && Same(p.Email)) ? AddOrganisationPerson.Known
            : open.Any(Same) ? InviteStaff.Invited
            : request.Role == OrganisationRole.Head && people.Any(p => p is { Role: OrganisationRole.Head, PersonId: not null }) ? HeadByHandOver
            : null;
    }
}
