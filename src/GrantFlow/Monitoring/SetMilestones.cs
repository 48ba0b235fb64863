using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Monitoring;

/// <summary>An award got its milestones and indicators.</summary>
public sealed record MilestonesSet(Guid AwardId, int Milestones, int Indicators);

/// <summary>A grant manager sets, once, what a grant promises to have done by when and what it measures itself by.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>milestones-known</c>, <c>milestone-outside</c>, <c>award-over</c>. Signals: <c>MilestonesSet</c>.</remarks>
public static class SetMilestones
{
    /// <summary>Both lists; either may be empty.</summary>
    public sealed record Request([Required] IReadOnlyList<Promise> Milestones, [Required] IReadOnlyList<Measure> Indicators);

    /// <summary>Something to be done by a day.</summary>
    public sealed record Promise(LocalText Title, DateOnly DueOn);

    /// <summary>Something to be measured.</summary>
    public sealed record Measure(LocalText Title, [Required, StringLength(60)] string Unit, decimal? Baseline, decimal? Target);

    internal static readonly Refusal Known = new("milestones-known", "The award has milestones or indicators already.");
    internal static readonly Refusal Outside = new("milestone-outside", "A milestone's day lies outside the grant's days.", nameof(Request.Milestones));

    /// <summary>Sets them.</summary>
    public static async Task<Verdict<MilestonesSet>> Execute(
        GrantFlowDb db, Actor actor, Guid awardId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await AwardRow.LockAsync(db, awardId, ct) is not { } award) return Refusal.NotFound;
        if (!actor.May(Act.SetMilestones, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        var known = await db.Milestones.AnyAsync(m => m.AwardId == awardId, ct) || await db.AwardIndicators.AnyAsync(i => i.AwardId == awardId, ct);
        if (!Decide(award, known, request).Allows(out var fact, out var refusal)) return refusal;

        var now = clock.GetUtcNow();
        db.AddRange(request.Milestones.Select((m, i) => new Milestone
        {
            ProgrammeId = award.ProgrammeId,
            AwardId = awardId,
            Number = i + 1,
            Title = m.Title,
            DueOn = m.DueOn,
        }));
        db.AddRange(request.Indicators.Select((m, i) => new AwardIndicator
        {
            ProgrammeId = award.ProgrammeId,
            AwardId = awardId,
            Number = i + 1,
            Title = m.Title,
            Unit = m.Unit,
            Baseline = m.Baseline,
            Target = m.Target,
        }));
        db.Record(actor, award.ProgrammeId, award.Subject, fact, now);
        db.Signal("MilestonesSet", award.Subject, now, new { fact.Milestones });
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<MilestonesSet> Decide(Award award, bool known, Request request)
    {
        if (!award.IsOpen) return PrepareAgreement.AwardOver;
        if (known) return Known;
        return request.Milestones.Any(m => m.DueOn < award.StartsOn || m.DueOn > award.EndsOn)
            ? Outside
            : new MilestonesSet(award.Id, request.Milestones.Count, request.Indicators.Count);
    }
}
