using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Monitoring;

/// <summary>An award got its monitoring plan.</summary>
/// <param name="AwardId">The award.</param>
/// <param name="Days">The planned days in order; empty when there was a plan already.</param>
public sealed record VisitsPlanned(Guid AwardId, IReadOnlyList<DateOnly> Days);

/// <summary>Spreads visits evenly over the days of a grant that are still to come; an award that has a plan keeps it.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>not-in-force</c>. Signals: <c>VisitsPlanned</c> when a plan was made.</remarks>
public static class PlanVisits
{
    /// <summary>How often.</summary>
    /// <param name="PerYear">Visits for each twelve months, 0 to 52; a grant shorter than that has at least one unless it is 0.</param>
    /// <param name="Kind">How they are held.</param>
    public sealed record Request([Range(0, 52)] int PerYear = 2, VisitKind Kind = VisitKind.Visit);

    /// <summary>Plans them.</summary>
    public static async Task<Verdict<VisitsPlanned>> Execute(
        GrantFlowDb db, Actor actor, Guid awardId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await AwardRow.LockAsync(db, awardId, ct) is not { } award) return Refusal.NotFound;
        if (!actor.May(Act.PlanVisits, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        var known = await db.Visits.AnyAsync(v => v.AwardId == awardId, ct);
        var now = clock.GetUtcNow();
        var programme = (await db.Programmes.FindAsync([award.ProgrammeId], ct))!;
        if (!Decide(award, known, request, programme.DayOf(now)).Allows(out var fact, out var refusal)) return refusal;
        if (fact.Days.Count == 0) return fact;

        db.AddRange(fact.Days.Select((day, i) => new Visit
        {
            ProgrammeId = award.ProgrammeId,
            AwardId = awardId,
            Number = i + 1,
            Kind = request.Kind,
            PlannedOn = day,
        }));
        db.Record(actor, award.ProgrammeId, award.Subject, fact, now);
        db.Signal("VisitsPlanned", award.Subject, now, new { visits = fact.Days.Count });
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<VisitsPlanned> Decide(Award award, bool known, Request request, DateOnly today)
    {
        if (award.State is not (AwardState.Signed or AwardState.Active)) return TerminateAward.NotInForce;
        // A grant signed late is visited in the days that are left: nobody can be visited yesterday.
        var from = award.StartsOn > today ? award.StartsOn : today;
        return new VisitsPlanned(award.Id, known || from > award.EndsOn ? [] : [.. Days(from, award.EndsOn, request.PerYear)]);
    }

    static IEnumerable<DateOnly> Days(DateOnly from, DateOnly to, int perYear)
    {
        var length = to.DayNumber - from.DayNumber + 1;
        var count = perYear == 0 ? 0 : Math.Max(1, (int)Math.Round(length * perYear / 365.25, MidpointRounding.AwayFromZero));
        // In the middle of equal parts, moved off a weekend to the Monday after it: nobody is visited on a Sunday.
        for (var i = 0; i < count; i++)
        {
            var day = from.AddDays((int)((2L * i + 1) * length / (2L * count)));
            yield return day.DayOfWeek switch
            {
                DayOfWeek.Saturday => day.AddDays(2),
                DayOfWeek.Sunday => day.AddDays(1),
                _ => day,
            };
        }
    }
}
