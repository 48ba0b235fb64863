using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Selection;
using GrantFlow.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Selection;

public sealed class ReviewTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    static readonly Dictionary<string, int> Eight = new[] { "need", "approach", "capacity", "value" }.ToDictionary(c => c, _ => 8);

    readonly Some _some = new(database);

    [Fact]
    public async Task A_conflict_gives_the_review_to_another_and_shuts_the_application()
    {
        var (programme, competition, application) = await ScreenedAsync(reviewers: 3);
        await _some.Do(db => AssignReviewers.Execute(db, Some.Administrator, competition, new(), _some.Clock, default));
        var review = await _some.Read(db => db.Reviews.FirstAsync(r => r.ApplicationId == application));
        var reviewer = Some.AsReviewer(programme, review.ReviewerId);

        var fact = await _some.Do(db => DeclareConflict.Execute(db, reviewer, review.Id, new(true, "My sister works there"), _some.Clock, default));

        fact.Replaced.Should().BeTrue();
        var reviews = await _some.Read(db => db.Reviews.Where(r => r.ApplicationId == application).ToListAsync());
        reviews.Count(r => r.State == ReviewState.Assigned).Should().Be(2);
        reviews.Select(r => r.ReviewerId).Should().OnlyHaveUniqueItems();
        (await MayReadAsync(reviewer, application)).Should().BeFalse();
        (await _some.Read(db => db.Deadlines.SingleAsync(d => d.SubjectRef == $"review:{review.Id}"))).State.Should().Be(DeadlineState.Cancelled);
    }

    [Fact]
    public async Task An_application_opens_to_its_reviewer_only_after_the_declaration()
    {
        var (programme, competition, application) = await ScreenedAsync(reviewers: 2);
        await _some.Do(db => AssignReviewers.Execute(db, Some.Administrator, competition, new(), _some.Clock, default));
        var review = await _some.Read(db => db.Reviews.FirstAsync(r => r.ApplicationId == application));
        var reviewer = Some.AsReviewer(programme, review.ReviewerId);

        var before = await MayReadAsync(reviewer, application);
        var early = await _some.Try(db => SubmitScore.Execute(db, reviewer, review.Id, new(Eight), _some.Clock, default));
        await _some.Do(db => DeclareConflict.Execute(db, reviewer, review.Id, new(false), _some.Clock, default));
        var scored = await _some.Try(db => SubmitScore.Execute(db, reviewer, review.Id, new(Eight), _some.Clock, default));

        (before, await MayReadAsync(reviewer, application)).Should().Be((false, true));
        (early.Code(), scored.Code()).Should().Be(("conflict-undeclared", null));
        scored.Fact().Should().Match<ReviewScored>(f => f.Total == 80 && f.Remaining == 1);
    }

    [Fact]
    public async Task Neither_other_reviewers_nor_applicants_nor_donors_touch_or_read_a_review()
    {
        var (programme, competition, application) = await ScreenedAsync(reviewers: 2);
        await _some.Do(db => AssignReviewers.Execute(db, Some.Administrator, competition, new(), _some.Clock, default));
        var review = await _some.Read(db => db.Reviews.FirstAsync(r => r.ApplicationId == application));
        Actor[] strangers =
        [
            await _some.PersonAsync(programme, Role.Reviewer), (await _some.OrganisationAsync(programme)).Head,
            await _some.PersonAsync(programme, Role.Donor), await _some.ManagerAsync(programme),
        ];

        foreach (var stranger in strangers)
        {
            (await _some.Try(db => DeclareConflict.Execute(db, stranger, review.Id, new(false), _some.Clock, default))).Code().Should().Be("not-found");
            (await _some.Try(db => SubmitScore.Execute(db, stranger, review.Id, new(Eight), _some.Clock, default))).Code().Should().Be("not-found");
        }

        (await MayReadAsync(strangers[0], application)).Should().BeFalse();
        (await MayReadAsync(strangers[1], application)).Should().BeFalse();
        (await MayReadAsync(strangers[2], application)).Should().BeFalse();
        (await MayReadAsync(strangers[3], application)).Should().BeTrue();
    }

    [Fact]
    public async Task Nobody_reviews_their_own_organisation_or_one_they_were_tied_to_before()
    {
        var programme = await _some.ProgrammeAsync();
        var competition = await _some.CompetitionAsync(await _some.CohortAsync(programme), reviewers: 1);
        var application = await _some.SubmittedAsync(programme, competition);
        var organisation = await _some.Read(db => db.Applications.Where(a => a.Id == application).Select(a => a.OrganisationId).SingleAsync());
        var insider = await _some.PersonAsync(programme, Role.Reviewer);
        await _some.Do(db => AddOrganisationPerson.Execute(
            db, Some.Administrator, organisation, new("Insider", "insider@example.org", "hy", OrganisationRole.Viewer, insider.PersonId), _some.Clock, default));
        await _some.ScreenedAsync(competition);

        var alone = await _some.Try(db => AssignReviewers.Execute(db, Some.Administrator, competition, new(), _some.Clock, default));
        var outsider = await _some.PersonAsync(programme, Role.Reviewer);
        await _some.Do(db => AssignReviewers.Execute(db, Some.Administrator, competition, new(), _some.Clock, default));

        alone.Code().Should().Be("reviewers-too-few");
        (await _some.Read(db => db.Reviews.SingleAsync(r => r.ApplicationId == application))).ReviewerId.Should().Be(outsider.PersonId);
    }

    [Fact]
    public async Task Giving_the_reviews_out_twice_gives_none_twice()
    {
        var (_, competition, application) = await ScreenedAsync(reviewers: 4);

        var first = await _some.Do(db => AssignReviewers.Execute(db, Some.Administrator, competition, new(), _some.Clock, default));
        var second = await _some.Do(db => AssignReviewers.Execute(db, Some.Administrator, competition, new(), _some.Clock, default));

        (first.Reviews, second.Reviews).Should().Be((2, 0));
        (await _some.Read(db => db.Mails.CountAsync(m => m.Kind == "review-assigned" && m.SubjectRef.StartsWith("review:")))).Should().BeGreaterThanOrEqualTo(2);
        (await _some.Read(db => db.Reviews.CountAsync(r => r.ApplicationId == application))).Should().Be(2);
    }

    async Task<(Guid Programme, Guid Competition, Guid Application)> ScreenedAsync(int reviewers)
    {
        var programme = await _some.ProgrammeAsync();
        for (var i = 0; i < reviewers; i++) await _some.PersonAsync(programme, Role.Reviewer);
        var competition = await _some.CompetitionAsync(await _some.CohortAsync(programme));
        var application = await _some.SubmittedAsync(programme, competition);
        await _some.ScreenedAsync(competition);
        return (programme, competition, application);
    }

    Task<bool> MayReadAsync(Actor actor, Guid id) =>
        _some.Read(async db => await ReviewAccess.MayReadAsync(db, actor, await db.Applications.SingleAsync(a => a.Id == id), default));
}
