using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Capacity;

/// <summary>Entitles the organisation.</summary>
[Activity("GrantFlow.GrantEntitlement", "Entrance", "Entitles the assessed organisation to apply and to take part in trainings, tells it by mail, and prompts it before the right ends.", Icon = "badge")]
public sealed class GrantEntitlementActivity(GrantFlowDb db, TimeProvider clock) : HostActivity<GrantEntitlementActivity.Input>
{
    /// <summary>Inputs.</summary>
    public sealed record Input(
        [Input("Days for which the right holds.")] int Days = 730,
        [Input("The organisation's id; empty is the one this workflow is about.")] string OrganisationId = "");

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var organisation = ActivitySupport.IdOf(run, "organisation", input.OrganisationId);
        (await GrantEntitlement.Execute(db, Actor.Service, organisation, new(input.Days), clock, ct)).DoneOr(GrantEntitlement.EntitledAlready);
        return Outcome.Done;
    }
}
