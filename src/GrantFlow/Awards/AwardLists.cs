using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Awards;

/// <summary>What the JSON API tells of awards.</summary>
static class AwardLists
{
    const int Most = 500;

    internal sealed record AwardLine(
        Guid Id, string Number, Guid OrganisationId, Guid? CohortId, decimal Amount, string Currency, decimal Committed, AwardState State, Risk Risk,
        DateOnly StartsOn, DateOnly EndsOn);

    internal sealed record DisbursementLine(
        Guid Id, int Number, decimal Amount, DateOnly DueOn, DisbursementState State, int? RequiresReport, string? HoldReason, DateOnly? PaidOn);

    internal sealed record ConditionLine(Guid Id, int Number, LocalText Text, Guid? DisbursementId, ConditionState State);

    internal sealed record AwardView(
        AwardLine Award, LocalText Title, string? EndReason, IReadOnlyList<DisbursementLine> Disbursements, IReadOnlyList<ConditionLine> Conditions);

    /// <summary>True for the programme's managers, Finance and donor, and for the organisation itself.</summary>
    internal static bool MaySee(Actor actor, Award award) =>
        actor.May(Act.SeeAward, award.ProgrammeId, award.OrganisationId);

    /// <summary>A programme's awards that the actor may see, by number, at most 500 at once; null when there is no such programme.</summary>
    internal static async Task<List<AwardLine>?> AwardsAsync(GrantFlowDb db, Actor actor, Guid programmeId, AwardState? state, int skip, CancellationToken ct)
    {
        if (!await db.Programmes.AnyAsync(p => p.Id == programmeId, ct)) return null;
        var (all, own) = actor.Sees(Act.SeeAward, programmeId);
        return await db.Awards.AsNoTracking()
            .Where(a => a.ProgrammeId == programmeId && (all || own.Contains(a.OrganisationId)) && (state == null || a.State == state))
            .OrderBy(a => a.Number).Skip(Math.Max(skip, 0)).Take(Most)
            .Select(a => new AwardLine(
                a.Id, a.Number, a.OrganisationId, a.CohortId, a.Amount, a.Currency, a.Committed, a.State, a.Risk, a.StartsOn, a.EndsOn))
            .ToListAsync(ct);
    }

    /// <summary>One award with its tranches and conditions, to whoever may see it.</summary>
    internal static async Task<AwardView?> AwardAsync(GrantFlowDb db, Actor actor, Guid id, CancellationToken ct)
    {
        if (await db.Awards.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct) is not { } a || !MaySee(actor, a)) return null;
        var disbursements = await db.Disbursements.AsNoTracking().Where(d => d.AwardId == id).OrderBy(d => d.Number)
            .Select(d => new DisbursementLine(d.Id, d.Number, d.Amount, d.DueOn, d.State, d.RequiresReport, d.HoldReason, d.PaidOn)).ToListAsync(ct);
        var conditions = await db.Conditions.AsNoTracking().Where(c => c.AwardId == id).OrderBy(c => c.Number)
            .Select(c => new ConditionLine(c.Id, c.Number, c.Text, c.DisbursementId, c.State)).ToListAsync(ct);
        AwardLine line = new(a.Id, a.Number, a.OrganisationId, a.CohortId, a.Amount, a.Currency, a.Committed, a.State, a.Risk, a.StartsOn, a.EndsOn);
        return new AwardView(line, a.Title, a.EndReason, disbursements, conditions);
    }
}
