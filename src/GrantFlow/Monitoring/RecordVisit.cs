using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Monitoring;

/// <summary>A visit took place.</summary>
public sealed record VisitHeld(Guid AwardId, Guid VisitId, int Number, DateOnly On, int Findings);

/// <summary>A grant manager records a visit that took place, and what was found; a missed one may still be made up for.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>visit-recorded</c>, <c>held-in-future</c>, <c>award-not-active</c>. Signals: <c>VisitHeld</c>.
/// </remarks>
public static class RecordVisit
{
    /// <summary>What was seen.</summary>
    /// <param name="HeldOn">The day.</param>
    /// <param name="Notes">What was seen; may be empty.</param>
    /// <param name="Findings">What must be put right; null or empty for nothing.</param>
    public sealed record Request(DateOnly HeldOn, [StringLength(20000)] string Notes = "", IReadOnlyList<RaiseFinding.Request>? Findings = null);

    internal static readonly Refusal Recorded = new("visit-recorded", "The visit is recorded already, or was struck from the plan.");
    internal static readonly Refusal InFuture = new("held-in-future", "The day is still to come.", nameof(Request.HeldOn));

    /// <summary>Records it.</summary>
    public static async Task<Verdict<VisitHeld>> Execute(
        GrantFlowDb db, Actor actor, Guid visitId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        var awardId = await db.Visits.Where(v => v.Id == visitId).Select(v => v.AwardId).SingleOrDefaultAsync(ct);
        if (await AwardRow.LockAsync(db, awardId, ct) is not { } award) return Refusal.NotFound;
        if (!actor.May(Act.RecordVisit, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        var visit = await db.Visits.SingleAsync(v => v.Id == visitId, ct);
        var parties = await AwardParties.LoadAsync(db, award, ct);
        var now = clock.GetUtcNow();
        var today = parties.Programme.DayOf(now);
        if (!Decide(award, visit, request, today).Allows(out var fact, out var refusal)) return refusal;

        visit.Hold(actor.PersonId, fact.On, request.Notes);
        await EndDeadline.Execute(db, visit.Subject, null, DeadlineEnd.Met, now, ct);
        db.Record(actor, award.ProgrammeId, award.Subject, fact, now);
        db.Signal("VisitHeld", award.Subject, now, new { visitId, fact.Number, fact.Findings });
        await db.SaveChangesAsync(ct);
        foreach (var finding in request.Findings ?? [])
            if (!(await RaiseFinding.Execute(db, actor, awardId, finding with { VisitId = visitId }, clock, ct)).Allows(out _, out var no)) return no;
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<VisitHeld> Decide(Award award, Visit visit, Request request, DateOnly today)
    {
        if (!award.IsOpen) return ReleaseDisbursement.AwardNotActive;
        if (request.HeldOn > today) return InFuture;
        return visit.State switch
        {
            VisitState.Planned or VisitState.Confirmed or VisitState.Missed =>
                new VisitHeld(award.Id, visit.Id, visit.Number, request.HeldOn, request.Findings?.Count ?? 0),
            VisitState.Held or VisitState.Cancelled => Recorded,
        };
    }
}
