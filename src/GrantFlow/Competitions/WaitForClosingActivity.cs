using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Competitions;

/// <summary>Waits for the closing, wherever it moves.</summary>
[Activity(
    "GrantFlow.WaitForClosing", "Competition", "Waits for the competition's closing; when the closing is moved, it waits for the new one.",
    Outcomes = ["Closed", "Cancelled"], Waits = true, Icon = "wait")]
public sealed class WaitForClosingActivity(GrantFlowDb db) : HostActivity<WaitForClosingActivity.Input>
{
    /// <summary>Inputs.</summary>
    public sealed record Input(
        [Input("The competition's id; empty is the one this workflow is about.", From = "competitions")] string CompetitionId = "");

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var id = ActivitySupport.IdOf(run, "competition", input.CompetitionId);
        var competition = await db.Competitions.AsNoTracking().FirstAsync(c => c.Id == id, ct);
        if (competition.State == CompetitionState.Cancelled) return Outcome.Of("Cancelled");
        if (competition.State is not (CompetitionState.Published or CompetitionState.Open)) return Outcome.Of("Closed");
        // The closing itself still counts; the second after it doesn't.
        var over = competition.ClosesAt.AddSeconds(1);
        return run.Now < over ? ActivitySupport.LookAgain(over, "ClosingMoved", "CompetitionCancelled") : Outcome.Of("Closed");
    }
}
