using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Capacity;

/// <summary>Waits until the assessment is scored.</summary>
[Activity(
    "GrantFlow.WaitForAssessment", "Entrance", "Waits until the assessment is scored; prompts the managers and the assessor, and gives up in the end.",
    Outcomes = ["Done", "Expired"], Waits = true, Icon = "wait")]
public sealed class WaitForAssessmentActivity(GrantFlowDb db) : HostActivity<WaitForAssessmentActivity.Input>
{
    /// <summary>Inputs.</summary>
    public sealed record Input(
        [Input("Days within which it is to be carried out.")] int Days = 90,
        [Input("Days after that until it is given up.")] int GraceDays = 90,
        [Input("The organisation's id; empty is the one this workflow is about.")] string OrganisationId = "");

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var organisation = ActivitySupport.IdOf(run, "organisation", input.OrganisationId);
        var subject = $"organisation:{organisation}";
        var assessment = await LatestAssessment.OfAsync(db, organisation, ct);
        if (assessment.State == AssessmentState.Done)
        {
            await EndDeadline.Execute(db, subject, "assessment", DeadlineEnd.Met, run.Now, ct);
            return Outcome.Of("Done");
        }

        var limit = ActivitySupport.LimitOf(run, input.Days + input.GraceDays);
        if (run.Now < limit)
        {
            await CapacityTasks.SetAsync(db, organisation, "assessment", CapacityTasks.Assess, assessment.AssessorId, input.Days, run.Now, ct);
            return ActivitySupport.LookAgain(limit, "AssessmentDone");
        }

        await EndDeadline.Execute(db, subject, "assessment", DeadlineEnd.Cancelled, run.Now, ct);
        return Outcome.Of("Expired");
    }
}
