using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Monitoring;

/// <summary>Waits until a visit is recorded, or its day and a grace have passed.</summary>
/// <param name="db">Writes in the burst's transaction.</param>
/// <param name="clock">The time.</param>
[Activity("GrantFlow.WaitForVisit", "Monitoring",
    "Waits until the visit is recorded; says Missed some days after its day, and Cancelled when it is struck or the award has ended.",
    Outcomes = ["Held", "Missed", "Cancelled"], Waits = true, Icon = "wait")]
public sealed class WaitForVisitActivity(GrantFlowDb db, TimeProvider clock) : AwardActivity<WaitForVisitActivity.Input>(db, clock)
{
    /// <summary>Which, and how patiently.</summary>
    public sealed record Input(
        [Input("The visit.")] string VisitId,
        [Input("The award; empty is the one that the instance is about.")] string? AwardId = null,
        [Input("Days after its day until it is called missed.")] int GraceDays = 14);

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var award = await AwardAsync(input.AwardId, run, ct);
        var id = Guid.Parse(input.VisitId);
        var visit = await Db.Visits.AsNoTracking().SingleAsync(v => v.Id == id && v.AwardId == award.Id, ct);
        if (!visit.IsOpen) return Outcome.Of(visit.State.ToString());
        if (!award.IsOpen) return Outcome.Of("Cancelled");
        if (award.State == AwardState.Suspended) return LookAgain(award, null, "VisitHeld");
        var programme = await ProgrammeAsync(award, ct);
        var missedAt = StartOf(programme, visit.PlannedOn.AddDays(Math.Max(input.GraceDays, 0) + 1));
        if (run.Now < missedAt) return LookAgain(award, missedAt, "VisitHeld", "VisitConfirmed");
        Must(await MissVisit.Execute(Db, Actor.Service, id, Clock, ct));
        return Outcome.Of("Missed");
    }
}
