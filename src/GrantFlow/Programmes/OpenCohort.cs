using GrantFlow.Accounts;
using GrantFlow.Persistence;

namespace GrantFlow.Programmes;

/// <summary>A cohort began; it and all it starts keep one set of workflow versions.</summary>
public sealed record CohortOpened(Guid CohortId, Guid Binding, Guid WorkflowInstanceId);

/// <summary>A grant manager lets a cohort begin: its workflow starts, bound to the versions published now, the programme's own before those of all.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>cohort-begun</c>. Starts: <c>cohort</c>.</remarks>
public static class OpenCohort
{
    /// <summary>What the manager sends.</summary>
    /// <param name="Inputs">Inputs of the <c>cohort</c> workflow by name; null takes the workflow's own defaults.</param>
    public sealed record Request(Dictionary<string, object?>? Inputs = null);

    internal static readonly Refusal Begun = new("cohort-begun", "The cohort has begun already.");

    /// <summary>Lets the cohort begin.</summary>
    public static async Task<Verdict<CohortOpened>> Execute(
        GrantFlowDb db, Actor actor, Guid cohortId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await db.Cohorts.FindAsync([cohortId], ct) is not { } cohort) return Refusal.NotFound;
        if (!actor.May(Act.OpenCohort, cohort.ProgrammeId)) return Refusal.Forbidden;
        if (!Decide(cohort, Guid.CreateVersion7()).Allows(out var fact, out var refusal)) return refusal;
        var now = clock.GetUtcNow();
        fact = fact with { WorkflowInstanceId = db.StartWorkflow("cohort", cohort.Subject, now, request.Inputs, fact.Binding) };
        (cohort.State, cohort.Binding, cohort.WorkflowInstanceId) = (CohortState.Open, fact.Binding, fact.WorkflowInstanceId);
        await db.BindAsync(fact.Binding, cohort.ProgrammeId, ct);
        db.Record(actor, cohort.ProgrammeId, cohort.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<CohortOpened> Decide(Cohort cohort, Guid binding) => cohort.State switch
    {
        CohortState.Planned => new CohortOpened(cohort.Id, binding, Guid.Empty),
        CohortState.Open or CohortState.Selected or CohortState.Running or CohortState.Closed => Begun,
    };
}
