using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Programmes;

/// <summary>Stays with the cohort to the programme's end.</summary>
[Activity(
    "GrantFlow.WaitForCohortEvents", "Selection", "Waits for a member to leave, or for the programme's last day.",
    Outcomes = ["MemberLeft", "Ended"], Outputs = ["MemberId:String:The member who left."], Waits = true, Icon = "wait")]
public sealed class WaitForCohortEventsActivity(GrantFlowDb db) : HostActivity<WaitForCohortEventsActivity.Input>
{
    /// <summary>Inputs.</summary>
    public sealed record Input(
        [Input("The cohort's id; empty is the one this workflow is about.", From = "cohorts")] string CohortId = "");

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var cohort = (await db.Cohorts.FindAsync([ActivitySupport.IdOf(run, "cohort", input.CohortId)], ct))!;
        var programme = (await db.Programmes.FindAsync([cohort.ProgrammeId], ct))!;
        var end = programme.EndOf(programme.EndsOn);
        // Each leaving has its own signal, kept until it is taken: two in one moment are two turns.
        return run.Now < end
            ? Outcome.WaitFor([Wait.ForSignal("MemberLeft", "MemberLeft"), Wait.Until(end, "Ended")])
            : Outcome.Of("Ended");
    }
}
