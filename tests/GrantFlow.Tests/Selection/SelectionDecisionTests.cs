using FluentAssertions;
using GrantFlow.Competitions;
using GrantFlow.Programmes;
using GrantFlow.Selection;
using Xunit;

namespace GrantFlow.Tests.Selection;

public sealed class SelectionDecisionTests
{
    static readonly DateTimeOffset Start = new(2021, 5, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Reviews_are_given_out_evenly()
    {
        var reviewers = Enumerable.Range(0, 7).Select(_ => Guid.CreateVersion7()).ToDictionary(r => r, _ => 0);
        var needs = Enumerable.Range(0, 60).Select(i => Need($"P-{i:000}", 2)).ToList();

        var (pairs, tooFew) = ReviewAssignment.Pair(needs, reviewers);

        tooFew.Should().BeEmpty();
        pairs.GroupBy(p => p.ApplicationId).Should().OnlyContain(g => g.Select(p => p.ReviewerId).Distinct().Count() == 2);
        var loads = pairs.GroupBy(p => p.ReviewerId).Select(g => g.Count()).ToList();
        loads.Should().HaveCount(7);
        (loads.Max() - loads.Min()).Should().BeLessThanOrEqualTo(1);
    }

    [Fact]
    public void Nobody_gets_what_they_are_barred_from_and_too_few_are_named()
    {
        Guid a = Guid.CreateVersion7(), b = Guid.CreateVersion7();
        var barred = Need("P-001", 2, a);

        var (pairs, tooFew) = ReviewAssignment.Pair([barred, Need("P-002", 2)], new Dictionary<Guid, int> { [a] = 0, [b] = 0 });

        pairs.Where(p => p.ApplicationId == barred.ApplicationId).Select(p => p.ReviewerId).Should().Equal(b);
        tooFew.Should().Equal("P-001");
    }

    [Fact]
    public void A_reviewer_who_has_much_already_gets_less()
    {
        Guid busy = Guid.CreateVersion7(), free = Guid.CreateVersion7();

        var (pairs, _) = ReviewAssignment.Pair([Need("P-001", 1), Need("P-002", 1)], new Dictionary<Guid, int> { [busy] = 2, [free] = 0 });

        pairs.Select(p => p.ReviewerId).Should().Equal(free, free);
    }

    [Theory]
    [InlineData(10, 10, 100)]
    [InlineData(0, 0, 0)]
    [InlineData(10, 0, 75)]
    [InlineData(0, 5, 25)]
    public void A_total_weighs_each_criterions_share_of_its_points(int need, int value, double total)
    {
        var criteria = new List<Criterion> { new("need", LocalText.Empty, 10, 3), new("value", LocalText.Empty, 5, 1) };

        SubmitScore.TotalOf(criteria, new Dictionary<string, int> { ["need"] = need, ["value"] = Math.Min(value, 5) }).Should().Be((decimal)total);
    }

    [Theory]
    [InlineData(ReviewState.Assigned, true, 5, CompetitionState.Screened, null)]
    [InlineData(ReviewState.Assigned, false, 5, CompetitionState.Screened, "conflict-undeclared")]
    [InlineData(ReviewState.Assigned, true, 11, CompetitionState.Screened, "scores-incomplete")]
    [InlineData(ReviewState.Assigned, true, -1, CompetitionState.Screened, "scores-incomplete")]
    [InlineData(ReviewState.Scored, true, 5, CompetitionState.Screened, "review-not-open")]
    [InlineData(ReviewState.Declined, true, 5, CompetitionState.Screened, "review-not-open")]
    [InlineData(ReviewState.Assigned, true, 5, CompetitionState.Selected, "review-not-open")]
    public void A_review_is_scored_once_within_bounds_by_somebody_free_of_conflict(
        ReviewState state, bool free, int points, CompetitionState competition, string? refusal) =>
        SubmitScore.Decide(
            new Review { State = state },
            new Competition { State = competition, Criteria = [new("need", LocalText.Empty, 10, 1)] },
            new(new() { ["need"] = points }), free, 0).Code().Should().Be(refusal);

    [Fact]
    public void Ties_go_to_the_earlier_then_to_the_lower_number()
    {
        var late = Contender("P-001", 80, hours: 2);
        var early = Contender("P-003", 80, hours: 1);
        var alike = Contender("P-002", 80, hours: 2);

        var lines = RankingRules.Rank(Competition(), 3, [alike, late, early]);

        lines.Select(l => l.ApplicationId).Should().Equal(early.ApplicationId, late.ApplicationId, alike.ApplicationId);
        lines.Select(l => l.Rank).Should().Equal(1, 2, 3);
    }

    [Fact]
    public void A_region_takes_no_more_than_its_share_and_the_next_region_moves_up()
    {
        var lines = RankingRules.Rank(
            Competition(cap: 1, reserve: 1), 2,
            [Contender("P-1", 90, "AM-TV"), Contender("P-2", 80, "AM-TV"), Contender("P-3", 70, "AM-SH"), Contender("P-4", 60, "AM-LO")]);

        lines.Select(l => (l.Outcome, l.Reason)).Should().Equal(
            (RankingOutcome.Selected, "within-places"), (RankingOutcome.Reserved, "region-cap"),
            (RankingOutcome.Selected, "within-places"), (RankingOutcome.Refused, "ranked-lower"));
    }

    [Fact]
    public void The_money_ends_a_choice_before_the_places_do_and_a_smaller_one_may_still_fit()
    {
        var lines = RankingRules.Rank(
            Competition(budget: 100), 3, [Contender("P-1", 90, amount: 60), Contender("P-2", 80, amount: 60), Contender("P-3", 70, amount: 40)]);

        lines.Select(l => l.Reason).Should().Equal("within-places", "budget", "within-places");
    }

    [Theory]
    [InlineData(0, false, null)]
    [InlineData(1, false, "reviews-open")]
    [InlineData(1, true, null)]
    public void Open_reviews_hold_the_ranking_up_unless_it_goes_on_without_them(int open, bool without, string? refusal) =>
        RankApplications.Decide(Competition(), 1, [Contender("P-1", 50)], open, new(without)).Code().Should().Be(refusal);

    [Fact]
    public void An_application_without_any_score_is_not_ranked()
    {
        var unscored = Contender("P-7", 50) with { Totals = [] };

        RankApplications.Decide(Competition(), 1, [unscored], 1, new(true)).Code().Should().Be("reviews-missing");
    }

    [Fact]
    public void The_reserve_is_called_in_the_order_of_rank_and_nobody_who_left_comes_back()
    {
        var cohort = new Cohort();
        var left = new CohortMember { CohortId = cohort.Id, OrganisationId = Guid.CreateVersion7(), State = CohortMemberState.Left };
        var second = Reserve(2);
        var first = Reserve(1);
        var gone = new CallReserve.Reserve(new Application { OrganisationId = left.OrganisationId }, 0, Start);

        CallReserve.Decide(cohort, [left], [second, gone, first], null).Fact().ApplicationId.Should().Be(first.Application.Id);
        CallReserve.Decide(cohort, [left], [gone], null).Code().Should().Be("reserve-empty");
        left.ReplacedById = Guid.CreateVersion7();
        CallReserve.Decide(cohort, [left], [first], null).Code().Should().Be("place-not-free");
    }

    static CallReserve.Reserve Reserve(int rank) => new(new Application { OrganisationId = Guid.CreateVersion7() }, rank, Start);

    static ReviewAssignment.Need Need(string number, int needed, params Guid[] barred) => new(Guid.CreateVersion7(), number, needed, barred.ToHashSet());

    static Contender Contender(string number, decimal total, string region = "AM-TV", decimal amount = 1, int hours = 0) =>
        new(Guid.CreateVersion7(), number, Start.AddHours(hours), region, amount, [total]);

    static Competition Competition(int? cap = null, int reserve = 0, decimal budget = 1000) =>
        new() { State = CompetitionState.Screened, RegionCap = cap, ReserveSize = reserve, Budget = budget };
}
