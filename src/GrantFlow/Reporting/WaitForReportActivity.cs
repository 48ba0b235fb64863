using GrantFlow.Awards;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Reporting;

/// <summary>Waits until a report comes in, or is long overdue.</summary>
/// <param name="db">Writes in the burst's transaction.</param>
/// <param name="clock">The time.</param>
[Activity("GrantFlow.WaitForReport", "Reporting",
    "Waits for the report; says Overdue some days after its date, and again after as many days more. Reminders go out by themselves.",
    Outcomes = ["Received", "Overdue", "Waived", "Terminated"], Waits = true, Icon = "wait")]
public sealed class WaitForReportActivity(GrantFlowDb db, TimeProvider clock) : AwardActivity<WaitForReportActivity.Input>(db, clock)
{
    /// <summary>Which, and how patiently.</summary>
    public sealed record Input(
        [Input("The report.")] string ReportId,
        [Input("The award; empty is the one that the instance is about.")] string? AwardId = null,
        [Input("Days after the date until it is called overdue.")] int EscalateAfterDays = 14);

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var award = await AwardAsync(input.AwardId, run, ct);
        var id = Guid.Parse(input.ReportId);
        var report = await Db.Reports.SingleAsync(r => r.Id == id && r.AwardId == award.Id, ct);
        if (!award.IsOpen) return Outcome.Of("Terminated");
        if (report.State == ReportState.Waived) return Outcome.Of("Waived");
        if (!report.IsWithGrantee && report.State != ReportState.Planned) return Outcome.Of("Received");
        if (award.State == AwardState.Suspended) return LookAgain(award, null, "ReportReceived", "ReportReviewed");
        // A new date after a return, or after a suspension, starts the patience anew.
        var from = report.EscalatedAt is { } told && told > report.DueAt ? told : report.DueAt;
        var overdueAt = from.AddDays(Math.Max(input.EscalateAfterDays, 1));
        if (run.Now < overdueAt) return LookAgain(award, overdueAt, "ReportReceived", "ReportReviewed");
        report.EscalatedAt = run.Now;
        return Outcome.Of("Overdue");
    }
}
