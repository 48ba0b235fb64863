using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Competitions;
using GrantFlow.Notifications;
using GrantFlow.Programmes;
using GrantFlow.Selection;
using GrantFlow.Tests.Postgres;
using GrantFlow.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Programmes;

public sealed class CohortJourneyTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    static readonly string[] All = ["reporting", "monitoring", "award", "selection", "competition", "cohort"];

    readonly Some _some = new(database);

    [Fact]
    public async Task From_the_competition_over_a_member_who_leaves_to_the_programmes_last_day()
    {
        await using var engine = await SomeEngine.WithAsync(database.ConnectionString, _some.Clock, All);
        var programme = await _some.ProgrammeAsync();
        var manager = await _some.ManagerAsync(programme);
        for (var i = 0; i < 3; i++) await _some.PersonAsync(programme, Role.Reviewer);
        var cohort = await _some.CohortAsync(programme, places: 2);
        var created = await _some.Do(db => CreateCompetition.Execute(db, manager, cohort, _some.CompetitionRequest(), _some.Clock, default));
        var competition = created.CompetitionId;
        var opened = await _some.Do(db => OpenCohort.Execute(db, manager, cohort, new(), _some.Clock, default));
        await engine.RunAsync();

        List<Guid> applications = [];
        for (var i = 0; i < 4; i++) applications.Add(await _some.SubmittedAsync(programme, competition));
        await engine.RunToAsync(_some.Clock.GetUtcNow().AddDays(31));
        await _some.ScoredAsync(programme, competition, applications.Select((id, i) => (id, 10 - i)).ToDictionary(x => x.id, x => x.Item2));
        await engine.RunAsync();
        var decision = await _some.Read(db => db.Decisions.SingleAsync(d => d.CompetitionId == competition));
        await _some.Do(db => ApproveDecision.Execute(db, manager, decision.Id, new("The panel sat."), _some.Clock, default));
        await engine.RunAsync();

        (await CohortStateAsync(cohort)).Should().Be(CohortState.Running);
        (await AwardedAsync(competition)).Should().BeEquivalentTo(applications.Take(2));
        (await engine.OfAsync(opened.WorkflowInstanceId)).Bookmarks.Select(b => b.Signal).Should().BeEquivalentTo(["MemberLeft", null]);

        var leaver = await _some.Read(db => db.Applications.Where(a => a.Id == applications[0]).Select(a => a.OrganisationId).SingleAsync());
        await _some.Do(db => RemoveMember.Execute(db, manager, cohort, new(leaver, "Closed its doors"), _some.Clock, default));
        await engine.RunAsync();

        (await AwardedAsync(competition)).Should().BeEquivalentTo(applications.Take(3));
        var members = await _some.Read(db => db.CohortMembers.Where(m => m.CohortId == cohort).OrderBy(m => m.Id).ToListAsync());
        members.Select(m => (m.State, m.FromReserve)).Should().BeEquivalentTo(
            [(CohortMemberState.Left, false), (CohortMemberState.Member, false), (CohortMemberState.Member, true)]);
        members.Single(m => m.FromReserve).ReplacesId.Should().Be(members.Single(m => m.State == CohortMemberState.Left).Id);
        (await engine.Port.QueryAsync(new WorkflowInstanceQuery(DefinitionId: "award", Take: 500))).Total.Should().Be(3);
        (await _some.Read(db => db.Mails.CountAsync(m => m.Kind == "member-left"))).Should().Be(1);

        await engine.RunToAsync(new DateTimeOffset(2025, 12, 31, 20, 0, 0, TimeSpan.Zero));

        (await engine.TraceAsync(opened.WorkflowInstanceId)).Should().Equal(
            "CreateCompetition", "FillPlaces", "OpenAwards", "WaitForCohortEvents: MemberLeft", "ReplaceMember: Replaced", "OpenAwards",
            "WaitForCohortEvents: Ended", "CloseCohort");
        (await engine.OfAsync(opened.WorkflowInstanceId)).SubStatus.Should().Be(WorkflowSubStatus.Finished);
        (await CohortStateAsync(cohort)).Should().Be(CohortState.Closed);
        (await _some.Read(db => db.CohortMembers.CountAsync(m => m.CohortId == cohort && m.State == CohortMemberState.Completed))).Should().Be(2);
        await engine.ApproveAsync();
    }

    [Fact]
    public async Task Without_an_eligible_application_the_managers_are_asked_and_may_hold_another()
    {
        await using var engine = await SomeEngine.WithAsync(database.ConnectionString, _some.Clock, All);
        var programme = await _some.ProgrammeAsync();
        var manager = await _some.ManagerAsync(programme);
        var cohort = await _some.CohortAsync(programme);
        Dictionary<string, object?> inputs = new() { ["Budget"] = 50_000_000m, ["MaxAward"] = 5_000_000m, ["DaysOpen"] = 20 };
        var opened = await _some.Do(db => OpenCohort.Execute(db, manager, cohort, new(inputs), _some.Clock, default));

        await engine.RunToAsync(_some.Clock.GetUtcNow().AddDays(25));
        var task = await _some.Read(db => db.Tasks.SingleAsync(t => t.SubjectRef == $"cohort:{cohort}"));
        await _some.Do(db => CompleteTask.Execute(db, manager, task.Id, new("Again"), _some.Clock, default));
        await engine.RunAsync();

        var competitions = await _some.Read(db => db.Competitions.Where(c => c.CohortId == cohort).OrderBy(c => c.Id).Select(c => c.State).ToListAsync());
        competitions.Should().Equal(CompetitionState.Screened, CompetitionState.Open);
        (await engine.OfAsync(opened.WorkflowInstanceId)).Incidents.Should().BeEmpty();
        await engine.ApproveAsync();
    }

    [Fact]
    public async Task A_cohort_keeps_the_versions_it_began_with()
    {
        await using var engine = await SomeEngine.WithAsync(database.ConnectionString, _some.Clock, All);
        var programme = await _some.ProgrammeAsync();
        var cohort = await _some.CohortAsync(programme);

        var opened = await _some.Do(db => OpenCohort.Execute(db, Some.Administrator, cohort, new(), _some.Clock, default));

        await using var db = _some.Open();
        var bound = await db.Database.SqlQuery<string>($"select definition_id as \"Value\" from workflow_bindings where binding = {opened.Binding}").ToListAsync();
        bound.Should().BeEquivalentTo(All);
        await engine.ApproveAsync();
    }

    Task<CohortState> CohortStateAsync(Guid id) => _some.Read(db => db.Cohorts.Where(c => c.Id == id).Select(c => c.State).SingleAsync());

    Task<List<Guid?>> AwardedAsync(Guid competition) =>
        _some.Read(db => db.Awards.Where(a => a.CompetitionId == competition).Select(a => (Guid?)a.ApplicationId).ToListAsync());
}
