using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Awards;

/// <summary>Closes a grant as soon as everything about it is settled.</summary>
/// <param name="db">Writes in the burst's transaction.</param>
/// <param name="clock">The time.</param>
[Activity("GrantFlow.CloseGrant", "Reporting",
    "Closes the grant once its tranches are paid, its reports settled and its findings put right; until then it reminds the grant managers.",
    Outcomes = ["Closed", "Terminated"], Waits = true, Icon = "end")]
public sealed class CloseGrantActivity(GrantFlowDb db, TimeProvider clock) : AwardActivity<CloseGrantActivity.Input>(db, clock)
{
    /// <summary>Which, and until when.</summary>
    public sealed record Input(
        [Input("The award; empty is the one that the instance is about.")] string? AwardId = null,
        [Input("Days that the grant managers have to settle what is open.")] int SettleWithinDays = 30);

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var award = await AwardAsync(input.AwardId, run, ct);
        if (award.State == AwardState.Closed) return Outcome.Of("Closed");
        if (!award.IsOpen) return Outcome.Of("Terminated");
        if (award.State == AwardState.Active)
        {
            if ((await CloseAward.Execute(Db, Actor.Service, award.Id, Clock, ct)).Allows(out _, out _)) return Outcome.Of("Closed");
            if (run.Resumption is null) await AskManagersAsync(award, input, run, ct);
        }

        return LookAgain(award, null, "PaymentConfirmed", "DisbursementReleased", "ReportReviewed", "FindingResolved");
    }

    async Task AskManagersAsync(Award award, Input input, ActivityRun run, CancellationToken ct)
    {
        var parties = await AwardParties.LoadAsync(Db, award, ct);
        var managers = await parties.StaffAsync(Db, Role.GrantManager, ct);
        var task = Wording.SettleGrant(award.Number);
        await SetDeadline.Execute(
            Db,
            parties.Deadline("close-out", award.Subject, parties.Programme.DayOf(run.Now).AddDays(input.SettleWithinDays), "task", managers, managers,
                parties.Values(parties.Link, ("task", task), ("matter", task))),
            run.Now, ct);
    }
}
