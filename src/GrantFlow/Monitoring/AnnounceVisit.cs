using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Monitoring;

/// <summary>An organisation was told of a visit's day.</summary>
public sealed record VisitAnnounced(Guid AwardId, Guid VisitId, int Number, DateOnly On);

/// <summary>Tells an organisation of the day of a planned visit and sets the date; telling it twice tells it once.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>visit-not-open</c>, <c>award-not-active</c>. Signals: none; reminders follow from the date.</remarks>
public static class AnnounceVisit
{
    internal static readonly Refusal NotOpen = new("visit-not-open", "The visit was held, missed or struck already.");

    /// <summary>Announces it.</summary>
    public static async Task<Verdict<VisitAnnounced>> Execute(
        GrantFlowDb db, Actor actor, Guid visitId, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        var awardId = await db.Visits.Where(v => v.Id == visitId).Select(v => v.AwardId).SingleOrDefaultAsync(ct);
        if (await AwardRow.LockAsync(db, awardId, ct) is not { } award) return Refusal.NotFound;
        if (!actor.May(Act.AnnounceVisit, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        var visit = await db.Visits.SingleAsync(v => v.Id == visitId, ct);
        if (!Decide(award, visit).Allows(out var fact, out var refusal)) return refusal;
        if (visit.AnnouncedAt is not null) return fact;

        var now = clock.GetUtcNow();
        var parties = await AwardParties.LoadAsync(db, award, ct);
        visit.AnnouncedAt = now;
        parties.Tell(db, "visit-planned", visit.Subject, "", parties.Values($"/visits/{visit.Id}", ("date", MailValue.Date(visit.PlannedOn))), now);
        await MonitoringDates.SetAsync(db, parties, visit, now, ct);
        db.Record(actor, award.ProgrammeId, award.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<VisitAnnounced> Decide(Award award, Visit visit)
    {
        if (award.State is not (AwardState.Signed or AwardState.Active)) return ReleaseDisbursement.AwardNotActive;
        return visit.IsOpen ? new VisitAnnounced(award.Id, visit.Id, visit.Number, visit.PlannedOn) : NotOpen;
    }
}
