using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Awards;

/// <summary>Gives an award up that isn't signed.</summary>
/// <param name="db">Writes in the burst's transaction.</param>
/// <param name="clock">The time.</param>
[Activity("GrantFlow.DeclineAward", "Award", "Gives up an award that isn't signed, with a reason; one that has ended already stays as it is.", Icon = "end")]
public sealed class DeclineAwardActivity(GrantFlowDb db, TimeProvider clock) : AwardActivity<DeclineAwardActivity.Input>(db, clock)
{
    /// <summary>Which, and why.</summary>
    public sealed record Input(
        [Input("Why, for the record.")] string Reason,
        [Input("The award; empty is the one that the instance is about.")] string? AwardId = null);

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var award = await AwardAsync(input.AwardId, run, ct);
        if (award.IsOpen) Must(await DeclineAward.Execute(Db, Actor.Service, award.Id, new(input.Reason), Clock, ct));
        return Outcome.Done;
    }
}
