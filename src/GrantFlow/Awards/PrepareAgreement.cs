using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Awards;

/// <summary>An agreement went out for signature.</summary>
public sealed record AgreementPrepared(Guid AwardId, Guid AgreementId, int Version, string Sha256, DateOnly SignBy);

/// <summary>Writes the agreement of an award, seals its text and sends it out for signature; a later version voids the one before.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>due-diligence-open</c>, <c>agreement-signed</c>, <c>award-over</c>. Signals: <c>AgreementPrepared</c>.
/// </remarks>
public static class PrepareAgreement
{
    /// <summary>What the manager sends.</summary>
    /// <param name="Text">The text to sign; null has it written from the award.</param>
    /// <param name="Language">The text's language; null is the organisation's.</param>
    /// <param name="SignWithinDays">Days both sides have.</param>
    public sealed record Request(string? Text = null, string? Language = null, [Range(1, 365)] int SignWithinDays = 30);

    internal static readonly Refusal DueDiligenceOpen = new("due-diligence-open", "The checks on the organisation aren't all clear yet.");
    internal static readonly Refusal AlreadySigned = new("agreement-signed", "The agreement is signed by both sides; change the award by a variation.");
    internal static readonly Refusal AwardOver = new("award-over", "The award has ended.");

    /// <summary>Writes and sends it.</summary>
    public static async Task<Verdict<AgreementPrepared>> Execute(
        GrantFlowDb db, Actor actor, Guid awardId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await AwardRow.LockAsync(db, awardId, ct) is not { } award) return Refusal.NotFound;
        if (!actor.May(Act.PrepareAgreement, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        var checks = await db.DueDiligenceChecks.AsNoTracking().Where(c => c.AwardId == awardId).ToListAsync(ct);
        var versions = await db.Agreements.Where(a => a.AwardId == awardId).ToListAsync(ct);
        var parties = await AwardParties.LoadAsync(db, award, ct);
        var now = clock.GetUtcNow();
        var agreement = New(parties, request, versions.Count + 1, now);
        if (!Decide(award, checks, agreement).Allows(out var fact, out var refusal)) return refusal;

        // One agreement is in force at a time by a unique index, so the old one is void before the new one is there.
        foreach (var old in versions.Where(a => a.State != AgreementState.Void)) old.State = AgreementState.Void;
        await db.SaveChangesAsync(ct);
        db.Add(agreement);
        award.MoveTo(AwardState.Offered);
        await db.SaveChangesAsync(ct);

        var values = parties.Values(parties.Link, ("dueDate", MailValue.Date(agreement.SignBy)));
        parties.Tell(db, "agreement-to-sign", award.Subject, $"v{agreement.Version}", values, now);
        await SetDeadline.Execute(db, await SignatureDeadlineAsync(db, parties, agreement, ct), now, ct);
        db.Record(actor, award.ProgrammeId, award.Subject, fact, now);
        db.Signal("AgreementPrepared", award.Subject, now, new { agreementId = agreement.Id, agreement.Version });
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<AgreementPrepared> Decide(Award award, IReadOnlyList<DueDiligenceCheck> checks, Agreement agreement) =>
        award.State switch
        {
            AwardState.Prepared or AwardState.DueDiligence or AwardState.Offered
                when DueDiligenceCheck.Overall(checks) == DueDiligenceResult.Clear =>
                new AgreementPrepared(award.Id, agreement.Id, agreement.Version, agreement.Sha256, agreement.SignBy),
            AwardState.Prepared or AwardState.DueDiligence or AwardState.Offered => DueDiligenceOpen,
            AwardState.Signed or AwardState.Active or AwardState.Suspended => AlreadySigned,
            AwardState.Terminated or AwardState.Closed or AwardState.Declined => AwardOver,
        };

    /// <summary>The date to sign by, as the ladder needs it.</summary>
    internal static async Task<DeadlineRequest> SignatureDeadlineAsync(
        GrantFlowDb db, AwardParties parties, Agreement agreement, CancellationToken ct) =>
        parties.Deadline(
            "signature", parties.Award.Subject, agreement.SignBy, "signature", parties.Contacts,
            await parties.StaffAsync(db, Role.GrantManager, ct),
            parties.Values(parties.Link, ("matter", Wording.SignAgreement(parties.Award.Number))));

    static Agreement New(AwardParties parties, Request request, int version, DateTimeOffset now)
    {
        var language = request.Language ?? parties.Organisation.Language;
        var text = string.IsNullOrWhiteSpace(request.Text) ? AgreementText.Write(parties, language) : request.Text;
        return new Agreement
        {
            ProgrammeId = parties.Programme.Id,
            AwardId = parties.Award.Id,
            Version = version,
            Language = language,
            Text = text,
            Sha256 = Agreement.Seal(text),
            State = AgreementState.Sent,
            PreparedAt = now,
            SignBy = parties.Programme.DayOf(now).AddDays(request.SignWithinDays),
        };
    }
}
