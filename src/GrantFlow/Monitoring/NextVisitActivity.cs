using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Monitoring;

/// <summary>Waits until it is time to announce the next visit, and announces it.</summary>
/// <param name="db">Writes in the burst's transaction.</param>
/// <param name="clock">The time.</param>
[Activity("GrantFlow.NextVisit", "Monitoring",
    "Waits until some days before the next visit of the plan, then tells the organisation; says NoMore when none is left or the award has ended.",
    Outcomes = ["Visit", "NoMore"], Waits = true,
    Outputs = ["VisitId:String:The visit.", "Number:Int32:Its number within the award.", "PlannedOn:String:Its day."], Icon = "visit")]
public sealed class NextVisitActivity(GrantFlowDb db, TimeProvider clock) : AwardActivity<NextVisitActivity.Input>(db, clock)
{
    /// <summary>Which, and how early.</summary>
    public sealed record Input(
        [Input("The award; empty is the one that the instance is about.")] string? AwardId = null,
        [Input("Days before the visit on which the organisation is told.")] int NoticeDays = 14);

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var award = await AwardAsync(input.AwardId, run, ct);
        if (!award.IsOpen) return Outcome.Of("NoMore");
        if (award.State == AwardState.Suspended) return LookAgain(award, null);
        var next = await Db.Visits.AsNoTracking()
            .Where(v => v.AwardId == award.Id && (v.State == VisitState.Planned || v.State == VisitState.Confirmed))
            .OrderBy(v => v.PlannedOn).ThenBy(v => v.Number).FirstOrDefaultAsync(ct);
        if (next is null) return Outcome.Of("NoMore");
        var tellAt = StartOf(await ProgrammeAsync(award, ct), next.PlannedOn.AddDays(-input.NoticeDays));
        if (run.Now < tellAt) return LookAgain(award, tellAt, "VisitConfirmed", "VisitHeld");
        Must(await AnnounceVisit.Execute(Db, Actor.Service, next.Id, Clock, ct));
        return Outcome.Of("Visit")
            .With("VisitId", next.Id.ToString()).With("Number", next.Number).With("PlannedOn", MailValue.Date(next.PlannedOn));
    }
}
