using FluentAssertions;
using GrantFlow.Competitions;
using GrantFlow.Notifications;
using GrantFlow.Tests.Postgres;
using GrantFlow.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Competitions;

public sealed class CompetitionJourneyTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly Some _some = new(database);

    [Fact]
    public async Task A_closing_that_is_moved_takes_the_workflow_and_the_prompts_along()
    {
        await using var engine = await SomeEngine.WithAsync(database.ConnectionString, _some.Clock, "competition");
        var programme = await _some.ProgrammeAsync();
        var (organisation, head) = await _some.OrganisationAsync(programme);
        var competition = await PreparedAsync(programme);
        var instance = await StartAsync(engine, competition);
        await engine.RunAsync();
        var draft = await _some.DraftAsync(competition, organisation, head);
        var closing = await ClosingAsync(competition);

        await _some.Do(db => ExtendClosing.Execute(db, Some.Administrator, competition, new(closing.AddDays(5), "Snow closed the roads"), _some.Clock, default));
        await engine.RunToAsync(closing.AddHours(1));
        var before = await StateAsync(competition);
        await _some.Do(db => SubmitApplication.Execute(db, head, draft, _some.Clock, default));
        await engine.RunToAsync(closing.AddDays(5).AddMinutes(1));

        before.Should().Be(CompetitionState.Open);
        (await StateAsync(competition)).Should().Be(CompetitionState.Screened);
        (await engine.TraceAsync(instance)).Should().Equal(
            "PublishCompetition", "Announce", "WaitForOpening: Opened", "WaitForClosing: Closed", "CloseCompetition", "ScreenEligibility: Eligible");
        (await engine.OfAsync(instance)).Output["Outcome"].GetString().Should().Be("Eligible");
        var deadline = await _some.Read(db => db.Deadlines.SingleAsync(d => d.SubjectRef == $"application:{draft}"));
        (deadline.DueAt, deadline.State).Should().Be((closing.AddDays(5), DeadlineState.Met));
        await engine.ApproveAsync();
    }

    [Fact]
    public async Task A_competition_that_opens_later_opens_at_its_hour()
    {
        await using var engine = await SomeEngine.WithAsync(database.ConnectionString, _some.Clock, "competition");
        var programme = await _some.ProgrammeAsync();
        await _some.OrganisationAsync(programme);
        var opening = _some.Clock.GetUtcNow().AddDays(10);
        var competition = await PreparedAsync(programme, opening);
        await StartAsync(engine, competition);

        await engine.RunToAsync(opening.AddSeconds(-1));
        var before = await StateAsync(competition);
        await engine.RunToAsync(opening);

        (before, await StateAsync(competition)).Should().Be((CompetitionState.Published, CompetitionState.Open));
        (await _some.Read(db => db.Mails.CountAsync(m => m.Kind == "competition-announced" && m.ProgrammeId == programme))).Should().Be(1);
        await engine.ApproveAsync();
    }

    [Fact]
    public async Task A_competition_called_off_ends_its_workflow_and_silences_its_prompts()
    {
        await using var engine = await SomeEngine.WithAsync(database.ConnectionString, _some.Clock, "competition");
        var programme = await _some.ProgrammeAsync();
        var (organisation, head) = await _some.OrganisationAsync(programme);
        var competition = await PreparedAsync(programme);
        var instance = await StartAsync(engine, competition);
        await engine.RunAsync();
        var draft = await _some.DraftAsync(competition, organisation, head);

        await _some.Do(db => CancelCompetition.Execute(db, Some.Administrator, competition, new("The donor withdrew"), _some.Clock, default));
        await engine.RunAsync();

        (await engine.OfAsync(instance)).Output["Outcome"].GetString().Should().Be("Cancelled");
        (await _some.Read(db => db.Deadlines.SingleAsync(d => d.SubjectRef == $"application:{draft}"))).State.Should().Be(DeadlineState.Cancelled);
        await engine.ApproveAsync();
    }

    [Fact]
    public async Task Nobody_eligible_is_an_outcome_of_its_own()
    {
        await using var engine = await SomeEngine.WithAsync(database.ConnectionString, _some.Clock, "competition");
        var programme = await _some.ProgrammeAsync();
        var competition = await PreparedAsync(programme);
        var instance = await StartAsync(engine, competition);

        await engine.RunToAsync((await ClosingAsync(competition)).AddMinutes(1));

        var ended = await engine.OfAsync(instance);
        (ended.SubStatus, ended.Output["Outcome"].GetString()).Should().Be((WorkflowSubStatus.Finished, "NoneEligible"));
        await engine.ApproveAsync();
    }

    async Task<Guid> PreparedAsync(Guid programme, DateTimeOffset? opening = null)
    {
        var cohort = await _some.CohortAsync(programme);
        var request = _some.CompetitionRequest();
        if (opening is { } at) request = request with { OpensAt = at, ClosesAt = at.AddDays(20) };
        return (await _some.Do(db => CreateCompetition.Execute(db, Some.Administrator, cohort, request, _some.Clock, default))).CompetitionId;
    }

    static Task<Guid> StartAsync(SomeEngine engine, Guid competition) => engine.Port.StartAsync(new("competition", $"competition:{competition}"));

    Task<DateTimeOffset> ClosingAsync(Guid id) => _some.Read(db => db.Competitions.Where(c => c.Id == id).Select(c => c.ClosesAt).SingleAsync());

    Task<CompetitionState> StateAsync(Guid id) => _some.Read(db => db.Competitions.Where(c => c.Id == id).Select(c => c.State).SingleAsync());
}
