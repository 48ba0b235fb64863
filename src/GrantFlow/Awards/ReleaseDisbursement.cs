using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Reporting;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Awards;

/// <summary>A tranche was released to the bank.</summary>
public sealed record DisbursementReleased(Guid AwardId, Guid DisbursementId, int Number, decimal Amount, string Currency);

/// <summary>Finance releases a tranche whose day has come, whose conditions are settled and whose report is settled.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>award-not-active</c>, <c>disbursement-not-open</c>, <c>not-yet-due</c>,
/// <c>conditions-open</c>, <c>report-outstanding</c>, <c>over-disbursed</c>. Signals: <c>DisbursementReleased</c>.
/// Concurrency: the award's row is locked while the sum is made; a check in the table stands behind it.
/// </remarks>
public static class ReleaseDisbursement
{
    internal static readonly Refusal AwardNotActive = new("award-not-active", "The award isn't active: nothing is paid now.");
    internal static readonly Refusal NotOpen = new("disbursement-not-open", "The disbursement is released, paid or cancelled already.");
    internal static readonly Refusal NotYetDue = new("not-yet-due", "The disbursement's day hasn't come.");
    internal static readonly Refusal ConditionsOpen = new("conditions-open", "A condition of this disbursement is neither met nor waived.");
    internal static readonly Refusal ReportOutstanding = new("report-outstanding", "The report this disbursement depends on is neither accepted nor waived.");
    internal static readonly Refusal OverDisbursed = new("over-disbursed", "More would be released than was awarded.");

    /// <summary>Releases it.</summary>
    public static async Task<Verdict<DisbursementReleased>> Execute(
        GrantFlowDb db, Actor actor, Guid disbursementId, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        var awardId = await db.Disbursements.Where(d => d.Id == disbursementId).Select(d => d.AwardId).SingleOrDefaultAsync(ct);
        if (await AwardRow.LockAsync(db, awardId, ct) is not { } award) return Refusal.NotFound;
        if (!actor.May(Act.ReleaseDisbursement, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        var disbursement = await db.Disbursements.SingleAsync(d => d.Id == disbursementId, ct);
        var parties = await AwardParties.LoadAsync(db, award, ct);
        var now = clock.GetUtcNow();
        var readiness = new Readiness(
            parties.Programme.DayOf(now),
            await db.Conditions.AnyAsync(
                c => c.AwardId == awardId && c.State == ConditionState.Open && (c.DisbursementId == null || c.DisbursementId == disbursementId), ct),
            disbursement.RequiresReport is not { } number || await ReportQueries.IsSettledAsync(db, awardId, number, ct));
        if (!Decide(award, disbursement, readiness).Allows(out var fact, out var refusal)) return refusal;

        disbursement.Release(actor.PersonId, now);
        award.Commit(fact.Amount);
        await EndDeadline.Execute(db, disbursement.Subject, null, DeadlineEnd.Met, now, ct);
        await SetDeadline.Execute(db, await PaymentDeadlineAsync(db, parties, disbursement, now, ct), now, ct);
        var values = parties.Values(parties.Link, ("amount", MailValue.Money(fact.Amount, fact.Currency)));
        parties.Tell(db, "disbursement-released", disbursement.Subject, "", values, now);
        db.Record(actor, award.ProgrammeId, award.Subject, fact, now);
        db.Signal("DisbursementReleased", award.Subject, now, new { disbursementId, fact.Number, fact.Amount, fact.Currency });
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<DisbursementReleased> Decide(Award award, Disbursement disbursement, Readiness readiness)
    {
        if (award.State != AwardState.Active) return AwardNotActive;
        if (!disbursement.IsOpen) return NotOpen;
        if (readiness.Today < disbursement.DueOn) return NotYetDue;
        if (readiness.ConditionsOpen) return ConditionsOpen;
        if (!readiness.ReportSettled) return ReportOutstanding;
        if (award.Committed + disbursement.Amount > award.Amount) return OverDisbursed;
        return new DisbursementReleased(award.Id, disbursement.Id, disbursement.Number, disbursement.Amount, award.Currency);
    }

    // The bank's word is to be entered within two weeks, or the books and the grant drift apart.
    static async Task<DeadlineRequest> PaymentDeadlineAsync(
        GrantFlowDb db, AwardParties parties, Disbursement disbursement, DateTimeOffset now, CancellationToken ct)
    {
        var finance = await parties.StaffAsync(db, Role.Finance, ct);
        var task = Wording.ConfirmPayment($"{parties.Award.Number}/{disbursement.Number}");
        return parties.Deadline(
            "payment", disbursement.Subject, parties.Programme.DayOf(now).AddDays(14), "task", finance, finance,
            parties.Values(parties.Link, ("task", task), ("matter", task)));
    }

    /// <summary>What a tranche's release depends on beside its own state.</summary>
    /// <param name="Today">In the programme's zone.</param>
    /// <param name="ConditionsOpen">True when a condition of this tranche, or of all, is open.</param>
    /// <param name="ReportSettled">True when the report it needs is accepted or waived, or it needs none.</param>
    internal sealed record Readiness(DateOnly Today, bool ConditionsOpen, bool ReportSettled);
}
