using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Awards;

/// <summary>Waits for the day of the next tranche.</summary>
/// <param name="db">Writes in the burst's transaction.</param>
/// <param name="clock">The time.</param>
[Activity("GrantFlow.NextDisbursement", "Award",
    "Waits for the day of the next tranche; says NoMore when none is left or the award has ended.",
    Outcomes = ["Disbursement", "NoMore"], Waits = true,
    Outputs = ["DisbursementId:String:The tranche.", "Number:Int32:Its number within the award."], Icon = "money")]
public sealed class NextDisbursementActivity(GrantFlowDb db, TimeProvider clock) : AwardActivity<NextDisbursementActivity.Input>(db, clock)
{
    /// <summary>Which.</summary>
    public sealed record Input([Input("The award; empty is the one that the instance is about.")] string? AwardId = null);

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var award = await AwardAsync(input.AwardId, run, ct);
        if (!award.IsOpen) return Outcome.Of("NoMore");
        if (award.State == AwardState.Suspended) return LookAgain(award, null);
        var rows = await Db.Disbursements.Where(d => d.AwardId == award.Id).OrderBy(d => d.Number).ToListAsync(ct);
        if (rows.Find(d => d.IsOpen) is not { } next) return Outcome.Of("NoMore");
        var dueAt = StartOf(await ProgrammeAsync(award, ct), next.DueOn);
        if (run.Now < dueAt) return LookAgain(award, dueAt);
        if (next.State == DisbursementState.Planned) next.FallDue();
        return Outcome.Of("Disbursement").With("DisbursementId", next.Id.ToString()).With("Number", next.Number);
    }
}
