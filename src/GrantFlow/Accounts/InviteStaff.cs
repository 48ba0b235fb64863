using System.ComponentModel.DataAnnotations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Accounts;

/// <summary>Somebody was invited to work in a programme.</summary>
public sealed record StaffInvited(Guid InvitationId, Role Role, Guid? PartnerId);

/// <summary>A manager or administrator invites a person to a role in a programme, for a partner if it has one.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>not-found</c>, <c>role-not-yours</c>, <c>partner-unknown</c>, <c>partner-missing</c>, <c>language-unknown</c>,
/// <c>invited-already</c>. Whether the address has an account isn't told.
/// </remarks>
public static class InviteStaff
{
    /// <summary>What is sent.</summary>
    /// <param name="Email">Where the link goes.</param>
    /// <param name="Name">For the salutation.</param>
    /// <param name="Language">hy, ky, ru or en.</param>
    /// <param name="Role">What to be.</param>
    /// <param name="PartnerId">For which partner, or null.</param>
    public sealed record Request(
        [Required, EmailAddress, StringLength(254)] string Email, [Required, StringLength(120)] string Name, [Required] string Language, Role Role, Guid? PartnerId = null);

    internal static readonly Refusal NotYours = new("role-not-yours", "You can't give this role.", nameof(Request.Role));
    internal static readonly Refusal PartnerUnknown = new("partner-unknown", "The programme has no such partner at work.", nameof(Request.PartnerId));
    internal static readonly Refusal PartnerMissing = new("partner-missing", "An intermediary works for a partner, in its regions.", nameof(Request.PartnerId));
    internal static readonly Refusal Invited = new("invited-already", "This address has an open invitation. Renew it instead.", nameof(Request.Email));

    /// <summary>Invites.</summary>
    public static async Task<Verdict<StaffInvited>> Execute(
        GrantFlowDb db, Actor actor, Secrets secrets, Guid programmeId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (!actor.May(Act.InviteStaff, programmeId)) return Refusal.Forbidden;
        if (await db.Programmes.FindAsync([programmeId], ct) is not { } programme) return Refusal.NotFound;
        var email = request.Email.Trim();
        if (!MayGive(actor, programmeId, request.Role)) return NotYours;
        if (!LocalText.Languages.Contains(request.Language)) return CompleteRegistration.LanguageUnknown;
        if (await JudgePartnerAsync(db, programmeId, request.Role, request.PartnerId, ct) is { } bad) return bad;
        var now = clock.GetUtcNow();
        if (await db.Invitations.AnyAsync(i => i.ProgrammeId == programmeId && i.Role == request.Role && i.State == InvitationState.Open && i.ExpiresAt > now && i.Email == email, ct)) return Invited;
        var invitation = new Invitation
        {
            ProgrammeId = programmeId,
            PartnerId = request.PartnerId,
            Role = request.Role,
            Email = email,
            Name = request.Name.Trim(),
            Language = request.Language,
            CreatedAt = now,
            CreatedBy = actor.PersonId,
        };
        invitation.Send(db, secrets, programme.Name, actor.Name, programme.TimeZone, now);
        db.Add(invitation);
        var fact = new StaffInvited(invitation.Id, request.Role, request.PartnerId);
        db.Record(actor, programmeId, invitation.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    /// <summary>Applicants come by themselves; whoever runs the service is chosen by those who do.</summary>
    internal static bool MayGive(Actor actor, Guid programmeId, Role role) =>
        role != Role.Applicant && (role != Role.Administrator || actor.Holds(Guid.Empty, Role.Administrator) || (programmeId != Guid.Empty && actor.Holds(programmeId, Role.Administrator)));

    internal static async Task<Refusal?> JudgePartnerAsync(GrantFlowDb db, Guid programmeId, Role role, Guid? partnerId, CancellationToken ct) =>
        partnerId is not { } id ? (role == Role.Intermediary ? PartnerMissing : null)
        : await db.Partners.AnyAsync(p => p.Id == id && p.ProgrammeId == programmeId && p.State == PartnerState.Active, ct) ? null : PartnerUnknown;
}
