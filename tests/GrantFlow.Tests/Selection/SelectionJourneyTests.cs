using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Notifications;
using GrantFlow.Selection;
using GrantFlow.Tests.Postgres;
using GrantFlow.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Selection;

public sealed class SelectionJourneyTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly Some _some = new(database);

    [Fact]
    public async Task Late_reviews_are_asked_about_waited_for_and_at_last_done_without()
    {
        await using var engine = await SomeEngine.WithAsync(database.ConnectionString, _some.Clock, "selection");
        var (programme, competition, applications) = await ScreenedAsync();
        var manager = await _some.ManagerAsync(programme);
        var instance = await engine.Port.StartAsync(new("selection", $"competition:{competition}"));
        await engine.RunAsync();
        var reviews = await _some.Read(db => db.Reviews.Where(r => r.CompetitionId == competition).OrderBy(r => r.Id).ToListAsync());
        foreach (var review in reviews.DistinctBy(r => r.ApplicationId)) await ScoreAsync(programme, review, 7);

        await engine.RunToAsync(_some.Clock.GetUtcNow().AddDays(22));
        await AnswerAsync(manager, competition, "Wait");
        await engine.RunToAsync(_some.Clock.GetUtcNow().AddDays(22));
        await AnswerAsync(manager, competition, "Rank");
        await engine.RunAsync();
        await ApproveAsync(manager, competition);
        await engine.RunAsync();

        (await engine.TraceAsync(instance)).Should().Equal(
            "AssignReviewers", "WaitForReviews: Overdue", "AskPerson: Wait", "WaitForReviews: Overdue", "AskPerson: Rank", "RankApplications",
            "ConvenePanel", "WaitForApproval: Approved", "TellApplicants");
        var ended = await engine.OfAsync(instance);
        (ended.SubStatus, ended.Output["Outcome"].GetString()).Should().Be((WorkflowSubStatus.Finished, "Decided"));
        (await _some.Read(db => db.Applications.CountAsync(a => applications.Contains(a.Id) && a.ToldAt != null))).Should().Be(2);
        await engine.ApproveAsync();
    }

    [Fact]
    public async Task A_decision_sent_back_comes_to_the_panel_again()
    {
        await using var engine = await SomeEngine.WithAsync(database.ConnectionString, _some.Clock, "selection");
        var (programme, competition, _) = await ScreenedAsync();
        var manager = await _some.ManagerAsync(programme);
        var instance = await engine.Port.StartAsync(new("selection", $"competition:{competition}"));
        await engine.RunAsync();
        foreach (var review in await _some.Read(db => db.Reviews.Where(r => r.CompetitionId == competition).ToListAsync())) await ScoreAsync(programme, review, 7);
        await engine.RunAsync();

        var decision = await _some.Read(db => db.Decisions.SingleAsync(d => d.CompetitionId == competition));
        await _some.Do(db => SendBackDecision.Execute(db, manager, decision.Id, new("Look again"), _some.Clock, default));
        await engine.RunAsync();
        var reopened = await _some.Read(db => db.Reviews.FirstAsync(r => r.CompetitionId == competition));
        await _some.Do(db => ReopenReview.Execute(db, manager, reopened.Id, new("The panel asks"), _some.Clock, default));
        await AnswerAsync(manager, competition, "GoOn");
        await engine.RunAsync();
        await ScoreAsync(programme, reopened, 9);
        await engine.RunAsync();
        await ApproveAsync(manager, competition);
        await engine.RunAsync();

        (await engine.TraceAsync(instance)).Should().Equal(
            "AssignReviewers", "WaitForReviews: AllScored", "RankApplications", "ConvenePanel", "WaitForApproval: SentBack", "AskPerson: GoOn",
            "WaitForReviews: AllScored", "RankApplications", "ConvenePanel", "WaitForApproval: Approved", "TellApplicants");
        (await engine.OfAsync(instance)).SubStatus.Should().Be(WorkflowSubStatus.Finished);
        (await _some.Read(db => db.Deadlines.CountAsync(d => d.SubjectRef == $"competition:{competition}" && d.State == DeadlineState.Open))).Should().Be(0);
        await engine.ApproveAsync();
    }

    async Task<(Guid Programme, Guid Competition, Guid[] Applications)> ScreenedAsync()
    {
        var programme = await _some.ProgrammeAsync();
        for (var i = 0; i < 2; i++) await _some.PersonAsync(programme, Role.Reviewer);
        var competition = await _some.CompetitionAsync(await _some.CohortAsync(programme));
        Guid[] applications = [await _some.SubmittedAsync(programme, competition), await _some.SubmittedAsync(programme, competition)];
        await _some.ScreenedAsync(competition);
        return (programme, competition, applications);
    }

    async Task ScoreAsync(Guid programme, Review review, int points)
    {
        var reviewer = Some.AsReviewer(programme, review.ReviewerId);
        await _some.Try(db => DeclareConflict.Execute(db, reviewer, review.Id, new(false), _some.Clock, default));
        var scores = new[] { "need", "approach", "capacity", "value" }.ToDictionary(c => c, _ => points);
        await _some.Do(db => SubmitScore.Execute(db, reviewer, review.Id, new(scores), _some.Clock, default));
    }

    async Task AnswerAsync(Actor manager, Guid competition, string outcome)
    {
        var task = await _some.Read(db => db.Tasks.SingleAsync(t => t.SubjectRef == $"competition:{competition}" && t.State == TaskState.Open));
        await _some.Do(db => CompleteTask.Execute(db, manager, task.Id, new(outcome), _some.Clock, default));
    }

    async Task ApproveAsync(Actor manager, Guid competition)
    {
        var decision = await _some.Read(db => db.Decisions.SingleAsync(d => d.CompetitionId == competition && d.State == DecisionState.Proposed));
        await _some.Do(db => ApproveDecision.Execute(db, manager, decision.Id, new("Minutes"), _some.Clock, default));
    }
}
