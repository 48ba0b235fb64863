using FluentAssertions;
using GrantFlow.Competitions;
using GrantFlow.Forms;
using GrantFlow.Organisations;
using GrantFlow.Programmes;
using Xunit;

namespace GrantFlow.Tests.Competitions;

public sealed class CompetitionDecisionTests
{
    static readonly DateTimeOffset Closing = new(2021, 5, 31, 14, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset Opening = Closing.AddDays(-30);

    [Theory]
    [InlineData(CompetitionState.Open, 0, true)]
    [InlineData(CompetitionState.Open, 1, false)]
    [InlineData(CompetitionState.Open, -1, true)]
    [InlineData(CompetitionState.Published, -1, true)]
    [InlineData(CompetitionState.Draft, -1, false)]
    [InlineData(CompetitionState.Closed, -1, false)]
    [InlineData(CompetitionState.Cancelled, -1, false)]
    public void An_application_counts_to_the_second_of_the_closing(CompetitionState state, int seconds, bool counts) =>
        Competition(state).TakesApplicationsAt(Closing.AddSeconds(seconds)).Should().Be(counts);

    [Fact]
    public void Nothing_counts_before_the_opening() =>
        Competition(CompetitionState.Published).TakesApplicationsAt(Opening.AddSeconds(-1)).Should().BeFalse();

    [Theory]
    [InlineData(CompetitionState.Open, 1, null)]
    [InlineData(CompetitionState.Open, 0, "closing-not-reached")]
    [InlineData(CompetitionState.Published, 1, null)]
    [InlineData(CompetitionState.Closed, 1, "competition-not-open")]
    public void A_competition_closes_after_its_closing(CompetitionState state, int seconds, string? refusal) =>
        CloseCompetition.Decide(Competition(state), 3, 1, Closing.AddSeconds(seconds)).Code().Should().Be(refusal);

    [Theory]
    [InlineData(1, -1, "Snow", null)]
    [InlineData(0, -1, "Snow", "closing-not-later")]
    [InlineData(-1, -1, "Snow", "closing-not-later")]
    [InlineData(1, 1, "Snow", "competition-not-open")]
    [InlineData(1, -1, "", "reason-missing")]
    public void A_closing_moves_to_later_while_it_is_still_to_come(int hours, int nowHours, string reason, string? refusal) =>
        ExtendClosing.Decide(Competition(CompetitionState.Open), new(Closing.AddHours(hours), reason), Closing.AddHours(nowHours)).Code().Should().Be(refusal);

    [Fact]
    public void What_is_sent_in_is_complete_in_time_entitled_and_within_the_limit()
    {
        var form = new Form { Questions = [new Question("need", LocalText.Empty, QuestionKind.LongText, true, 0, [])] };
        string? Judge(Action<Application>? change = null, bool entitled = true, int seconds = 0)
        {
            var application = new Application { Title = "Centre", RequestedAmount = 100, Answers = new() { ["need"] = "No place" } };
            change?.Invoke(application);
            return SubmitApplication.Decide(application, Competition(CompetitionState.Open), form, entitled, Closing.AddSeconds(seconds))?.Code;
        }

        Judge().Should().BeNull();
        Judge(seconds: 1).Should().Be("competition-not-open");
        Judge(entitled: false).Should().Be("not-entitled");
        Judge(a => a.Title = "").Should().Be("title-missing");
        Judge(a => a.Answers = []).Should().Be("answers-missing");
        Judge(a => a.RequestedAmount = 0).Should().Be("amount-missing");
        Judge(a => a.RequestedAmount = 101).Should().Be("amount-above-limit");
        Judge(a => a.State = ApplicationState.Submitted).Should().Be("application-not-draft");
    }

    [Theory]
    [InlineData(ApplicationState.Draft, null)]
    [InlineData(ApplicationState.Submitted, null)]
    [InlineData(ApplicationState.UnderReview, null)]
    [InlineData(ApplicationState.Reserved, null)]
    [InlineData(ApplicationState.Ranked, "application-decided")]
    [InlineData(ApplicationState.Selected, "application-decided")]
    [InlineData(ApplicationState.Withdrawn, "application-decided")]
    public void An_application_is_taken_back_until_it_is_judged(ApplicationState state, string? refusal) =>
        WithdrawApplication.Decide(new Application { State = state }).Code().Should().Be(refusal);

    [Fact]
    public void Every_rule_of_eligibility_answers_and_says_by_which_fact()
    {
        var competition = Competition(CompetitionState.Closed, entitlement: true);
        var application = new Application { RequestedAmount = 200, SubmittedAt = Closing };
        var known = new Screened(application, new Organisation { Region = "AM-TV" }, Entitled: false, HoldsPlace: true, RegionKnown: true);

        var findings = EligibilityRules.Judge(competition, known);

        findings.Should().Equal(
            new EligibilityFinding("in-time", true, "sent in 2021-05-31 18:00:00 +04:00, closing 2021-05-31 18:00:00 +04:00"),
            new EligibilityFinding("entitled", false, "not entitled when sent in"),
            new EligibilityFinding("amount", false, "asks for 200.00, limit 100.00 AMD"),
            new EligibilityFinding("active", true, "organisation is Active"),
            new EligibilityFinding("region", true, "region AM-TV"),
            new EligibilityFinding("no-place", false, "holds a place in a cohort"));
        EligibilityRules.ReasonOf(findings).In("ky").Should().Be("Уюмдун өтүнмө берүүгө укугу азырынча жок");
    }

    [Fact]
    public void A_competition_is_prepared_soundly()
    {
        var programme = new Programme { TimeZone = "Asia/Yerevan", EndsOn = new(2024, 12, 31) };
        var cohort = new Cohort { Places = 10 };
        string? Judge(DateTimeOffset? closes = null, decimal budget = 1000, decimal max = 100, int places = 10, int reviewers = 2, string[]? criteria = null) =>
            CreateCompetition.Decide(
                new Competition
                {
                    OpensAt = Opening,
                    ClosesAt = closes ?? Closing,
                    Budget = budget,
                    MaxAward = max,
                    Places = places,
                    ReviewersPerApplication = reviewers,
                    Criteria = [.. (criteria ?? ["need"]).Select(c => new Criterion(c, LocalText.Empty, 10, 1))],
                },
                cohort,
                programme).Code();

        Judge().Should().BeNull();
        Judge(closes: Opening).Should().Be("closing-before-opening");
        Judge(closes: new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero)).Should().Be("closing-after-programme");
        Judge(max: 0).Should().Be("amounts-wrong");
        Judge(budget: 99).Should().Be("amounts-wrong");
        Judge(places: 11).Should().Be("places-beyond-cohort");
        Judge(reviewers: 0).Should().Be("reviewers-wrong");
        Judge(criteria: []).Should().Be("criteria-wrong");
        Judge(criteria: ["need", "need"]).Should().Be("criteria-wrong");
    }

    static Competition Competition(CompetitionState state, bool entitlement = false) => new()
    {
        State = state,
        OpensAt = Opening,
        ClosesAt = Closing,
        TimeZone = "Asia/Yerevan",
        MaxAward = 100,
        Budget = 1000,
        Currency = "AMD",
        EntitlementRequired = entitlement,
    };
}
