using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Awards;

/// <summary>Waits until both sides have signed, or the award is declined, or the date has passed.</summary>
/// <param name="db">Writes in the burst's transaction.</param>
/// <param name="clock">The time.</param>
[Activity("GrantFlow.WaitForSignatures", "Award",
    "Waits for both signatures under the agreement; says Overdue some days after the date, and again after as many days more.",
    Outcomes = ["Signed", "Declined", "Overdue"], Waits = true, Icon = "wait")]
public sealed class WaitForSignaturesActivity(GrantFlowDb db, TimeProvider clock) : AwardActivity<WaitForSignaturesActivity.Input>(db, clock)
{
    /// <summary>Which, and how patiently.</summary>
    public sealed record Input(
        [Input("The award; empty is the one that the instance is about.")] string? AwardId = null,
        [Input("Days after the date until it is called overdue.")] int EscalateAfterDays = 7);

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var award = await AwardAsync(input.AwardId, run, ct);
        if (award.State != AwardState.Offered) return Outcome.Of(award.IsOpen ? "Signed" : "Declined");
        var agreement = await Db.Agreements.SingleAsync(a => a.AwardId == award.Id && a.State != AgreementState.Void, ct);
        var programme = await ProgrammeAsync(award, ct);
        var overdueAt = (agreement.EscalatedAt ?? programme.EndOf(agreement.SignBy)).AddDays(Math.Max(input.EscalateAfterDays, 1));
        if (run.Now < overdueAt) return LookAgain(award, overdueAt, "AgreementSigned", "AgreementPrepared");
        agreement.EscalatedAt = run.Now;
        return Outcome.Of("Overdue");
    }
}
