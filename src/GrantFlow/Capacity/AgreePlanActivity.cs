using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Capacity;

/// <summary>Waits until a plan is agreed.</summary>
[Activity(
    "GrantFlow.AgreePlan", "Entrance", "Asks the managers and the assessor to agree a plan with the organisation, and waits for it.",
    Outcomes = ["Agreed", "Expired"], Waits = true, Icon = "task")]
public sealed class AgreePlanActivity(GrantFlowDb db) : HostActivity<AgreePlanActivity.Input>
{
    /// <summary>Inputs.</summary>
    public sealed record Input(
        [Input("Days within which it is to be agreed.")] int Days = 30,
        [Input("Days after that until it is given up.")] int GraceDays = 60,
        [Input("The organisation's id; empty is the one this workflow is about.")] string OrganisationId = "");

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var organisation = ActivitySupport.IdOf(run, "organisation", input.OrganisationId);
        var subject = $"organisation:{organisation}";
        var assessment = await LatestAssessment.OfAsync(db, organisation, ct);
        if (await db.CapacityPlans.AnyAsync(p => p.AssessmentId == assessment.Id, ct))
        {
            await EndDeadline.Execute(db, subject, "plan", DeadlineEnd.Met, run.Now, ct);
            return Outcome.Of("Agreed");
        }

        var limit = ActivitySupport.LimitOf(run, input.Days + input.GraceDays);
        if (run.Now < limit)
        {
            await CapacityTasks.SetAsync(db, organisation, "plan", CapacityTasks.Plan, assessment.AssessorId, input.Days, run.Now, ct);
            return ActivitySupport.LookAgain(limit, "PlanAgreed");
        }

        await EndDeadline.Execute(db, subject, "plan", DeadlineEnd.Cancelled, run.Now, ct);
        return Outcome.Of("Expired");
    }
}
