using GrantFlow.Accounts;
using GrantFlow.Audit;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Awards;

/// <summary>One side signed an agreement.</summary>
/// <param name="AwardId">The award.</param>
/// <param name="AgreementId">The agreement.</param>
/// <param name="Side">For whom.</param>
/// <param name="Complete">True when the other side had signed before.</param>
public sealed record AgreementSigned(Guid AwardId, Guid AgreementId, AgreementSide Side, bool Complete);

/// <summary>Somebody signs the agreement of an award for one side; the second side's signature brings the award into force.</summary>
/// <remarks>
/// For the grantee signs who acts for the organisation, or a grant manager who keeps a paper signed by it; for the grantor a
/// grant manager. Nobody signs for both.
/// Refuses: <c>forbidden</c>, <c>agreement-not-out</c>, <c>side-has-signed</c>, <c>same-person</c>, <c>agreement-altered</c>.
/// Signals: <c>AgreementSigned</c> when both have.
/// </remarks>
public static class SignAgreement
{
    /// <summary>What the signer sends.</summary>
    /// <param name="Side">For whom.</param>
    /// <param name="Method">How.</param>
    public sealed record Request(AgreementSide Side, SignatureMethod Method = SignatureMethod.Electronic);

    internal static readonly Refusal NotOut = new("agreement-not-out", "No agreement is out for signature.");
    internal static readonly Refusal SideHasSigned = new("side-has-signed", "This side has signed already.");
    internal static readonly Refusal SamePerson = new("same-person", "The two sides must be signed by two people.");
    internal static readonly Refusal Altered = new("agreement-altered", "The text isn't the one that was sealed. Prepare a new version.");

    /// <summary>Signs it.</summary>
    public static async Task<Verdict<AgreementSigned>> Execute(
        GrantFlowDb db, Actor actor, Guid awardId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await AwardRow.LockAsync(db, awardId, ct) is not { } award) return Refusal.NotFound;
        if (!MaySign(actor, award, request)) return Refusal.Forbidden;
        var agreement = await db.Agreements.Include(a => a.Signatures)
            .SingleOrDefaultAsync(a => a.AwardId == awardId && a.State != AgreementState.Void, ct);
        if (!Decide(award, agreement, request, actor.PersonId).Allows(out var fact, out var refusal)) return refusal;

        var now = clock.GetUtcNow();
        db.Add(new AgreementSignature
        {
            AgreementId = agreement!.Id,
            Side = request.Side,
            PersonId = actor.PersonId,
            PersonName = actor.Name,
            Method = request.Method,
            At = now,
        });
        db.Record(actor, award.ProgrammeId, award.Subject, fact, now);
        if (fact.Complete)
        {
            agreement.State = AgreementState.Signed;
            award.MoveTo(AwardState.Signed);
            db.Seal(actor, award.ProgrammeId, award.Subject, nameof(AgreementSigned), Content(award, agreement), now);
            await EndDeadline.Execute(db, award.Subject, "signature", DeadlineEnd.Met, now, ct);
            var parties = await AwardParties.LoadAsync(db, award, ct);
            parties.Tell(db, "agreement-signed", award.Subject, $"v{agreement.Version}", parties.Values(parties.Link), now);
            db.Signal("AgreementSigned", award.Subject, now, new { agreementId = agreement.Id, agreement.Version });
        }

        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<AgreementSigned> Decide(Award award, Agreement? agreement, Request request, Guid person)
    {
        if (agreement is not { State: AgreementState.Sent } || award.State != AwardState.Offered) return NotOut;
        if (!agreement.IsIntact) return Altered;
        if (agreement.Signatures.Any(s => s.Side == request.Side)) return SideHasSigned;
        if (agreement.Signatures.Any(s => s.PersonId == person)) return SamePerson;
        return new AgreementSigned(award.Id, agreement.Id, request.Side, agreement.Signatures.Count == 1);
    }

    static object Content(Award award, Agreement agreement) => new
    {
        award.Number,
        award.Title,
        award.Amount,
        award.Currency,
        award.StartsOn,
        award.EndsOn,
        agreement.Version,
        agreement.Language,
        agreement.Text,
        agreement.Sha256,
        signatures = agreement.Signatures.OrderBy(s => s.Side).Select(s => new { s.Side, s.PersonName, s.Method, s.At }),
    };

    static bool MaySign(Actor actor, Award award, Request request) => request.Side switch
    {
        AgreementSide.Grantor => actor.May(Act.SignForProgramme, award.ProgrammeId, award.OrganisationId),
        AgreementSide.Grantee => actor.May(Act.SignForOrganisation, award.ProgrammeId, award.OrganisationId)
            || (request.Method == SignatureMethod.Paper && actor.May(Act.RecordPaperSignature, award.ProgrammeId, award.OrganisationId)),
    };
}
