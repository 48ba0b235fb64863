using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Monitoring;
using GrantFlow.Persistence;
using GrantFlow.Reporting;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Awards;

/// <summary>An award in force ended before its time.</summary>
/// <param name="AwardId">The award.</param>
/// <param name="Reason">Why.</param>
/// <param name="Released">What had been released, in the award's currency.</param>
public sealed record AwardTerminated(Guid AwardId, string Reason, decimal Released);

/// <summary>A grant manager ends an award before its time, for instance because the organisation leaves its cohort.</summary>
/// <remarks>
/// What isn't released is cancelled, visits and reports still to come are struck, every reminder falls silent; its workflows
/// end by themselves. What was released stays as it is. Refuses: <c>forbidden</c>, <c>reason-missing</c>,
/// <c>not-in-force</c>. Signals: <c>AwardTerminated</c>.
/// </remarks>
public static class TerminateAward
{
    /// <summary>Why.</summary>
    public sealed record Request([Required, StringLength(4000)] string Reason);

    internal static readonly Refusal NotInForce = new("not-in-force", "The award isn't in force: decline it before it is signed; once over, it is over.");

    /// <summary>Ends it.</summary>
    public static async Task<Verdict<AwardTerminated>> Execute(
        GrantFlowDb db, Actor actor, Guid awardId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await AwardRow.LockAsync(db, awardId, ct) is not { } award) return Refusal.NotFound;
        if (!actor.May(Act.TerminateAward, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        if (!Decide(award, request).Allows(out var fact, out var refusal)) return refusal;

        var now = clock.GetUtcNow();
        var parties = await AwardParties.LoadAsync(db, award, ct);
        await AwardDates.SilenceAsync(db, award, now, ct);
        foreach (var disbursement in await db.Disbursements.Where(d => d.AwardId == awardId).ToListAsync(ct))
            if (disbursement.IsOpen) disbursement.Cancel();
        await MonitoringDates.StrikeAsync(db, awardId, ct);
        await ReportDates.StrikeAsync(db, actor, awardId, fact.Reason, now, ct);
        award.End(AwardState.Terminated, parties.Programme.DayOf(now), fact.Reason);
        parties.Tell(db, "grant-terminated", award.Subject, "", parties.Values(parties.Link, ("reason", fact.Reason)), now);
        db.Record(actor, award.ProgrammeId, award.Subject, fact, now);
        db.Signal("AwardTerminated", award.Subject, now, new { outcome = "Terminated", fact.Reason });
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<AwardTerminated> Decide(Award award, Request request)
    {
        if (string.IsNullOrWhiteSpace(request.Reason)) return DeclineAward.ReasonMissing;
        return award.State switch
        {
            AwardState.Signed or AwardState.Active or AwardState.Suspended =>
                new AwardTerminated(award.Id, request.Reason.Trim(), award.Committed),
            AwardState.Prepared or AwardState.DueDiligence or AwardState.Offered
                or AwardState.Terminated or AwardState.Closed or AwardState.Declined => NotInForce,
        };
    }
}
