using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Programmes;

/// <summary>A cohort was closed; its members stayed to the end.</summary>
public sealed record CohortClosed(Guid CohortId, int Completed);

/// <summary>Closes a cohort when the programme is over: who still holds a place has completed it.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>cohort-not-running</c>.</remarks>
public static class CloseCohort
{
    internal static readonly Refusal NotRunning = new("cohort-not-running", "The cohort isn't one that is worked with.");

    /// <summary>Closes the cohort.</summary>
    public static async Task<Verdict<CohortClosed>> Execute(GrantFlowDb db, Actor actor, Guid cohortId, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await CohortPlaces.LockAsync(db, cohortId, ct) is not { } cohort) return Refusal.NotFound;
        if (!actor.May(Act.CloseCohort, cohort.ProgrammeId)) return Refusal.Forbidden;
        var members = await db.CohortMembers
            .Where(m => m.ProgrammeId == cohort.ProgrammeId && m.CohortId == cohortId && m.State == CohortMemberState.Member)
            .ToListAsync(ct);
        if (!Decide(cohort, members.Count).Allows(out var fact, out var refusal)) return refusal;
        var now = clock.GetUtcNow();
        foreach (var member in members) member.State = CohortMemberState.Completed;
        (cohort.State, cohort.ClosedAt) = (CohortState.Closed, now);
        db.Record(actor, cohort.ProgrammeId, cohort.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<CohortClosed> Decide(Cohort cohort, int members) => cohort.State switch
    {
        CohortState.Running or CohortState.Selected or CohortState.Open => new CohortClosed(cohort.Id, members),
        CohortState.Planned or CohortState.Closed => NotRunning,
    };
}
