using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;

namespace GrantFlow.Organisations;

/// <summary>Staff put on record that an organisation has another head.</summary>
/// <param name="OrganisationId">Which.</param>
/// <param name="Head">The new head's row.</param>
/// <param name="Former">The rows of those who led before.</param>
/// <param name="Left">The former head has gone, and acts for the organisation no longer.</param>
/// <param name="Reason">What shows it.</param>
public sealed record HeadReplaced(Guid OrganisationId, Guid Head, IReadOnlyList<Guid> Former, bool Left, string Reason);

/// <summary>The head has gone without handing over: a manager makes somebody of the organisation its head, with a reason, and both are told.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>not-found</c>, <c>successor-unknown</c>, <c>reason-missing</c>.</remarks>
public static class ReplaceHead
{
    /// <summary>What is sent.</summary>
    /// <param name="OrganisationPersonId">The new head's row.</param>
    /// <param name="Reason">What shows it: a letter, minutes, the register.</param>
    /// <param name="FormerLeft">True takes the former head off; false lets them go on as an editor.</param>
    public sealed record Request(Guid OrganisationPersonId, [Required, StringLength(500)] string Reason, bool FormerLeft = false);

    internal static readonly Refusal ReasonMissing = new("reason-missing", "Say why, for the record.", nameof(Request.Reason));

    /// <summary>Replaces the head.</summary>
    public static async Task<Verdict<HeadReplaced>> Execute(
        GrantFlowDb db, Actor actor, Guid organisationId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Organisations.FindAsync([organisationId], ct) is not { } organisation) return Refusal.NotFound;
        if (!actor.May(Act.ReplaceHead, organisation.ProgrammeId, organisationId)) return OrganisationAccess.MaySee(actor, organisation) ? Refusal.Forbidden : Refusal.NotFound;
        if (string.IsNullOrWhiteSpace(request.Reason)) return ReasonMissing;
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        var people = await OrganisationPeopleLock.TakeAsync(db, organisationId, ct);
        if (people.Find(p => p.Id == request.OrganisationPersonId) is not { PersonId: not null } successor) return OfferHeadship.SuccessorUnknown;
        var now = clock.GetUtcNow();
        var former = people.Where(p => p.Role == OrganisationRole.Head && p != successor).ToList();
        OfferHeadship.MakeHead(people, successor);
        if (request.FormerLeft) db.RemoveRange(former);
        await OfferHeadship.WithdrawAsync(db, organisationId, now, ct);
        var fact = new HeadReplaced(organisationId, successor.Id, [.. former.Select(p => p.Id)], request.FormerLeft, request.Reason.Trim());
        db.Record(actor, organisation.ProgrammeId, organisation.Subject, fact, now);
        db.Tell(
            [.. former.Append(successor).Select(p => new Receiver(p.Email, p.Name, p.Language, p.PersonId))], "head-changed", organisation.ProgrammeId, organisation.Subject, $"{successor.Id}:{now:O}",
            new Dictionary<string, string>
            {
                ["organisation"] = MailValue.Text(organisation.Name),
                ["person"] = successor.Name,
                ["reason"] = fact.Reason,
                ["link"] = $"/organisations/{organisationId}",
            },
            now);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }
}
