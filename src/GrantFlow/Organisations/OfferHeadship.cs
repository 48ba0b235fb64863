using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Organisations;

/// <summary>The lead of an organisation was offered to a colleague.</summary>
public sealed record HeadshipOffered(Guid OfferId, Guid OrganisationId, Guid ToPersonId);

/// <summary>The offer was answered; taken up, the colleague is the head and the former head an editor.</summary>
public sealed record HeadshipAnswered(Guid OfferId, Guid OrganisationId, bool Accepted);

/// <summary>The head offers the lead to a colleague with an account, who takes it up or not.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>not-found</c>, <c>successor-unknown</c>, <c>offer-over</c>. A new offer takes the place of an open one.</remarks>
public static class OfferHeadship
{
    /// <summary>What is sent.</summary>
    /// <param name="OrganisationPersonId">The colleague's row.</param>
    public sealed record Request(Guid OrganisationPersonId);

    internal static readonly Refusal SuccessorUnknown = new("successor-unknown", "Only a colleague with an account of their own can take over.", nameof(Request.OrganisationPersonId));
    internal static readonly Refusal Over = new("offer-over", "The offer was answered or taken back already.");

    /// <summary>Offers.</summary>
    public static async Task<Verdict<HeadshipOffered>> Execute(
        GrantFlowDb db, Actor actor, Guid organisationId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Organisations.FindAsync([organisationId], ct) is not { } organisation || !OrganisationAccess.MaySee(actor, organisation)) return Refusal.NotFound;
        if (!actor.May(Act.HandOverHeadship, organisation.ProgrammeId, organisationId)) return Refusal.Forbidden;
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        var people = await OrganisationPeopleLock.TakeAsync(db, organisationId, ct);
        if (people.Find(p => p.Id == request.OrganisationPersonId) is not { PersonId: { } to } successor || to == actor.PersonId) return SuccessorUnknown;
        var now = clock.GetUtcNow();
        await WithdrawAsync(db, organisationId, now, ct);
        var offer = new HeadshipOffer { ProgrammeId = organisation.ProgrammeId, OrganisationId = organisationId, FromPersonId = actor.PersonId, ToPersonId = to, CreatedAt = now };
        db.Add(offer);
        var fact = new HeadshipOffered(offer.Id, organisationId, to);
        db.Record(actor, organisation.ProgrammeId, organisation.Subject, fact, now);
        db.Tell(
            [new Receiver(successor.Email, successor.Name, successor.Language, to)], "headship-offered", organisation.ProgrammeId, organisation.Subject, offer.Id.ToString(),
            new Dictionary<string, string> { ["organisation"] = MailValue.Text(organisation.Name), ["person"] = actor.Name, ["link"] = $"/organisations/{organisationId}/people" }, now);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    /// <summary>The colleague answers.</summary>
    public static async Task<Verdict<HeadshipAnswered>> Answer(
        GrantFlowDb db, Actor actor, Guid organisationId, bool accepts, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        var people = await OrganisationPeopleLock.TakeAsync(db, organisationId, ct);
        if (people.Find(p => p.PersonId == actor.PersonId) is not { } me || !actor.May(Act.TakeUpHeadship, me.ProgrammeId, organisationId)) return Refusal.NotFound;
        var offer = await db.HeadshipOffers.FirstOrDefaultAsync(o => o.OrganisationId == organisationId && o.ToPersonId == actor.PersonId && o.State == OfferState.Open, ct);
        if (offer is null) return Over;
        var now = clock.GetUtcNow();
        (offer.State, offer.EndedAt) = (accepts ? OfferState.Accepted : OfferState.Declined, now);
        if (accepts) MakeHead(people, me);
        var fact = new HeadshipAnswered(offer.Id, organisationId, accepts);
        db.Record(actor, me.ProgrammeId, $"organisation:{organisationId}", fact, now);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    /// <summary>One head: whoever led before goes on as an editor.</summary>
    internal static void MakeHead(IReadOnlyList<OrganisationPerson> people, OrganisationPerson head)
    {
        foreach (var former in people.Where(p => p.Role == OrganisationRole.Head)) former.Role = OrganisationRole.Editor;
        head.Role = OrganisationRole.Head;
    }

    internal static async Task WithdrawAsync(GrantFlowDb db, Guid organisationId, DateTimeOffset now, CancellationToken ct) =>
        await db.HeadshipOffers.Where(o => o.OrganisationId == organisationId && o.State == OfferState.Open)
            .ExecuteUpdateAsync(o => o.SetProperty(x => x.State, OfferState.Withdrawn).SetProperty(x => x.EndedAt, now), ct);
}
