using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Monitoring;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Reporting;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Awards;

/// <summary>A running award was halted.</summary>
public sealed record AwardSuspended(Guid AwardId, DateOnly On, string Reason);

/// <summary>A grant manager halts a running award: nothing is paid, nobody is reminded, its dates stand still.</summary>
/// <remarks>
/// The one date that stays is the manager's own: to decide within 90 days. Refuses: <c>forbidden</c>, <c>reason-missing</c>,
/// <c>award-not-active</c>. Signals: <c>AwardSuspended</c>.
/// </remarks>
public static class SuspendAward
{
    const int DecideWithinDays = 90;

    /// <summary>Why.</summary>
    public sealed record Request([Required, StringLength(4000)] string Reason);

    /// <summary>Halts it.</summary>
    public static async Task<Verdict<AwardSuspended>> Execute(
        GrantFlowDb db, Actor actor, Guid awardId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await AwardRow.LockAsync(db, awardId, ct) is not { } award) return Refusal.NotFound;
        if (!actor.May(Act.SuspendAward, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        var parties = await AwardParties.LoadAsync(db, award, ct);
        var now = clock.GetUtcNow();
        if (!Decide(award, request, parties.Programme.DayOf(now)).Allows(out var fact, out var refusal)) return refusal;

        await AwardDates.SilenceAsync(db, award, now, ct);
        award.Suspend(fact.On);
        var managers = await parties.StaffAsync(db, Role.GrantManager, ct);
        var matter = Wording.EndSuspension(award.Number);
        await SetDeadline.Execute(
            db,
            parties.Deadline("suspension", award.Subject, fact.On.AddDays(DecideWithinDays), "task", managers, managers,
                parties.Values(parties.Link, ("task", matter), ("matter", matter))),
            now, ct);
        await AwardDates.NoteAsync(db, award, VariationKind.Suspension, fact.Reason, "Active", "Suspended", actor, now, ct);
        parties.Tell(db, "grant-suspended", award.Subject, MailValue.Date(fact.On), parties.Values(parties.Link, ("reason", fact.Reason)), now);
        db.Record(actor, award.ProgrammeId, award.Subject, fact, now);
        db.Signal("AwardSuspended", award.Subject, now, new { fact.Reason });
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<AwardSuspended> Decide(Award award, Request request, DateOnly today)
    {
        if (string.IsNullOrWhiteSpace(request.Reason)) return DeclineAward.ReasonMissing;
        return award.State == AwardState.Active
            ? new AwardSuspended(award.Id, today, request.Reason.Trim())
            : ReleaseDisbursement.AwardNotActive;
    }
}

/// <summary>What suspending, resuming and ending an award do to its dates.</summary>
static class AwardDates
{
    /// <summary>Ends every live deadline of the award and of all that belongs to it.</summary>
    public static async Task SilenceAsync(GrantFlowDb db, Award award, DateTimeOffset now, CancellationToken ct)
    {
        List<string> subjects =
        [
            award.Subject,
            .. await db.Disbursements.Where(d => d.AwardId == award.Id).Select(d => d.Id).Select(id => $"disbursement:{id}").ToListAsync(ct),
            .. await db.Conditions.Where(c => c.AwardId == award.Id).Select(c => c.Id).Select(id => $"condition:{id}").ToListAsync(ct),
            .. await db.Visits.Where(v => v.AwardId == award.Id).Select(v => v.Id).Select(id => $"visit:{id}").ToListAsync(ct),
            .. await db.Findings.Where(f => f.AwardId == award.Id).Select(f => f.Id).Select(id => $"finding:{id}").ToListAsync(ct),
            .. await db.Reports.Where(r => r.AwardId == award.Id).Select(r => r.Id).Select(id => $"report:{id}").ToListAsync(ct),
        ];
        var live = await db.Deadlines
            .Where(d => d.ProgrammeId == award.ProgrammeId && subjects.Contains(d.SubjectRef)
                && (d.State == DeadlineState.Open || d.State == DeadlineState.Missed))
            .Select(d => d.SubjectRef).Distinct().ToListAsync(ct);
        foreach (var subject in live) await EndDeadline.Execute(db, subject, null, DeadlineEnd.Cancelled, now, ct);
    }

    /// <summary>Moves what was still to come by the days that the award stood still, and sets the live dates anew.</summary>
    public static async Task ShiftAsync(GrantFlowDb db, AwardParties parties, DateOnly from, int days, DateTimeOffset now, CancellationToken ct)
    {
        var award = parties.Award;
        foreach (var disbursement in await db.Disbursements.Where(d => d.AwardId == award.Id).ToListAsync(ct))
            if (disbursement.IsOpen && disbursement.DueOn >= from) disbursement.DueOn = disbursement.DueOn.AddDays(days);
        await ConditionDatesAsync(db, parties, now, ct);
        await MonitoringDates.ShiftAsync(db, parties, from, days, now, ct);
        await ReportDates.ShiftAsync(db, parties, from, days, now, ct);
        var end = award.EndsOn.AddDays(days);
        award.EndsOn = end < parties.Programme.EndsOn ? end : parties.Programme.EndsOn;
    }

    /// <summary>Keeps a variation.</summary>
    public static async Task NoteAsync(
        GrantFlowDb db, Award award, VariationKind kind, string reason, string before, string after, Actor actor, DateTimeOffset now, CancellationToken ct) =>
        db.Add(new Variation
        {
            ProgrammeId = award.ProgrammeId,
            AwardId = award.Id,
            Number = await db.Variations.CountAsync(v => v.AwardId == award.Id, ct) + 1,
            Kind = kind,
            Reason = reason,
            Before = before,
            After = after,
            ApprovedBy = actor.PersonId,
            ApprovedAt = now,
        });

    static async Task ConditionDatesAsync(GrantFlowDb db, AwardParties parties, DateTimeOffset now, CancellationToken ct)
    {
        var open = await db.Conditions.Where(c => c.AwardId == parties.Award.Id && c.State == ConditionState.Open).ToListAsync(ct);
        if (open.Count == 0) return;
        var disbursements = await db.Disbursements.Where(d => d.AwardId == parties.Award.Id).OrderBy(d => d.Number).ToListAsync(ct);
        var managers = await parties.StaffAsync(db, Role.GrantManager, ct);
        foreach (var condition in open)
        {
            var dueOn = (disbursements.Find(d => d.Id == condition.DisbursementId) ?? disbursements[0]).DueOn;
            var values = parties.Values(parties.Link, ("condition", MailValue.Text(condition.Text)));
            await SetDeadline.Execute(
                db, parties.Deadline("condition", condition.Subject, dueOn, "condition", parties.Contacts, managers, values), now, ct);
        }
    }
}
