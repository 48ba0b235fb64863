using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Competitions;

/// <summary>Screens the applications.</summary>
[Activity(
    "GrantFlow.ScreenEligibility", "Competition", "Judges every application by the rules of eligibility, keeps why, and tells those that failed.",
    Outcomes = ["Eligible", "NoneEligible"], Icon = "check")]
public sealed class ScreenEligibilityActivity(GrantFlowDb db, TimeProvider clock) : HostActivity<ScreenEligibilityActivity.Input>
{
    /// <summary>Inputs.</summary>
    public sealed record Input(
        [Input("The competition's id; empty is the one this workflow is about.", From = "competitions")] string CompetitionId = "");

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var id = ActivitySupport.IdOf(run, "competition", input.CompetitionId);
        (await ScreenEligibility.Execute(db, Actor.Service, id, clock, ct)).DoneOr(ScreenEligibility.NotClosed);
        var any = await db.Applications.AnyAsync(a => a.CompetitionId == id && a.State == ApplicationState.Eligible, ct);
        return Outcome.Of(any ? "Eligible" : "NoneEligible");
    }
}
