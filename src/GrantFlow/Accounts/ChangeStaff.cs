using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Accounts;

/// <summary>A person got a role in a programme, or another partner in it.</summary>
public sealed record RoleGiven(Guid PersonId, Role Role, Guid? PartnerId);

/// <summary>A person lost a role in a programme.</summary>
public sealed record RoleTaken(Guid PersonId, Role Role);

/// <summary>A manager or administrator gives and takes roles; they hold from the next request on.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>not-found</c>, <c>role-not-yours</c>, <c>partner-unknown</c>, <c>partner-missing</c>, <c>own-role</c>: nobody takes
/// away their own, so that a programme isn't left without anybody by mistake. A role is given only to somebody who works in the
/// programme already; others are invited, so that nobody finds themselves in something they didn't agree to.
/// </remarks>
public static class ChangeStaff
{
    /// <summary>What is sent.</summary>
    /// <param name="Role">What to be.</param>
    /// <param name="PartnerId">For which partner, or null.</param>
    public sealed record Request(Role Role, Guid? PartnerId = null);

    internal static readonly Refusal OwnRole = new("own-role", "You can't take away a role of your own. A colleague can.");

    /// <summary>Gives a role, or changes the partner it is held for.</summary>
    public static async Task<Verdict<RoleGiven>> Execute(
        GrantFlowDb db, Actor actor, Guid programmeId, Guid personId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (!actor.May(Act.ChangeStaff, programmeId)) return Refusal.Forbidden;
        if (!await db.ProgrammeRoles.AnyAsync(r => r.PersonId == personId && r.ProgrammeId == programmeId && r.Role != Role.Applicant, ct)) return Refusal.NotFound;
        if (!InviteStaff.MayGive(actor, programmeId, request.Role)) return InviteStaff.NotYours;
        if (await InviteStaff.JudgePartnerAsync(db, programmeId, request.Role, request.PartnerId, ct) is { } bad) return bad;
        if (await db.ProgrammeRoles.FindAsync([personId, programmeId, request.Role], ct) is { } held) held.PartnerId = request.PartnerId;
        else db.Add(new ProgrammeRole { PersonId = personId, ProgrammeId = programmeId, Role = request.Role, PartnerId = request.PartnerId });
        var fact = new RoleGiven(personId, request.Role, request.PartnerId);
        db.Record(actor, programmeId, $"person:{personId}", fact, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return fact;
    }

    /// <summary>Takes a role away.</summary>
    public static async Task<Verdict<RoleTaken>> Take(
        GrantFlowDb db, Actor actor, Guid programmeId, Guid personId, Role role, TimeProvider clock, CancellationToken ct)
    {
        if (!actor.May(Act.ChangeStaff, programmeId)) return Refusal.Forbidden;
        if (await db.ProgrammeRoles.FindAsync([personId, programmeId, role], ct) is not { } held) return Refusal.NotFound;
        if (!InviteStaff.MayGive(actor, programmeId, role)) return InviteStaff.NotYours;
        if (personId == actor.PersonId) return OwnRole;
        db.Remove(held);
        var fact = new RoleTaken(personId, role);
        db.Record(actor, programmeId, $"person:{personId}", fact, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return fact;
    }
}
