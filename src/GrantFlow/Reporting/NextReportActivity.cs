using GrantFlow.Awards;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Reporting;

/// <summary>Waits until it is time to ask for the next report.</summary>
/// <param name="db">Writes in the burst's transaction.</param>
/// <param name="clock">The time.</param>
[Activity("GrantFlow.NextReport", "Reporting",
    "Waits until some days before the end of the period of the next report; says NoMore when none is left or the award has ended.",
    Outcomes = ["Report", "NoMore"], Waits = true,
    Outputs = ["ReportId:String:The report.", "Number:Int32:Its number within the award.", "DueOn:String:Its last day."], Icon = "report")]
public sealed class NextReportActivity(GrantFlowDb db, TimeProvider clock) : AwardActivity<NextReportActivity.Input>(db, clock)
{
    /// <summary>Which, and how early.</summary>
    public sealed record Input(
        [Input("The award; empty is the one that the instance is about.")] string? AwardId = null,
        [Input("Days before the period's end on which the organisation is asked.")] int LeadDays = 7);

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var award = await AwardAsync(input.AwardId, run, ct);
        if (!award.IsOpen) return Outcome.Of("NoMore");
        if (award.State == AwardState.Suspended) return LookAgain(award, null);
        var next = await Db.Reports.AsNoTracking()
            .Where(r => r.AwardId == award.Id && r.State != ReportState.Accepted && r.State != ReportState.Waived)
            .OrderBy(r => r.Number).FirstOrDefaultAsync(ct);
        if (next is null) return Outcome.Of("NoMore");
        if (next.State == ReportState.Planned)
        {
            var askAt = StartOf(await ProgrammeAsync(award, ct), next.PeriodEnd.AddDays(-input.LeadDays));
            if (run.Now < askAt) return LookAgain(award, askAt, "ReportRequested", "ReportReviewed");
        }

        return Outcome.Of("Report")
            .With("ReportId", next.Id.ToString()).With("Number", next.Number).With("DueOn", MailValue.Date(next.DueOn));
    }
}
