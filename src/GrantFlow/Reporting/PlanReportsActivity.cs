using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Reporting;

/// <summary>Makes the plan of reports.</summary>
/// <param name="db">Writes in the burst's transaction.</param>
/// <param name="clock">The time.</param>
[Activity("GrantFlow.PlanReports", "Reporting", "Plans a report every so many months over the grant's days, the last one final; an award that has a plan keeps it.", Icon = "deadline")]
public sealed class PlanReportsActivity(GrantFlowDb db, TimeProvider clock) : AwardActivity<PlanReportsActivity.Input>(db, clock)
{
    /// <summary>Which, and how often.</summary>
    public sealed record Input(
        [Input("The award; empty is the one that the instance is about.")] string? AwardId = null,
        [Input("Months that a report covers.")] int EveryMonths = 3,
        [Input("Days after a period's end until its report is due.")] int DueDays = 15,
        [Input("Days after the grant's end until the final report is due.")] int FinalDueDays = 30,
        [Input("What the reports before the final one tell.")] ReportKind Kind = ReportKind.Combined);

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var award = await AwardAsync(input.AwardId, run, ct);
        if (award.State == AwardState.Suspended) return LookAgain(award, null);
        if (award.IsOpen)
            Must(await PlanReports.Execute(Db, Actor.Service, award.Id, new(input.EveryMonths, input.DueDays, input.FinalDueDays, input.Kind), Clock, ct));
        return Outcome.Done;
    }
}
