using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Capacity;

/// <summary>Writes the health report.</summary>
[Activity("GrantFlow.IssueHealthReport", "Entrance", "Writes the report on the organisation's condition in the programme's languages and tells the organisation by mail.", Icon = "report")]
public sealed class IssueHealthReportActivity(GrantFlowDb db, TimeProvider clock) : HostActivity<IssueHealthReportActivity.Input>
{
    /// <summary>Inputs.</summary>
    public sealed record Input(
        [Input("The organisation's id; empty is the one this workflow is about.")] string OrganisationId = "");

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var assessment = await LatestAssessment.OfAsync(db, ActivitySupport.IdOf(run, "organisation", input.OrganisationId), ct);
        (await IssueHealthReport.Execute(db, Actor.Service, assessment.Id, clock, ct)).DoneOr(IssueHealthReport.Issued);
        return Outcome.Done;
    }
}
