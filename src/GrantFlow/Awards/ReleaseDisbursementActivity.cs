using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Reporting;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Awards;

/// <summary>Waits until Finance releases a tranche; asks Finance once nothing stands in its way.</summary>
/// <param name="db">Writes in the burst's transaction.</param>
/// <param name="clock">The time.</param>
[Activity("GrantFlow.ReleaseDisbursement", "Award",
    "Waits for the tranche's report and conditions, then asks Finance to release it; reminds Finance and escalates.",
    Outcomes = ["Released", "Held", "Ended"], Waits = true, Icon = "money")]
public sealed class ReleaseDisbursementActivity(GrantFlowDb db, TimeProvider clock) : AwardActivity<ReleaseDisbursementActivity.Input>(db, clock)
{
    /// <summary>Which, and until when.</summary>
    public sealed record Input(
        [Input("The tranche.")] string DisbursementId,
        [Input("The award; empty is the one that the instance is about.")] string? AwardId = null,
        [Input("Days that Finance has once nothing stands in the way.")] int ReleaseWithinDays = 7,
        [Input("Days until a held tranche is brought up again.")] int AskAgainAfterDays = 30);

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var award = await AwardAsync(input.AwardId, run, ct);
        var id = Guid.Parse(input.DisbursementId);
        var disbursement = await Db.Disbursements.AsNoTracking().SingleAsync(d => d.Id == id && d.AwardId == award.Id, ct);
        if (disbursement.State is DisbursementState.Released or DisbursementState.Paid) return Outcome.Of("Released");
        if (!award.IsOpen || disbursement.State == DisbursementState.Cancelled) return Outcome.Of("Ended");
        if (award.State == AwardState.Suspended) return LookAgain(award, null);
        if (disbursement.State == DisbursementState.Held)
        {
            // Said once when it is held, and again after a while; coming round the loop is no news.
            return run.Resumption?.Tag is "DisbursementHeld" or "timer"
                ? Outcome.Of("Held")
                : LookAgain(award, run.Now.AddDays(Math.Max(input.AskAgainAfterDays, 1)), "DisbursementReleased");
        }

        if (await IsReadyAsync(award, disbursement, ct)) await AskFinanceAsync(award, disbursement, input, run, ct);
        return LookAgain(award, null, "DisbursementReleased", "DisbursementHeld", "ReportReviewed", "ConditionSettled");
    }

    async Task<bool> IsReadyAsync(Award award, Disbursement disbursement, CancellationToken ct) =>
        (disbursement.RequiresReport is not { } number || await ReportQueries.IsSettledAsync(Db, award.Id, number, ct))
        && !await Db.Conditions.AnyAsync(
            c => c.AwardId == award.Id && c.State == ConditionState.Open && (c.DisbursementId == null || c.DisbursementId == disbursement.Id), ct);

    async Task AskFinanceAsync(Award award, Disbursement disbursement, Input input, ActivityRun run, CancellationToken ct)
    {
        var asked = await Db.Deadlines.AnyAsync(
            d => d.SubjectRef == disbursement.Subject && d.Kind == "release" && (d.State == DeadlineState.Open || d.State == DeadlineState.Missed), ct);
        if (asked) return;
        var parties = await AwardParties.LoadAsync(Db, award, ct);
        var finance = await parties.StaffAsync(Db, Role.Finance, ct);
        var task = Wording.ReleaseDisbursement($"{award.Number}/{disbursement.Number}");
        var day = parties.Programme.DayOf(run.Now).AddDays(input.ReleaseWithinDays);
        var values = parties.Values(parties.Link, ("task", task), ("matter", task), ("dueDate", MailValue.Date(day)));
        parties.Tell(Db, finance, "task-assigned", disbursement.Subject, MailValue.Date(day), values, run.Now);
        await SetDeadline.Execute(
            Db,
            parties.Deadline("release", disbursement.Subject, day, "task", finance, await parties.StaffAsync(Db, Role.GrantManager, ct), values),
            run.Now, ct);
    }
}
