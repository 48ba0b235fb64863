using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Competitions;

/// <summary>Finds or makes the cohort's competition.</summary>
[Activity(
    "GrantFlow.CreateCompetition", "Competition", "Takes the competition that was prepared for the cohort, or makes one from these inputs when none was.",
    Outputs = ["CompetitionId:String:The competition's id.", "Competition:String:What its workflows are about, as competition:id."], Icon = "flag")]
public sealed class CreateCompetitionActivity(GrantFlowDb db, TimeProvider clock) : HostActivity<CreateCompetitionActivity.Input>
{
    /// <summary>Inputs.</summary>
    public sealed record Input(
        [Input("The title of one made here, in the programme's default language.")] string Title = "",
        [Input("Days until it opens.")] int DaysUntilOpening = 0,
        [Input("Days it takes applications for; it closes at 18:00 of the last.")] int DaysOpen = 45,
        [Input("The money there is, in the programme's currency; needed for one made here.")] decimal Budget = 0,
        [Input("The most one application may ask for; needed for one made here.")] decimal MaxAward = 0,
        [Input("How many are kept in reserve.")] int ReserveSize = 5,
        [Input("The most selected from one region; 0 is no limit.")] int RegionCap = 0,
        [Input("Reviews each application gets.")] int ReviewersPerApplication = 2,
        [Input("The cohort's id; empty is the one this workflow is about.", From = "cohorts")] string CohortId = "");

    /// <inheritdoc/>
    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var cohortId = ActivitySupport.IdOf(run, "cohort", input.CohortId);
        var prepared = await db.Competitions
            .Where(c => c.CohortId == cohortId && (c.State == CompetitionState.Draft || c.State == CompetitionState.Published || c.State == CompetitionState.Open))
            .OrderByDescending(c => c.Id)
            .Select(c => (Guid?)c.Id)
            .FirstOrDefaultAsync(ct);
        var competition = prepared ?? await MakeAsync(cohortId, input, run, ct);
        return Outcome.Done.With("CompetitionId", competition.ToString()).With("Competition", $"competition:{competition}");
    }

    async Task<Guid> MakeAsync(Guid cohortId, Input input, ActivityRun run, CancellationToken ct)
    {
        var cohort = (await db.Cohorts.FindAsync([cohortId], ct))!;
        var programme = (await db.Programmes.FindAsync([cohort.ProgrammeId], ct))!;
        var opensAt = run.Now.AddDays(input.DaysUntilOpening);
        var lastDay = programme.DayOf(opensAt).AddDays(input.DaysOpen).ToDateTime(new TimeOnly(18, 0));
        var title = input.Title.Length > 0 ? LocalText.Of(programme.DefaultLanguage, input.Title) : cohort.Name;
        var request = new CreateCompetition.Request(
            title, programme.Goal, opensAt, new DateTimeOffset(lastDay, programme.Zone.GetUtcOffset(lastDay)), input.Budget, input.MaxAward,
            null, input.ReserveSize, input.RegionCap == 0 ? null : input.RegionCap, input.ReviewersPerApplication);
        return (await CreateCompetition.Execute(db, Actor.Service, cohortId, request, clock, ct)).OrIncident().CompetitionId;
    }
}
