using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Programmes;
using GrantFlow.Selection;
using GrantFlow.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Selection;

public sealed class DecisionTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly Some _some = new(database);

    [Fact]
    public async Task The_best_get_the_places_the_next_the_reserve_and_the_rest_a_refusal()
    {
        var programme = await _some.ProgrammeAsync();

        var (cohort, competition, applications) = await _some.DecidedAsync(programme, applications: 5, places: 2);

        var states = await _some.Read(db => db.Applications.Where(a => a.CompetitionId == competition).OrderBy(a => a.Number).Select(a => a.State).ToListAsync());
        states.Should().Equal(
            ApplicationState.Selected, ApplicationState.Selected, ApplicationState.Reserved, ApplicationState.Reserved, ApplicationState.Refused);
        (await _some.Read(db => db.CohortMembers.CountAsync(m => m.CohortId == cohort && m.State == CohortMemberState.Member))).Should().Be(2);
        (await _some.Read(db => SelectedApplications.Of(db, competition))).Select(s => s.ApplicationId).Should().Equal(applications.Take(2));
        (await _some.Read(db => db.Signals.CountAsync(s => s.Name == "DecisionApproved" && s.CorrelationId == $"competition:{competition}"))).Should().Be(1);
    }

    [Fact]
    public async Task Everybody_is_told_once_each_in_words_that_fit()
    {
        var programme = await _some.ProgrammeAsync();
        var (_, competition, _) = await _some.DecidedAsync(programme, applications: 5, places: 2, number: 2);

        var first = await _some.Do(db => TellApplicants.Execute(db, Some.Administrator, competition, _some.Clock, default));
        var second = await _some.Do(db => TellApplicants.Execute(db, Some.Administrator, competition, _some.Clock, default));

        (first.Told, second.Told).Should().Be((5, 0));
        var kinds = await _some.Read(db => db.Set<GrantFlow.Notifications.Mail>()
            .Where(m => m.Key.Contains(":decided:") && m.ProgrammeId == programme).GroupBy(m => m.Kind).ToDictionaryAsync(g => g.Key, g => g.Count()));
        kinds.Should().BeEquivalentTo(new Dictionary<string, int>
        {
            ["application-selected"] = 2,
            ["application-reserved"] = 2,
            ["application-not-selected"] = 1,
        });
    }

    [Fact]
    public async Task Two_decisions_approved_in_one_moment_never_fill_more_places_than_there_are()
    {
        var programme = await _some.ProgrammeAsync();
        var cohort = await _some.CohortAsync(programme, places: 3);
        await _some.PersonAsync(programme, Role.Reviewer);
        List<Guid> decisions = [];
        List<Guid> competitions = [await _some.CompetitionAsync(cohort, reviewers: 1), await _some.CompetitionAsync(cohort, reviewers: 1)];
        var scores = new Dictionary<Guid, int>();
        foreach (var competition in competitions)
            for (var i = 0; i < 2; i++) scores.Add(await _some.SubmittedAsync(programme, competition), 8);
        foreach (var competition in competitions)
        {
            await _some.ScreenedAsync(competition);
            await _some.ReviewedAsync(programme, competition, scores);
            decisions.Add(await _some.ProposedAsync(competition));
        }

        var approver = await _some.ManagerAsync(programme);
        var verdicts = await Task.WhenAll(decisions.Select(d =>
            Task.Run(() => _some.Try(db => ApproveDecision.Execute(db, approver, d, new("Minutes"), _some.Clock, default)))));

        verdicts.Select(v => v.Code()).Should().BeEquivalentTo([null, "places-taken"]);
        (await _some.Read(db => db.CohortMembers.CountAsync(m => m.CohortId == cohort))).Should().Be(2);
        (await _some.Read(db => db.Applications.CountAsync(a => a.State == ApplicationState.Selected && competitions.Contains(a.CompetitionId)))).Should().Be(2);
    }

    [Fact]
    public async Task Ten_places_asked_for_by_twenty_at_once_are_ten()
    {
        var programme = await _some.ProgrammeAsync();
        var cohort = await _some.CohortAsync(programme, places: 10);
        List<Guid> organisations = [];
        for (var i = 0; i < 20; i++) organisations.Add((await _some.OrganisationAsync(programme)).Id);

        var verdicts = await Task.WhenAll(organisations.Select(o => Task.Run(() => _some.Try(db =>
            AdmitMembers.Execute(db, Some.Administrator, cohort, [new(o, null)], _some.Clock, default)))));

        verdicts.Count(v => v.Code() is null).Should().Be(10);
        verdicts.Count(v => v.Code() == "places-taken").Should().Be(10);
        (await _some.Read(db => db.CohortMembers.CountAsync(m => m.CohortId == cohort))).Should().Be(10);
    }

    [Fact]
    public async Task Whoever_prepared_a_decision_cannot_approve_it_nor_can_a_donor_or_the_service()
    {
        var programme = await _some.ProgrammeAsync();
        var cohort = await _some.CohortAsync(programme);
        var competition = await _some.CompetitionAsync(cohort, reviewers: 1);
        await _some.PersonAsync(programme, Role.Reviewer);
        var application = await _some.SubmittedAsync(programme, competition);
        await _some.ScreenedAsync(competition);
        await _some.ReviewedAsync(programme, competition, new Dictionary<Guid, int> { [application] = 7 });
        var preparer = await _some.ManagerAsync(programme);
        var donor = await _some.PersonAsync(programme, Role.Donor);
        var ranked = await _some.Do(db => RankApplications.Execute(db, preparer, competition, new(), _some.Clock, default));

        Task<Verdict<DecisionApproved>> Approve(Actor actor, string minutes) =>
            _some.Try(db => ApproveDecision.Execute(db, actor, ranked.DecisionId, new(minutes), _some.Clock, default));

        (await Approve(preparer, "Minutes")).Code().Should().Be("same-person");
        (await Approve(donor, "Minutes")).Code().Should().Be("forbidden");
        (await Approve(Actor.Service, "Minutes")).Code().Should().Be("same-person");
        (await Approve(await _some.ManagerAsync(programme), " ")).Code().Should().Be("minutes-missing");
        (await Approve(await _some.ManagerAsync(programme), "Minutes")).Code().Should().BeNull();
        (await Approve(await _some.ManagerAsync(programme), "Minutes")).Code().Should().Be("decision-not-proposed");
    }

    [Fact]
    public async Task A_decision_sent_back_can_be_scored_and_ranked_again()
    {
        var programme = await _some.ProgrammeAsync();
        var cohort = await _some.CohortAsync(programme, places: 1);
        var competition = await _some.CompetitionAsync(cohort, reviewers: 1);
        await _some.PersonAsync(programme, Role.Reviewer);
        Guid[] applications = [await _some.SubmittedAsync(programme, competition), await _some.SubmittedAsync(programme, competition)];
        await _some.ScreenedAsync(competition);
        await _some.ReviewedAsync(programme, competition, new Dictionary<Guid, int> { [applications[0]] = 7, [applications[1]] = 6 });
        var first = await _some.ProposedAsync(competition);
        var manager = await _some.ManagerAsync(programme);

        await _some.Do(db => SendBackDecision.Execute(db, manager, first, new("Read the second again"), _some.Clock, default));
        var review = await _some.Read(db => db.Reviews.SingleAsync(r => r.ApplicationId == applications[1]));
        await _some.Do(db => ReopenReview.Execute(db, manager, review.Id, new("The panel asks"), _some.Clock, default));
        var scores = new[] { "need", "approach", "capacity", "value" }.ToDictionary(c => c, _ => 9);
        await _some.Do(db => SubmitScore.Execute(db, Some.AsReviewer(programme, review.ReviewerId), review.Id, new(scores), _some.Clock, default));
        var second = await _some.ProposedAsync(competition);

        var best = await _some.Read(db => db.Rankings.SingleAsync(r => r.DecisionId == second && r.Rank == 1));
        best.ApplicationId.Should().Be(applications[1]);
        (await _some.Read(db => db.Rankings.CountAsync(r => r.DecisionId == first))).Should().Be(2);
    }
}
