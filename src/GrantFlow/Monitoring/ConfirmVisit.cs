using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Monitoring;

/// <summary>The day of a visit was agreed.</summary>
public sealed record VisitConfirmed(Guid AwardId, Guid VisitId, int Number, DateOnly On);

/// <summary>The organisation or a grant manager confirms a visit's day, or agrees on another.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>visit-not-open</c>, <c>day-passed</c>, <c>award-not-active</c>. Signals: <c>VisitConfirmed</c>.</remarks>
public static class ConfirmVisit
{
    /// <summary>What was agreed.</summary>
    /// <param name="On">The day; null keeps the planned one.</param>
    public sealed record Request(DateOnly? On = null);

    internal static readonly Refusal DayPassed = new("day-passed", "The day has passed.", nameof(Request.On));

    /// <summary>Confirms it.</summary>
    public static async Task<Verdict<VisitConfirmed>> Execute(
        GrantFlowDb db, Actor actor, Guid visitId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        var awardId = await db.Visits.Where(v => v.Id == visitId).Select(v => v.AwardId).SingleOrDefaultAsync(ct);
        if (await AwardRow.LockAsync(db, awardId, ct) is not { } award) return Refusal.NotFound;
        if (!actor.May(Act.ConfirmVisit, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        var visit = await db.Visits.SingleAsync(v => v.Id == visitId, ct);
        var parties = await AwardParties.LoadAsync(db, award, ct);
        var now = clock.GetUtcNow();
        if (!Decide(award, visit, request, parties.Programme.DayOf(now)).Allows(out var fact, out var refusal)) return refusal;

        var moved = visit.PlannedOn != fact.On;
        visit.Confirm(actor.PersonId, fact.On);
        if (moved && visit.AnnouncedAt is not null) await MonitoringDates.SetAsync(db, parties, visit, now, ct);
        db.Record(actor, award.ProgrammeId, award.Subject, fact, now);
        db.Signal("VisitConfirmed", award.Subject, now, new { visitId, fact.Number, fact.On });
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<VisitConfirmed> Decide(Award award, Visit visit, Request request, DateOnly today)
    {
        if (award.State is not (AwardState.Signed or AwardState.Active)) return ReleaseDisbursement.AwardNotActive;
        if (!visit.IsOpen) return AnnounceVisit.NotOpen;
        var day = request.On ?? visit.PlannedOn;
        return day < today ? DayPassed : new VisitConfirmed(award.Id, visit.Id, visit.Number, day);
    }
}
