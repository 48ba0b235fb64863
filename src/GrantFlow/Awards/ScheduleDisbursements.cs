using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Awards;

/// <summary>The tranches of an award were set.</summary>
public sealed record DisbursementsScheduled(Guid AwardId, IReadOnlyList<decimal> Amounts);

/// <summary>Splits a signed award into tranches by percentages; the award is active from then on.</summary>
/// <remarks>
/// The tranches add up to the award exactly: each is rounded down to a hundredth, the last takes the rest
/// (<see cref="Money.Split"/>). Refuses: <c>forbidden</c>, <c>not-signed</c>, <c>shares-wrong</c>, <c>tranche-too-small</c>,
/// <c>days-not-rising</c>. Signals: <c>DisbursementsScheduled</c>.
/// </remarks>
public static class ScheduleDisbursements
{
    /// <summary>The schedule.</summary>
    /// <param name="Tranches">In the order of their days; the percentages add up to 100.</param>
    /// <param name="Conditions">Conditions that hold back every tranche; null for none.</param>
    public sealed record Request([Required, MinLength(1)] IReadOnlyList<Tranche> Tranches, IReadOnlyList<LocalText>? Conditions = null);

    /// <summary>One tranche.</summary>
    /// <param name="Percent">Of the award, above 0.</param>
    /// <param name="DueOn">The day it is planned for.</param>
    /// <param name="RequiresReport">The number of the report that must be settled first, or null.</param>
    /// <param name="Conditions">What must be met first; null for nothing.</param>
    public sealed record Tranche(decimal Percent, DateOnly DueOn, int? RequiresReport = null, IReadOnlyList<LocalText>? Conditions = null);

    internal static readonly Refusal NotSigned = new("not-signed", "Only an award whose agreement both sides have signed is scheduled, and only once.");
    internal static readonly Refusal SharesWrong = new("shares-wrong", "The percentages must be above zero and add up to 100.", nameof(Request.Tranches));
    internal static readonly Refusal TooSmall = new("tranche-too-small", "A tranche would be nothing after rounding.", nameof(Request.Tranches));
    internal static readonly Refusal NotRising = new("days-not-rising", "A tranche is planned before the one before it.", nameof(Request.Tranches));

    /// <summary>Sets them.</summary>
    public static async Task<Verdict<DisbursementsScheduled>> Execute(
        GrantFlowDb db, Actor actor, Guid awardId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await AwardRow.LockAsync(db, awardId, ct) is not { } award) return Refusal.NotFound;
        if (!actor.May(Act.ScheduleDisbursements, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        if (!Decide(award, request).Allows(out var fact, out var refusal)) return refusal;

        var now = clock.GetUtcNow();
        var parties = await AwardParties.LoadAsync(db, award, ct);
        var managers = await parties.StaffAsync(db, Role.GrantManager, ct);
        List<(LocalText Text, Disbursement? For)> conditions = [.. (request.Conditions ?? []).Select(t => (t, (Disbursement?)null))];
        for (var i = 0; i < fact.Amounts.Count; i++)
        {
            var (tranche, amount) = (request.Tranches[i], fact.Amounts[i]);
            var disbursement = new Disbursement
            {
                ProgrammeId = award.ProgrammeId,
                AwardId = awardId,
                Number = i + 1,
                Amount = amount,
                DueOn = tranche.DueOn,
                RequiresReport = tranche.RequiresReport,
            };
            db.Add(disbursement);
            conditions.AddRange((tranche.Conditions ?? []).Select(t => (t, (Disbursement?)disbursement)));
        }

        foreach (var (i, (text, disbursement)) in conditions.Index())
        {
            var condition = new Condition
            {
                ProgrammeId = award.ProgrammeId,
                AwardId = awardId,
                DisbursementId = disbursement?.Id,
                Number = i + 1,
                Text = text,
            };
            db.Add(condition);
            var dueOn = disbursement?.DueOn ?? request.Tranches[0].DueOn;
            var values = parties.Values(parties.Link, ("condition", MailValue.Text(text)));
            await SetDeadline.Execute(
                db, parties.Deadline("condition", condition.Subject, dueOn, "condition", parties.Contacts, managers, values), now, ct);
        }

        award.MoveTo(AwardState.Active);
        db.Record(actor, award.ProgrammeId, award.Subject, fact, now);
        db.Signal("DisbursementsScheduled", award.Subject, now, new { tranches = fact.Amounts.Count });
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<DisbursementsScheduled> Decide(Award award, Request request)
    {
        if (award.State != AwardState.Signed) return NotSigned;
        var tranches = request.Tranches;
        if (tranches.Any(t => t.Percent <= 0) || tranches.Sum(t => t.Percent) != 100) return SharesWrong;
        if (tranches.Zip(tranches.Skip(1)).Any(p => p.Second.DueOn < p.First.DueOn)) return NotRising;
        var parts = award.Value.Split([.. tranches.Select(t => t.Percent)]);
        return parts.Any(p => p.Amount == 0)
            ? TooSmall
            : new DisbursementsScheduled(award.Id, [.. parts.Select(p => p.Amount)]);
    }
}
