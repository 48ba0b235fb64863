using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Organisations;

/// <summary>A person of an organisation has another role.</summary>
public sealed record ColleagueChanged(Guid OrganisationPersonId, OrganisationRole Role);

/// <summary>A person is no longer of an organisation.</summary>
/// <param name="OrganisationPersonId">Which row.</param>
/// <param name="PersonId">The account, if there was one.</param>
public sealed record ColleagueRemoved(Guid OrganisationPersonId, Guid? PersonId);

/// <summary>An organisation's head changes what a colleague may do, or takes them off; it holds from their next request on.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>not-found</c>, <c>head-stays</c>: the lead is handed over, never taken or given along the way.</remarks>
public static class ChangeColleague
{
    /// <summary>What is sent.</summary>
    /// <param name="Role">Anything but head.</param>
    public sealed record Request(OrganisationRole Role);

    internal static readonly Refusal HeadStays = new("head-stays", "An organisation always has a head. Hand the lead over first.");

    /// <summary>Changes the role.</summary>
    public static async Task<Verdict<ColleagueChanged>> Execute(
        GrantFlowDb db, Actor actor, Guid organisationId, Guid rowId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (!(await LoadAsync(db, actor, organisationId, rowId, ct)).Allows(out var person, out var refusal)) return refusal;
        if (person.Role == OrganisationRole.Head || request.Role == OrganisationRole.Head) return HeadStays;
        person.Role = request.Role;
        var fact = new ColleagueChanged(rowId, request.Role);
        db.Record(actor, person.ProgrammeId, $"organisation:{organisationId}", fact, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    /// <summary>Takes the person off.</summary>
    public static async Task<Verdict<ColleagueRemoved>> Remove(
        GrantFlowDb db, Actor actor, Guid organisationId, Guid rowId, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (!(await LoadAsync(db, actor, organisationId, rowId, ct)).Allows(out var person, out var refusal)) return refusal;
        if (person.Role == OrganisationRole.Head) return HeadStays;
        var fact = await TakeOffAsync(db, actor, person, clock.GetUtcNow(), ct);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    /// <summary>Takes a row off, and with it an offer of the lead to that person; saved by the caller.</summary>
    internal static async Task<ColleagueRemoved> TakeOffAsync(GrantFlowDb db, Actor actor, OrganisationPerson person, DateTimeOffset now, CancellationToken ct)
    {
        var offers = await db.HeadshipOffers.Where(o => o.OrganisationId == person.OrganisationId && o.ToPersonId == person.PersonId && o.State == OfferState.Open).ToListAsync(ct);
        foreach (var offer in offers) (offer.State, offer.EndedAt) = (OfferState.Withdrawn, now);
        db.Remove(person);
        var fact = new ColleagueRemoved(person.Id, person.PersonId);
        db.Record(actor, person.ProgrammeId, $"organisation:{person.OrganisationId}", fact, now);
        return fact;
    }

    static async Task<Verdict<OrganisationPerson>> LoadAsync(GrantFlowDb db, Actor actor, Guid organisationId, Guid rowId, CancellationToken ct)
    {
        if (await db.Organisations.FindAsync([organisationId], ct) is not { } organisation || !OrganisationAccess.MaySee(actor, organisation)) return Refusal.NotFound;
        if (!actor.May(Act.ChangeColleague, organisation.ProgrammeId, organisationId)) return Refusal.Forbidden;
        var people = await OrganisationPeopleLock.TakeAsync(db, organisationId, ct);
        return people.Find(p => p.Id == rowId) is { } person ? person : Refusal.NotFound;
    }
}

/// <summary>Whoever changes an organisation's people holds all their rows meanwhile: the head can't leave in two places at once.</summary>
static class OrganisationPeopleLock
{
    internal static Task<List<OrganisationPerson>> TakeAsync(GrantFlowDb db, Guid organisationId, CancellationToken ct) =>
        db.OrganisationPeople.FromSql($"select * from organisation_people where organisation_id = {organisationId} order by id for update").ToListAsync(ct);
}
