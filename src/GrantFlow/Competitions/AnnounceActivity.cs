using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Competitions;

/// <summary>Announces the competition.</summary>
[Activity("GrantFlow.Announce", "Competition", "Tells every organisation that may apply, by mail in its language, that the competition is on.", Icon = "mail")]
public sealed class AnnounceActivity(GrantFlowDb db, TimeProvider clock) : HostActivity<AnnounceActivity.Input>
{
    /// <summary>Inputs.</summary>
    public sealed record Input(
        [Input("The competition's id; empty is the one this workflow is about.", From = "competitions")] string CompetitionId = "");

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var competition = ActivitySupport.IdOf(run, "competition", input.CompetitionId);
        (await AnnounceCompetition.Execute(db, Actor.Service, competition, clock, ct)).OrIncident();
        return Outcome.Done;
    }
}
