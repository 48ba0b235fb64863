using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Monitoring;

/// <summary>Marks milestones whose day has passed, and turns the light to amber when one is new among them.</summary>
/// <param name="db">Writes in the burst's transaction.</param>
/// <param name="clock">The time.</param>
[Activity("GrantFlow.TrackMilestones", "Monitoring",
    "Marks milestones whose day has passed without them; a new one turns the award's light to amber.",
    Outcomes = ["OnTrack", "Behind"], Outputs = ["Overdue:Int32:Milestones whose day has passed."], Icon = "chart")]
public sealed class TrackMilestonesActivity(GrantFlowDb db, TimeProvider clock) : AwardActivity<TrackMilestonesActivity.Input>(db, clock)
{
    /// <summary>Which.</summary>
    public sealed record Input([Input("The award; empty is the one that the instance is about.")] string? AwardId = null);

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var award = await AwardAsync(input.AwardId, run, ct);
        var today = (await ProgrammeAsync(award, ct)).DayOf(run.Now);
        var open = await Db.Milestones.Where(m => m.AwardId == award.Id && m.State != MilestoneState.Reached).ToListAsync(ct);
        var fresh = open.Where(m => m.State == MilestoneState.Planned && m.DueOn < today).ToList();
        foreach (var milestone in fresh) milestone.FallBehind();
        if (fresh.Count > 0 && award is { IsOpen: true, Risk: Risk.Green })
        {
            var reason = FormattableString.Invariant($"Milestones overdue: {string.Join(", ", fresh.Select(m => m.Number).Order())}");
            Must(await ChangeRisk.Execute(Db, Actor.Service, award.Id, new(Risk.Amber, reason), Clock, ct));
        }

        var overdue = open.Count(m => m.State == MilestoneState.Overdue);
        return Outcome.Of(fresh.Count > 0 ? "Behind" : "OnTrack").With("Overdue", overdue);
    }
}
