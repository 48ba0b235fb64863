using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Selection;

/// <summary>Tells the applicants.</summary>
[Activity("GrantFlow.TellApplicants", "Selection", "Tells every applicant how the decision came out, those refused with the reason.", Icon = "mail")]
public sealed class TellApplicantsActivity(GrantFlowDb db, TimeProvider clock) : HostActivity<TellApplicantsActivity.Input>
{
    /// <summary>Inputs.</summary>
    public sealed record Input(
        [Input("The competition's id; empty is the one this workflow is about.", From = "competitions")] string CompetitionId = "");

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var competition = ActivitySupport.IdOf(run, "competition", input.CompetitionId);
        (await TellApplicants.Execute(db, Actor.Service, competition, clock, ct)).OrIncident();
        return Outcome.Done;
    }
}
