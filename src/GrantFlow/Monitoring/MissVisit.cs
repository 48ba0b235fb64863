using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Monitoring;

/// <summary>A visit's day passed without it.</summary>
public sealed record VisitMissed(Guid AwardId, Guid VisitId, int Number, DateOnly PlannedOn);

/// <summary>Marks a visit whose day and grace have passed.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>visit-not-open</c>, <c>not-yet-due</c>. Signals: <c>VisitMissed</c>.</remarks>
public static class MissVisit
{
    /// <summary>Marks it.</summary>
    public static async Task<Verdict<VisitMissed>> Execute(
        GrantFlowDb db, Actor actor, Guid visitId, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        var awardId = await db.Visits.Where(v => v.Id == visitId).Select(v => v.AwardId).SingleOrDefaultAsync(ct);
        if (await AwardRow.LockAsync(db, awardId, ct) is not { } award) return Refusal.NotFound;
        if (!actor.May(Act.MissVisit, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        var visit = await db.Visits.SingleAsync(v => v.Id == visitId, ct);
        var programme = (await db.Programmes.FindAsync([award.ProgrammeId], ct))!;
        var now = clock.GetUtcNow();
        if (!Decide(award, visit, programme.DayOf(now)).Allows(out var fact, out var refusal)) return refusal;

        visit.Miss();
        await EndDeadline.Execute(db, visit.Subject, null, DeadlineEnd.Cancelled, now, ct);
        db.Record(actor, award.ProgrammeId, award.Subject, fact, now);
        db.Signal("VisitMissed", award.Subject, now, new { visitId, fact.Number });
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<VisitMissed> Decide(Award award, Visit visit, DateOnly today)
    {
        if (!visit.IsOpen) return AnnounceVisit.NotOpen;
        return today <= visit.PlannedOn
            ? ReleaseDisbursement.NotYetDue
            : new VisitMissed(award.Id, visit.Id, visit.Number, visit.PlannedOn);
    }
}
