using GrantFlow.Awards;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Reporting;

/// <summary>Waits for a grant manager's answer to a report.</summary>
/// <param name="db">Writes in the burst's transaction.</param>
/// <param name="clock">The time.</param>
[Activity("GrantFlow.ReviewReport", "Reporting",
    "Waits until a grant manager accepts the report or gives it back; the managers are reminded, and it is escalated, from the day it came in.",
    Outcomes = ["Accepted", "Returned"], Waits = true, Icon = "check")]
public sealed class ReviewReportActivity(GrantFlowDb db, TimeProvider clock) : AwardActivity<ReviewReportActivity.Input>(db, clock)
{
    /// <summary>Which.</summary>
    public sealed record Input(
        [Input("The report.")] string ReportId,
        [Input("The award; empty is the one that the instance is about.")] string? AwardId = null);

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var award = await AwardAsync(input.AwardId, run, ct);
        var id = Guid.Parse(input.ReportId);
        var state = await Db.Reports.Where(r => r.Id == id && r.AwardId == award.Id).Select(r => r.State).SingleAsync(ct);
        return state switch
        {
            ReportState.Accepted or ReportState.Waived => Outcome.Of("Accepted"),
            ReportState.Submitted => LookAgain(award, null, "ReportReviewed"),
            ReportState.Planned or ReportState.Requested or ReportState.Returned => Outcome.Of("Returned"),
        };
    }
}
