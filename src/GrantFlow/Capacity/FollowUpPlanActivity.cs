using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Capacity;

/// <summary>Follows the plan's actions to their end.</summary>
[Activity(
    "GrantFlow.FollowUpPlan", "Entrance", "Waits until every action of the plan is done; each has prompts of its own. Ends some days after the last was due.",
    Outcomes = ["Done", "Overdue"], Waits = true, Icon = "wait")]
public sealed class FollowUpPlanActivity(GrantFlowDb db) : HostActivity<FollowUpPlanActivity.Input>
{
    /// <summary>Inputs.</summary>
    public sealed record Input(
        [Input("Days after the last action's day until it is left at that.")] int GraceDays = 60,
        [Input("The organisation's id; empty is the one this workflow is about.")] string OrganisationId = "");

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var organisation = ActivitySupport.IdOf(run, "organisation", input.OrganisationId);
        var assessment = await LatestAssessment.OfAsync(db, organisation, ct);
        var programme = (await db.Programmes.FindAsync([assessment.ProgrammeId], ct))!;
        var open = await db.PlanActions.AsNoTracking()
            .Join(db.CapacityPlans.Where(p => p.AssessmentId == assessment.Id), a => a.PlanId, p => p.Id, (a, _) => a)
            .Where(a => a.State != PlanActionState.Done)
            .Select(a => a.DueOn)
            .ToListAsync(ct);
        if (open.Count == 0) return Outcome.Of("Done");
        var limit = programme.EndOf(open.Max().AddDays(input.GraceDays));
        return run.Now < limit ? ActivitySupport.LookAgain(limit, "PlanActionUpdated") : Outcome.Of("Overdue");
    }
}
