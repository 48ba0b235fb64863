using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Competitions;

/// <summary>Publishes the competition.</summary>
[Activity("GrantFlow.PublishCompetition", "Competition", "Publishes the competition: everybody sees it from now on.", Icon = "flag")]
public sealed class PublishCompetitionActivity(GrantFlowDb db, TimeProvider clock) : HostActivity<PublishCompetitionActivity.Input>
{
    /// <summary>Inputs.</summary>
    public sealed record Input(
        [Input("The competition's id; empty is the one this workflow is about.", From = "competitions")] string CompetitionId = "");

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var competition = ActivitySupport.IdOf(run, "competition", input.CompetitionId);
        (await PublishCompetition.Execute(db, Actor.Service, competition, clock, ct)).DoneOr(PublishCompetition.NotDraft);
        return Outcome.Done;
    }
}
