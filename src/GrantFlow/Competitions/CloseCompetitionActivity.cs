using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Competitions;

/// <summary>Closes the competition.</summary>
[Activity("GrantFlow.CloseCompetition", "Competition", "Closes the competition: what was sent in by now counts, drafts don't.", Icon = "end")]
public sealed class CloseCompetitionActivity(GrantFlowDb db, TimeProvider clock) : HostActivity<CloseCompetitionActivity.Input>
{
    /// <summary>Inputs.</summary>
    public sealed record Input(
        [Input("The competition's id; empty is the one this workflow is about.", From = "competitions")] string CompetitionId = "");

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var competition = ActivitySupport.IdOf(run, "competition", input.CompetitionId);
        (await CloseCompetition.Execute(db, Actor.Service, competition, clock, ct)).DoneOr(CloseCompetition.NotOpen);
        return Outcome.Done;
    }
}
