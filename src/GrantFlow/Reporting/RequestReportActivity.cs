using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Reporting;

/// <summary>Asks the organisation for a report.</summary>
/// <param name="db">Writes in the burst's transaction.</param>
/// <param name="clock">The time.</param>
[Activity("GrantFlow.RequestReport", "Reporting", "Queues a letter that asks the organisation for the report, and sets its date with reminders.", Icon = "mail")]
public sealed class RequestReportActivity(GrantFlowDb db, TimeProvider clock) : AwardActivity<RequestReportActivity.Input>(db, clock)
{
    /// <summary>Which.</summary>
    public sealed record Input(
        [Input("The report.")] string ReportId,
        [Input("The award; empty is the one that the instance is about.")] string? AwardId = null);

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var award = await AwardAsync(input.AwardId, run, ct);
        if (award.State == AwardState.Suspended) return LookAgain(award, null);
        var id = Guid.Parse(input.ReportId);
        var planned = await Db.Reports.AnyAsync(r => r.Id == id && r.AwardId == award.Id && r.State == ReportState.Planned, ct);
        if (award.IsOpen && planned) Must(await RequestReport.Execute(Db, Actor.Service, id, Clock, ct));
        return Outcome.Done;
    }
}
