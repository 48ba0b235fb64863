using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Organisations;

/// <summary>Asks the organisation to fill in its profile.</summary>
[Activity("GrantFlow.InviteToProfile", "Entrance", "Asks the organisation by mail to fill in its profile by a day, and prompts it until it does.", Icon = "mail")]
public sealed class InviteToProfileActivity(GrantFlowDb db, TimeProvider clock) : HostActivity<InviteToProfileActivity.Input>
{
    /// <summary>Inputs.</summary>
    public sealed record Input(
        [Input("Days to answer in.")] int Days = 30,
        [Input("The organisation's id; empty is the one this workflow is about.")] string OrganisationId = "");

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var organisation = ActivitySupport.IdOf(run, "organisation", input.OrganisationId);
        // On the way through the entrance for another time the profile is there already.
        (await InviteToProfile.Execute(db, Actor.Service, organisation, new(input.Days), clock, ct)).DoneOr(InviteToProfile.Invited);
        return Outcome.Done;
    }
}
