using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Persistence;
using GrantFlow.Programmes;

namespace GrantFlow.Monitoring;

/// <summary>An indicator was measured.</summary>
public sealed record ActualRecorded(Guid AwardId, Guid IndicatorId, DateOnly On, decimal Value);

/// <summary>The organisation or a grant manager records what an indicator shows; a later figure for a day stands in the earlier one's place.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>measured-in-future</c>, <c>award-over</c>. Signals: none.</remarks>
public static class RecordActual
{
    /// <summary>The figure.</summary>
    /// <param name="MeasuredOn">The day it holds for.</param>
    /// <param name="Value">In the indicator's unit.</param>
    /// <param name="Evidence">How one can tell, or null.</param>
    public sealed record Request(DateOnly MeasuredOn, decimal Value, [StringLength(4000)] string? Evidence = null);

    internal static readonly Refusal InFuture = new("measured-in-future", "The day is still to come.", nameof(Request.MeasuredOn));

    /// <summary>Records it.</summary>
    public static async Task<Verdict<ActualRecorded>> Execute(
        GrantFlowDb db, Actor actor, Guid indicatorId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.AwardIndicators.FindAsync([indicatorId], ct) is not { } indicator) return Refusal.NotFound;
        var award = (await db.Awards.FindAsync([indicator.AwardId], ct))!;
        if (!actor.May(Act.RecordActual, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        var programme = (await db.Programmes.FindAsync([award.ProgrammeId], ct))!;
        var now = clock.GetUtcNow();
        if (!Decide(award, indicator, request, programme.DayOf(now)).Allows(out var fact, out var refusal)) return refusal;

        db.Add(new IndicatorActual
        {
            IndicatorId = indicatorId,
            MeasuredOn = fact.On,
            Value = fact.Value,
            Evidence = request.Evidence,
            ById = actor.PersonId,
            At = now,
        });
        db.Record(actor, award.ProgrammeId, award.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<ActualRecorded> Decide(Award award, AwardIndicator indicator, Request request, DateOnly today)
    {
        if (!award.IsOpen) return PrepareAgreement.AwardOver;
        return request.MeasuredOn > today ? InFuture : new ActualRecorded(award.Id, indicator.Id, request.MeasuredOn, request.Value);
    }
}
