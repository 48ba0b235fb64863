using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Selection;

/// <summary>Makes the selected members of the cohort.</summary>
[Activity("GrantFlow.FillPlaces", "Selection", "Gives the selected organisations their places in the cohort, never more than there are, and begins the work with them.", Icon = "badge")]
public sealed class FillPlacesActivity(GrantFlowDb db, TimeProvider clock) : HostActivity<FillPlacesActivity.Input>
{
    /// <summary>Inputs.</summary>
    public sealed record Input(
        [Input("The competition whose selected get places.", From = "competitions")] string CompetitionId,
        [Input("The cohort's id; empty is the one this workflow is about.", From = "cohorts")] string CohortId = "");

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var cohort = ActivitySupport.IdOf(run, "cohort", input.CohortId);
        var selected = await SelectedApplications.Of(db, ActivitySupport.IdOf(run, "competition", input.CompetitionId), ct);
        List<AdmitMembers.Entrant> entrants = [.. selected.Select(s => new AdmitMembers.Entrant(s.OrganisationId, s.ApplicationId))];
        (await AdmitMembers.Execute(db, Actor.Service, cohort, entrants, clock, ct)).OrIncident();
        (await BeginWork.Execute(db, Actor.Service, cohort, clock, ct)).OrIncident();
        return Outcome.Done;
    }
}
