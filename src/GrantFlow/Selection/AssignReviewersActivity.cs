using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Selection;

/// <summary>Gives the reviews out.</summary>
[Activity("GrantFlow.AssignReviewers", "Selection", "Gives each eligible application its reviewers, balanced and free of known ties, and tells them by mail.", Icon = "people")]
public sealed class AssignReviewersActivity(GrantFlowDb db, TimeProvider clock) : HostActivity<AssignReviewersActivity.Input>
{
    /// <summary>Inputs.</summary>
    public sealed record Input(
        [Input("Days to score in.")] int Days = 14,
        [Input("The competition's id; empty is the one this workflow is about.", From = "competitions")] string CompetitionId = "");

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var competition = ActivitySupport.IdOf(run, "competition", input.CompetitionId);
        (await AssignReviewers.Execute(db, Actor.Service, competition, new(input.Days), clock, ct)).OrIncident();
        return Outcome.Done;
    }
}
