using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Awards;

/// <summary>Asks the grant managers for the checks before an agreement and waits until they are recorded.</summary>
/// <param name="db">Writes in the burst's transaction.</param>
/// <param name="clock">The time.</param>
[Activity("GrantFlow.CheckDueDiligence", "Award",
    "Asks the grant managers to check the organisation and waits for the result; reminds them and escalates.",
    Outcomes = ["Clear", "Blocked"], Waits = true,
    Outputs = ["Subject:String:What the award is called by signals and children: award:id."], Icon = "check")]
public sealed class CheckDueDiligenceActivity(GrantFlowDb db, TimeProvider clock) : AwardActivity<CheckDueDiligenceActivity.Input>(db, clock)
{
    /// <summary>Which, and until when.</summary>
    public sealed record Input(
        [Input("The award; empty is the one that the instance is about.")] string? AwardId = null,
        [Input("Days until the checks are due.")] int DueDays = 14);

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var award = await AwardAsync(input.AwardId, run, ct);
        award.WorkflowInstance = run.InstanceId;
        if (award.State is not (AwardState.Prepared or AwardState.DueDiligence)) return Ended(award, award.IsOpen ? "Clear" : "Blocked");
        var checks = await Db.DueDiligenceChecks.AsNoTracking().Where(c => c.AwardId == award.Id).ToListAsync(ct);
        if (DueDiligenceCheck.Overall(checks) is { } overall) return Ended(award, overall.ToString());

        if (run.Resumption is null)
        {
            var parties = await AwardParties.LoadAsync(Db, award, ct);
            var managers = await parties.StaffAsync(Db, Role.GrantManager, ct);
            var task = Wording.CheckOrganisation(award.Number);
            var day = parties.Programme.DayOf(run.Now).AddDays(input.DueDays);
            var values = parties.Values(parties.Link, ("task", task), ("matter", task), ("dueDate", MailValue.Date(day)));
            parties.Tell(Db, managers, "task-assigned", award.Subject, "due-diligence", values, run.Now);
            await SetDeadline.Execute(Db, parties.Deadline("due-diligence", award.Subject, day, "task", managers, managers, values), run.Now, ct);
        }

        return LookAgain(award, null, "DueDiligenceRecorded");
    }

    static Outcome Ended(Award award, string port) => Outcome.Of(port).With("Subject", award.Subject);
}
