using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Capacity;

/// <summary>Offers the organisation an assessment.</summary>
[Activity("GrantFlow.OfferAssessment", "Entrance", "Offers the organisation a voluntary assessment of its capacity by mail, and prompts it to answer.", Icon = "mail")]
public sealed class OfferAssessmentActivity(GrantFlowDb db, TimeProvider clock) : HostActivity<OfferAssessmentActivity.Input>
{
    /// <summary>Inputs.</summary>
    public sealed record Input(
        [Input("Days to answer in.")] int Days = 14,
        [Input("The organisation's id; empty is the one this workflow is about.")] string OrganisationId = "");

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var organisation = ActivitySupport.IdOf(run, "organisation", input.OrganisationId);
        (await OfferAssessment.Execute(db, Actor.Service, organisation, new(input.Days), clock, ct)).DoneOr(OfferAssessment.AssessmentOpen);
        return Outcome.Done;
    }
}
