using GrantFlow.Accounts;
using GrantFlow.Persistence;

namespace GrantFlow.Organisations;

/// <summary>A person leaves an organisation; they act for it no longer.</summary>
/// <remarks>Refuses: <c>not-found</c>, <c>head-stays</c>: the only head hands the lead over first.</remarks>
public static class LeaveOrganisation
{
    /// <summary>Leaves.</summary>
    public static async Task<Verdict<ColleagueRemoved>> Execute(GrantFlowDb db, Actor actor, Guid organisationId, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Organisations.FindAsync([organisationId], ct) is not { } organisation) return Refusal.NotFound;
        if (!actor.May(Act.LeaveOrganisation, organisation.ProgrammeId, organisationId)) return Refusal.NotFound;
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        var people = await OrganisationPeopleLock.TakeAsync(db, organisationId, ct);
        if (people.Find(p => p.PersonId == actor.PersonId) is not { } me) return Refusal.NotFound;
        if (Decide(me, people) is { } refusal) return refusal;
        var fact = await ChangeColleague.TakeOffAsync(db, actor, me, clock.GetUtcNow(), ct);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Refusal? Decide(OrganisationPerson me, IReadOnlyList<OrganisationPerson> people) =>
        me.Role == OrganisationRole.Head && !people.Any(p => p != me && p is { Role: OrganisationRole.Head, PersonId: not null }) ? ChangeColleague.HeadStays : null;
}
