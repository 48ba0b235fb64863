using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Organisations;

/// <summary>Somebody asked to act for an organisation.</summary>
public sealed record JoinAsked(Guid RequestId, Guid OrganisationId);

/// <summary>A request to join was answered.</summary>
public sealed record JoinAnswered(Guid RequestId, Guid PersonId, bool Accepted);

/// <summary>A person asks to act for an organisation that is entered already; its head decides.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>not-found</c>, <c>person-known</c>, <c>both-sides</c>, <c>join-asked-already</c>, <c>offer-over</c>.</remarks>
public static class AskToJoin
{
    /// <summary>What is sent.</summary>
    /// <param name="Message">To the head; may be empty.</param>
    public sealed record Request([StringLength(500)] string Message = "");

    /// <summary>The head's answer.</summary>
    /// <param name="Accepts">Yes or no.</param>
    /// <param name="Role">What the person may do; not head.</param>
    public sealed record AnswerRequest(bool Accepts, OrganisationRole Role = OrganisationRole.Viewer);

    internal static readonly Refusal Asked = new("join-asked-already", "You have asked already. The organisation's head will answer.");

    /// <summary>Asks.</summary>
    public static async Task<Verdict<JoinAsked>> Execute(GrantFlowDb db, Actor actor, Guid organisationId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Organisations.FindAsync([organisationId], ct) is not { State: OrganisationState.Active } organisation) return Refusal.NotFound;
        if (!actor.IsSomebody || !actor.May(Act.AskToJoin, organisation.ProgrammeId)) return Refusal.Forbidden;
        if (actor.ActsFor(organisationId)) return AddOrganisationPerson.Known with { Field = null };
        if (await AcceptInvitation.StaffOfAsync(db, actor.PersonId, organisation.ProgrammeId, ct)) return AcceptInvitation.BothSides;
        var now = clock.GetUtcNow();
        var asked = new JoinRequest { ProgrammeId = organisation.ProgrammeId, OrganisationId = organisationId, PersonId = actor.PersonId, Message = request.Message.Trim(), CreatedAt = now };
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        await OrganisationPeopleLock.TakeAsync(db, organisationId, ct);
        if (await db.JoinRequests.AnyAsync(r => r.OrganisationId == organisationId && r.PersonId == actor.PersonId && r.State == OfferState.Open, ct)) return Asked;
        db.Add(asked);
        var fact = new JoinAsked(asked.Id, organisationId);
        db.Record(actor, organisation.ProgrammeId, organisation.Subject, fact, now);
        var heads = await db.OrganisationPeople.Where(p => p.OrganisationId == organisationId && p.Role == OrganisationRole.Head && p.PersonId != null).ToListAsync(ct);
        // Nobody there to decide: the programme's managers know what to do.
        var receivers = heads.Count > 0 ? [.. heads.Select(h => new Receiver(h.Email, h.Name, h.Language, h.PersonId))] : await db.ManagersAsync(organisation.ProgrammeId, ct);
        db.Tell(
            receivers, "join-asked", organisation.ProgrammeId, organisation.Subject, asked.Id.ToString(),
            new Dictionary<string, string> { ["organisation"] = MailValue.Text(organisation.Name), ["person"] = actor.Name, ["link"] = $"/organisations/{organisationId}/people" }, now);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    /// <summary>The head answers.</summary>
    public static async Task<Verdict<JoinAnswered>> Answer(
        GrantFlowDb db, Actor actor, Guid organisationId, Guid requestId, AnswerRequest request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Organisations.FindAsync([organisationId], ct) is not { } organisation || !OrganisationAccess.MaySee(actor, organisation)) return Refusal.NotFound;
        if (!actor.May(Act.AnswerJoinRequest, organisation.ProgrammeId, organisationId)) return Refusal.Forbidden;
        if (request is { Accepts: true, Role: OrganisationRole.Head }) return InviteColleague.HeadByHandOver;
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        await OrganisationPeopleLock.TakeAsync(db, organisationId, ct);
        if (await db.JoinRequests.FirstOrDefaultAsync(r => r.Id == requestId && r.OrganisationId == organisationId, ct) is not { } asked) return Refusal.NotFound;
        if (asked.State != OfferState.Open) return OfferHeadship.Over;
        var now = clock.GetUtcNow();
        var person = (await db.Users.FindAsync([asked.PersonId], ct))!;
        (asked.State, asked.EndedAt, asked.EndedBy) = (request.Accepts ? OfferState.Accepted : OfferState.Declined, now, actor.PersonId);
        if (request.Accepts) await AcceptInvitation.JoinAsync(db, person, organisation.ProgrammeId, organisationId, request.Role, person.Email!, now, ct);
        var fact = new JoinAnswered(requestId, person.Id, request.Accepts);
        db.Record(actor, organisation.ProgrammeId, organisation.Subject, fact, now);
        db.Tell(
            [new Receiver(person.Email!, person.FullName, person.Language, person.Id)], request.Accepts ? "join-accepted" : "join-declined", organisation.ProgrammeId, organisation.Subject, requestId.ToString(),
            new Dictionary<string, string> { ["organisation"] = MailValue.Text(organisation.Name), ["link"] = request.Accepts ? $"/organisations/{organisationId}" : "/me" }, now);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }
}
