using GrantFlow.Accounts;
using GrantFlow.Persistence;

namespace GrantFlow.Programmes;

/// <summary>Work with a cohort's members began.</summary>
public sealed record WorkBegun(Guid CohortId);

/// <summary>Marks that a cohort's members are chosen and worked with from now on.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>cohort-not-chosen</c>.</remarks>
public static class BeginWork
{
    internal static readonly Refusal NotChosen = new("cohort-not-chosen", "The cohort's members aren't chosen, or work with them is over.");

    /// <summary>Marks it.</summary>
    public static async Task<Verdict<WorkBegun>> Execute(GrantFlowDb db, Actor actor, Guid cohortId, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Cohorts.FindAsync([cohortId], ct) is not { } cohort) return Refusal.NotFound;
        if (!actor.May(Act.BeginWork, cohort.ProgrammeId)) return Refusal.Forbidden;
        if (!Decide(cohort).Allows(out var fact, out var refusal)) return refusal;
        if (cohort.State != CohortState.Running) db.Record(actor, cohort.ProgrammeId, cohort.Subject, fact, clock.GetUtcNow());
        cohort.State = CohortState.Running;
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<WorkBegun> Decide(Cohort cohort) => cohort.State switch
    {
        CohortState.Selected or CohortState.Running => new WorkBegun(cohort.Id),
        CohortState.Planned or CohortState.Open or CohortState.Closed => NotChosen,
    };
}
