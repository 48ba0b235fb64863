using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Capacity;

/// <summary>Waits for the organisation's answer to the offer.</summary>
[Activity(
    "GrantFlow.WaitForAssessmentAnswer", "Entrance", "Waits until the organisation says yes or no to the assessment; silence some days after the due day ends it.",
    Outcomes = ["Accepted", "Declined", "Silent"], Waits = true, Icon = "wait")]
public sealed class WaitForAssessmentAnswerActivity(GrantFlowDb db) : HostActivity<WaitForAssessmentAnswerActivity.Input>
{
    /// <summary>Inputs.</summary>
    public sealed record Input(
        [Input("Days after the due day until silence ends it.")] int GraceDays = 14,
        [Input("The organisation's id; empty is the one this workflow is about.")] string OrganisationId = "");

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var organisation = ActivitySupport.IdOf(run, "organisation", input.OrganisationId);
        var subject = $"organisation:{organisation}";
        var assessment = await LatestAssessment.OfAsync(db, organisation, ct);
        if (assessment.State == AssessmentState.Declined) return Outcome.Of("Declined");
        if (assessment.State != AssessmentState.Offered) return Outcome.Of("Accepted");
        var limit = (await db.DueAsync(subject, "assessment-answer", ct) ?? assessment.OfferedAt).AddDays(input.GraceDays);
        if (run.Now < limit) return ActivitySupport.LookAgain(limit, "AssessmentAnswered", "DeadlineMoved");
        await EndDeadline.Execute(db, subject, "assessment-answer", DeadlineEnd.Cancelled, run.Now, ct);
        return Outcome.Of("Silent");
    }
}
