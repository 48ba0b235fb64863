using GrantFlow.Competitions;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Selection;

/// <summary>Waits for the decision's approval.</summary>
[Activity(
    "GrantFlow.WaitForApproval", "Selection", "Waits until the decision is approved or sent back; when it takes long, the administrators are told, and told again.",
    Outcomes = ["Approved", "SentBack"], Waits = true, Icon = "wait")]
public sealed class WaitForApprovalActivity(GrantFlowDb db) : HostActivity<WaitForApprovalActivity.Input>
{
    /// <summary>Inputs.</summary>
    public sealed record Input(
        [Input("Days after which the panel is overdue and looked at again.")] int Days = 30,
        [Input("The competition's id; empty is the one this workflow is about.", From = "competitions")] string CompetitionId = "");

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var competition = (await db.Competitions.FindAsync([ActivitySupport.IdOf(run, "competition", input.CompetitionId)], ct))!;
        if (competition.State == CompetitionState.Decided) return Outcome.Of("Approved");
        if (competition.State == CompetitionState.Screened) return Outcome.Of("SentBack");
        // Nobody decides in the panel's place: the deadline's escalation presses, this wait only looks again.
        var limit = run.Now.AddDays(input.Days);
        return ActivitySupport.LookAgain(limit, "DecisionApproved", "DecisionSentBack");
    }
}
