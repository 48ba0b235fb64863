using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Monitoring;

/// <summary>Makes the monitoring plan.</summary>
/// <param name="db">Writes in the burst's transaction.</param>
/// <param name="clock">The time.</param>
[Activity("GrantFlow.PlanVisits", "Monitoring", "Spreads visits evenly over the grant's days; an award that has a plan keeps it.", Icon = "deadline")]
public sealed class PlanVisitsActivity(GrantFlowDb db, TimeProvider clock) : AwardActivity<PlanVisitsActivity.Input>(db, clock)
{
    /// <summary>Which, and how often.</summary>
    public sealed record Input(
        [Input("The award; empty is the one that the instance is about.")] string? AwardId = null,
        [Input("Visits for each twelve months; 0 is none.")] int VisitsPerYear = 2,
        [Input("How they are held.")] VisitKind Kind = VisitKind.Visit);

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var award = await AwardAsync(input.AwardId, run, ct);
        if (award.State == AwardState.Suspended) return LookAgain(award, null);
        if (award.IsOpen) Must(await PlanVisits.Execute(Db, Actor.Service, award.Id, new(input.VisitsPerYear, input.Kind), Clock, ct));
        return Outcome.Done;
    }
}
