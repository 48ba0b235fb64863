using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Selection;

/// <summary>Gives a place that came free to the next in reserve.</summary>
[Activity(
    "GrantFlow.ReplaceMember", "Selection", "Tells the managers that a member left, and gives its place to the next in reserve, if there is one.",
    Outcomes = ["Replaced", "NotReplaced"], Outputs = ["CompetitionId:String:The competition whose reserve was called."], Icon = "people")]
public sealed class ReplaceMemberActivity(GrantFlowDb db, TimeProvider clock) : HostActivity<ReplaceMemberActivity.Input>
{
    /// <summary>Inputs.</summary>
    public sealed record Input(
        [Input("The member who left.")] string MemberId,
        [Input("Days the called organisation has to begin.")] int AnswerDays = 14,
        [Input("The cohort's id; empty is the one this workflow is about.", From = "cohorts")] string CohortId = "");

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var cohort = (await db.Cohorts.FindAsync([ActivitySupport.IdOf(run, "cohort", input.CohortId)], ct))!;
        var member = (await db.CohortMembers.FindAsync([Guid.Parse(input.MemberId)], ct))!;
        await TellAsync(cohort, member, run, ct);
        var verdict = await CallReserve.Execute(db, Actor.Service, cohort.Id, member.Id, input.AnswerDays, clock, ct);
        if (!verdict.DoneOr(CallReserve.PlaceNotFree, CallReserve.ReserveEmpty) || !verdict.Allows(out var called, out _)) return Outcome.Of("NotReplaced");
        var application = (await db.Applications.FindAsync([called.ApplicationId], ct))!;
        return Outcome.Of("Replaced").With("CompetitionId", application.CompetitionId.ToString());
    }

    async Task TellAsync(Cohort cohort, CohortMember member, ActivityRun run, CancellationToken ct)
    {
        var organisation = (await db.Organisations.FindAsync([member.OrganisationId], ct))!;
        Dictionary<string, string> values = new()
        {
            ["organisation"] = MailValue.Text(organisation.Name),
            ["cohort"] = MailValue.Text(cohort.Name),
            ["reason"] = member.LeftReason ?? "—",
            ["link"] = "/board",
        };
        db.Tell(await db.ManagersAsync(cohort.ProgrammeId, ct), "member-left", cohort.ProgrammeId, cohort.Subject, $"{member.Id}", values, run.Now);
    }
}
