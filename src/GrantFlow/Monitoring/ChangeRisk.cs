using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Persistence;

namespace GrantFlow.Monitoring;

/// <summary>An award's traffic light changed.</summary>
public sealed record RiskChanged(Guid AwardId, Risk Before, Risk After, string Reason);

/// <summary>A grant manager, or the workflow, changes an award's traffic light, with a reason; the history is kept (A9.6).</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>reason-missing</c>, <c>risk-unchanged</c>, <c>award-over</c>. Signals: <c>RiskChanged</c>.</remarks>
public static class ChangeRisk
{
    /// <summary>The new light and why.</summary>
    public sealed record Request(Risk Risk, [Required, StringLength(4000)] string Reason);

    internal static readonly Refusal Unchanged = new("risk-unchanged", "The light shows that already.", nameof(Request.Risk));

    /// <summary>Changes it.</summary>
    public static async Task<Verdict<RiskChanged>> Execute(
        GrantFlowDb db, Actor actor, Guid awardId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await AwardRow.LockAsync(db, awardId, ct) is not { } award) return Refusal.NotFound;
        if (!actor.May(Act.ChangeRisk, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        if (!Decide(award, request).Allows(out var fact, out var refusal)) return refusal;

        var now = clock.GetUtcNow();
        award.Risk = fact.After;
        db.Add(new RiskChange
        {
            ProgrammeId = award.ProgrammeId,
            AwardId = awardId,
            Before = fact.Before,
            After = fact.After,
            Reason = fact.Reason,
            ById = actor.PersonId,
            At = now,
        });
        db.Record(actor, award.ProgrammeId, award.Subject, fact, now);
        db.Signal("RiskChanged", award.Subject, now, new { outcome = fact.After.ToString() });
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<RiskChanged> Decide(Award award, Request request)
    {
        if (string.IsNullOrWhiteSpace(request.Reason)) return DeclineAward.ReasonMissing;
        if (!award.IsOpen) return PrepareAgreement.AwardOver;
        return award.Risk == request.Risk ? Unchanged : new RiskChanged(award.Id, award.Risk, request.Risk, request.Reason.Trim());
    }
}
