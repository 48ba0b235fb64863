using GrantFlow.Competitions;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Selection;

/// <summary>Waits until every review is scored.</summary>
[Activity(
    "GrantFlow.WaitForReviews", "Selection", "Waits until every review is scored; each reviewer has prompts of their own. Ends after some days all the same.",
    Outcomes = ["AllScored", "Overdue"], Waits = true, Icon = "wait")]
public sealed class WaitForReviewsActivity(GrantFlowDb db) : HostActivity<WaitForReviewsActivity.Input>
{
    /// <summary>Inputs.</summary>
    public sealed record Input(
        [Input("Days to wait at most; more than the reviewers were given.")] int Days = 21,
        [Input("The competition's id; empty is the one this workflow is about.", From = "competitions")] string CompetitionId = "");

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var competition = ActivitySupport.IdOf(run, "competition", input.CompetitionId);
        var open = await db.Reviews
            .Where(r => r.CompetitionId == competition && r.State == ReviewState.Assigned)
            .Join(db.Applications.Where(a => a.State == ApplicationState.UnderReview), r => r.ApplicationId, a => a.Id, (r, _) => r)
            .AnyAsync(ct);
        if (!open) return Outcome.Of("AllScored");
        var limit = ActivitySupport.LimitOf(run, input.Days);
        return run.Now < limit ? ActivitySupport.LookAgain(limit, "ReviewScored", "ReviewDeclined") : Outcome.Of("Overdue");
    }
}
