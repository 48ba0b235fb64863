using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Competitions;

/// <summary>Waits for the hour at which the competition opens.</summary>
[Activity(
    "GrantFlow.WaitForOpening", "Competition", "Waits for the competition's opening hour and opens it.",
    Outcomes = ["Opened", "Cancelled"], Waits = true, Icon = "wait")]
public sealed class WaitForOpeningActivity(GrantFlowDb db, TimeProvider clock) : HostActivity<WaitForOpeningActivity.Input>
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
        if (competition.State != CompetitionState.Published) return Outcome.Of("Opened");
        if (run.Now < competition.OpensAt) return ActivitySupport.LookAgain(competition.OpensAt, "CompetitionCancelled");
        (await OpenCompetition.Execute(db, Actor.Service, id, clock, ct)).OrIncident();
        return Outcome.Of("Opened");
    }
}
