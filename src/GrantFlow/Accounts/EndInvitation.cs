using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Accounts;

/// <summary>An invitation got a new link; the old one opens nothing any more.</summary>
public sealed record InvitationRenewed(Guid InvitationId);

/// <summary>An invitation was taken back.</summary>
public sealed record InvitationWithdrawn(Guid InvitationId);

/// <summary>Whoever may invite takes an open invitation back, or sends it again with a new link.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>not-found</c>, <c>invitation-over</c> once it was taken up or back.</remarks>
public static class EndInvitation
{
    /// <summary>Takes it back.</summary>
    public static async Task<Verdict<InvitationWithdrawn>> Execute(GrantFlowDb db, Actor actor, Guid invitationId, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (!(await LockAsync(db, actor, invitationId, ct)).Allows(out var invitation, out var refusal)) return refusal;
        var now = clock.GetUtcNow();
        (invitation.State, invitation.EndedAt) = (InvitationState.Withdrawn, now);
        var fact = new InvitationWithdrawn(invitationId);
        db.Record(actor, invitation.ProgrammeId, invitation.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    /// <summary>Sends it again, also after its day.</summary>
    public static async Task<Verdict<InvitationRenewed>> Renew(GrantFlowDb db, Actor actor, Secrets secrets, Guid invitationId, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (!(await LockAsync(db, actor, invitationId, ct)).Allows(out var invitation, out var refusal)) return refusal;
        var now = clock.GetUtcNow();
        var programme = await db.Programmes.FirstAsync(p => p.Id == invitation.ProgrammeId, ct);
        var where = invitation.OrganisationId is { } organisation
            ? await db.Organisations.Where(o => o.Id == organisation).Select(o => o.Name).FirstAsync(ct)
            : programme.Name;
        invitation.Send(db, secrets, where, actor.Name, programme.TimeZone, now);
        var fact = new InvitationRenewed(invitationId);
        db.Record(actor, invitation.ProgrammeId, invitation.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    static async Task<Verdict<Invitation>> LockAsync(GrantFlowDb db, Actor actor, Guid id, CancellationToken ct)
    {
        if (await db.Invitations.FromSql($"select * from invitations where id = {id} for update").SingleOrDefaultAsync(ct) is not { } invitation) return Refusal.NotFound;
        var may = invitation.OrganisationId is { } organisation
            ? actor.May(Act.InviteColleague, invitation.ProgrammeId ?? Guid.Empty, organisation)
            : actor.May(Act.InviteStaff, invitation.ProgrammeId ?? Guid.Empty);
        if (!may) return Refusal.NotFound;
        return invitation.State == InvitationState.Open ? invitation : Invitation.Over;
    }
}
