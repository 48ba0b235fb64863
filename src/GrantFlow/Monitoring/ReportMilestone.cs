using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Monitoring;

/// <summary>A milestone was reached.</summary>
public sealed record MilestoneReached(Guid AwardId, Guid MilestoneId, int Number, DateOnly On);

/// <summary>The organisation or a grant manager reports a milestone as reached, with evidence.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>evidence-missing</c>, <c>milestone-reached</c>, <c>reached-in-future</c>, <c>award-over</c>.
/// Signals: <c>MilestoneReached</c>.
/// </remarks>
public static class ReportMilestone
{
    /// <summary>When, and how one can tell.</summary>
    public sealed record Request(DateOnly ReachedOn, [Required, StringLength(4000)] string Evidence);

    internal static readonly Refusal Reached = new("milestone-reached", "The milestone is reported as reached already.");
    internal static readonly Refusal InFuture = new("reached-in-future", "The day is still to come.", nameof(Request.ReachedOn));

    /// <summary>Reports it.</summary>
    public static async Task<Verdict<MilestoneReached>> Execute(
        GrantFlowDb db, Actor actor, Guid milestoneId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        var awardId = await db.Milestones.Where(m => m.Id == milestoneId).Select(m => m.AwardId).SingleOrDefaultAsync(ct);
        if (await AwardRow.LockAsync(db, awardId, ct) is not { } award) return Refusal.NotFound;
        if (!actor.May(Act.ReportMilestone, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        var milestone = await db.Milestones.SingleAsync(m => m.Id == milestoneId, ct);
        var programme = (await db.Programmes.FindAsync([award.ProgrammeId], ct))!;
        var now = clock.GetUtcNow();
        if (!Decide(award, milestone, request, programme.DayOf(now)).Allows(out var fact, out var refusal)) return refusal;

        milestone.Reach(fact.On, request.Evidence.Trim());
        db.Record(actor, award.ProgrammeId, award.Subject, fact, now);
        db.Signal("MilestoneReached", award.Subject, now, new { milestoneId, fact.Number });
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<MilestoneReached> Decide(Award award, Milestone milestone, Request request, DateOnly today)
    {
        if (string.IsNullOrWhiteSpace(request.Evidence)) return MeetCondition.EvidenceMissing;
        if (!award.IsOpen) return PrepareAgreement.AwardOver;
        if (request.ReachedOn > today) return InFuture;
        return milestone.State switch
        {
            MilestoneState.Planned or MilestoneState.Overdue => new MilestoneReached(award.Id, milestone.Id, milestone.Number, request.ReachedOn),
            MilestoneState.Reached => Reached,
        };
    }
}
