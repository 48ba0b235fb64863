using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Programmes;

/// <summary>Closes the cohort.</summary>
[Activity("GrantFlow.CloseCohort", "Selection", "Closes the cohort: who still holds a place has completed it.", Icon = "end")]
public sealed class CloseCohortActivity(GrantFlowDb db, TimeProvider clock) : HostActivity<CloseCohortActivity.Input>
{
    /// <summary>Inputs.</summary>
    public sealed record Input(
        [Input("The cohort's id; empty is the one this workflow is about.", From = "cohorts")] string CohortId = "");

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var cohort = ActivitySupport.IdOf(run, "cohort", input.CohortId);
        (await CloseCohort.Execute(db, Actor.Service, cohort, clock, ct)).DoneOr(CloseCohort.NotRunning);
        return Outcome.Done;
    }
}
