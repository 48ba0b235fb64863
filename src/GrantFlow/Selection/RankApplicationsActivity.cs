using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Selection;

/// <summary>Ranks the applications.</summary>
[Activity("GrantFlow.RankApplications", "Selection", "Ranks the reviewed applications and proposes who gets the places, within budget and regions.", Icon = "chart")]
public sealed class RankApplicationsActivity(GrantFlowDb db, TimeProvider clock) : HostActivity<RankApplicationsActivity.Input>
{
    /// <summary>Inputs.</summary>
    public sealed record Input(
        [Input("Rank by the scores there are, although some reviews are open.")] bool WithoutOpenReviews = false,
        [Input("The competition's id; empty is the one this workflow is about.", From = "competitions")] string CompetitionId = "");

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var competition = ActivitySupport.IdOf(run, "competition", input.CompetitionId);
        (await RankApplications.Execute(db, Actor.Service, competition, new(input.WithoutOpenReviews), clock, ct)).DoneOr(RankApplications.NotScreened);
        return Outcome.Done;
    }
}
