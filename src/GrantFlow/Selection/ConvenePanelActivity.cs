using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Selection;

/// <summary>Calls the panel together.</summary>
[Activity("GrantFlow.ConvenePanel", "Selection", "Calls managers and reviewers to the panel by mail, and sets the day by which the decision is to be approved.", Icon = "people")]
public sealed class ConvenePanelActivity(GrantFlowDb db) : HostActivity<ConvenePanelActivity.Input>
{
    static readonly LocalText Task = new(
    [
        new("hy", "Հաստատել կամ վերադարձնել մրցույթի որոշումը"),
        new("ky", "Сынактын чечимин бекитүү же кайтаруу"),
        new("ru", "Утвердить или вернуть решение по конкурсу"),
        new("en", "Approve or send back the competition's decision"),
    ]);

    /// <summary>Inputs.</summary>
    public sealed record Input(
        [Input("Days until the panel sits.")] int DaysToPanel = 7,
        [Input("Days until the decision is to be approved.")] int DaysToApproval = 14,
        [Input("Where the panel sits.")] string Place = "—",
        [Input("The competition's id; empty is the one this workflow is about.", From = "competitions")] string CompetitionId = "");

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var competition = (await db.Competitions.FindAsync([ActivitySupport.IdOf(run, "competition", input.CompetitionId)], ct))!;
        var programme = (await db.Programmes.FindAsync([competition.ProgrammeId], ct))!;
        var today = programme.DayOf(run.Now);
        var directory = new SubjectDirectory(db, []);
        var managers = await db.ManagersAsync(programme.Id, ct);
        var reviewers = await directory.StaffAsync(programme.Id, Role.Reviewer, ct);
        Dictionary<string, string> values = new()
        {
            ["competition"] = MailValue.Text(competition.Title),
            ["date"] = MailValue.Date(today.AddDays(input.DaysToPanel)),
            ["dueDate"] = MailValue.Date(today.AddDays(input.DaysToApproval)),
            ["place"] = input.Place,
            ["task"] = MailValue.Text(Task),
            ["link"] = $"/competitions/{competition.Id}/selection",
        };
        db.Tell([.. managers, .. reviewers], "panel-convened", programme.Id, competition.Subject, run.Key, values, run.Now);
        db.Tell(managers, "decision-approval-needed", programme.Id, competition.Subject, run.Key, values, run.Now);
        await SetDeadline.Execute(db, new DeadlineRequest(
            programme.Id, "decision-approval", competition.Subject, today.AddDays(input.DaysToApproval), new TimeOnly(18, 0), programme.TimeZone,
            managers, await directory.StaffAsync(programme.Id, Role.Administrator, ct), values, "task"), run.Now, ct);
        return Outcome.Done;
    }
}
