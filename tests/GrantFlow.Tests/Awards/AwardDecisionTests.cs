using FluentAssertions;
using GrantFlow.Awards;
using GrantFlow.Competitions;
using GrantFlow.Programmes;
using Xunit;

namespace GrantFlow.Tests.Awards;

/// <summary>The rules of awards as tables: what is decided in which state.</summary>
public sealed class AwardDecisionTests
{
    static readonly DateTimeOffset Now = new(2021, 5, 3, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(AwardState.Prepared, null)]
    [InlineData(AwardState.DueDiligence, null)]
    [InlineData(AwardState.Offered, "due-diligence-over")]
    [InlineData(AwardState.Active, "due-diligence-over")]
    [InlineData(AwardState.Declined, "due-diligence-over")]
    public void Checks_are_recorded_until_the_agreement_is_out(AwardState state, string? code) =>
        RecordDueDiligence.Decide(In(state), [], AllClear()).Code().Should().Be(code);

    [Fact]
    public void The_checks_are_clear_when_every_kind_is_and_blocked_when_one_is()
    {
        var checks = AllClear();

        DueDiligenceCheck.Overall(checks).Should().Be(DueDiligenceResult.Clear);
        DueDiligenceCheck.Overall(checks.Skip(1)).Should().BeNull();
        DueDiligenceCheck.Overall([.. checks, Check(DueDiligenceKind.Controls, DueDiligenceResult.Blocked, 1)]).Should().Be(DueDiligenceResult.Blocked);
        DueDiligenceCheck.Overall([.. checks, Check(DueDiligenceKind.Controls, DueDiligenceResult.Concern, 1)]).Should().BeNull();
        DueDiligenceCheck.Overall(
        [
            .. checks, Check(DueDiligenceKind.Controls, DueDiligenceResult.Blocked, 1), Check(DueDiligenceKind.Controls, DueDiligenceResult.Clear, 2),
        ]).Should().Be(DueDiligenceResult.Clear, "a later check stands in place of the earlier");
    }

    [Theory]
    [InlineData(AwardState.DueDiligence, true, null)]
    [InlineData(AwardState.DueDiligence, false, "due-diligence-open")]
    [InlineData(AwardState.Offered, true, null)]
    [InlineData(AwardState.Signed, true, "agreement-signed")]
    [InlineData(AwardState.Terminated, true, "award-over")]
    public void An_agreement_is_written_once_the_checks_are_clear(AwardState state, bool clear, string? code) =>
        PrepareAgreement.Decide(In(state), clear ? AllClear() : [], SomeAgreement()).Code().Should().Be(code);

    [Fact]
    public void Each_side_signs_once_and_nobody_for_both()
    {
        var (agreement, head, manager) = (SomeAgreement(), Guid.CreateVersion7(), Guid.CreateVersion7());
        agreement.Signatures.Add(new AgreementSignature { AgreementId = agreement.Id, Side = AgreementSide.Grantee, PersonId = head });

        Sign(agreement, AgreementSide.Grantee, manager).Should().Be("side-has-signed");
        Sign(agreement, AgreementSide.Grantor, head).Should().Be("same-person");
        Sign(agreement, AgreementSide.Grantor, manager).Should().BeNull();
        Sign(null, AgreementSide.Grantor, manager).Should().Be("agreement-not-out");
    }

    [Fact]
    public void A_text_that_is_not_the_sealed_one_is_not_signed()
    {
        var agreement = new Agreement { Text = "We pay 10.", Sha256 = Agreement.Seal("We pay 1."), State = AgreementState.Sent };

        Sign(agreement, AgreementSide.Grantor, Guid.CreateVersion7()).Should().Be("agreement-altered");
    }

    [Theory]
    [InlineData(new[] { 40.0, 40, 20 }, null)]
    [InlineData(new[] { 100.0 }, null)]
    [InlineData(new[] { 40.0, 40 }, "shares-wrong")]
    [InlineData(new[] { 120.0, -20 }, "shares-wrong")]
    [InlineData(new[] { 0.0001, 99.9999 }, "tranche-too-small")]
    public void Tranches_share_the_award_out(double[] percents, string? code)
    {
        var tranches = percents.Select((p, i) => new ScheduleDisbursements.Tranche((decimal)p, new DateOnly(2021, 5, 1).AddDays(i))).ToList();

        ScheduleDisbursements.Decide(In(AwardState.Signed), new(tranches)).Code().Should().Be(code);
    }

    [Fact]
    public void Tranches_follow_each_other_and_only_a_signed_award_gets_them()
    {
        ScheduleDisbursements.Request backwards = new([new(50, new DateOnly(2021, 6, 1)), new(50, new DateOnly(2021, 5, 1))]);

        ScheduleDisbursements.Decide(In(AwardState.Signed), backwards).Code().Should().Be("days-not-rising");
        ScheduleDisbursements.Decide(In(AwardState.Active), new([new(100, new DateOnly(2021, 5, 1))])).Code().Should().Be("not-signed");
    }

    [Theory]
    [InlineData(AwardState.Active, 0, false, true, null)]
    [InlineData(AwardState.Suspended, 0, false, true, "award-not-active")]
    [InlineData(AwardState.Active, 1, false, true, "not-yet-due")]
    [InlineData(AwardState.Active, 0, true, true, "conditions-open")]
    [InlineData(AwardState.Active, 0, false, false, "report-outstanding")]
    public void A_tranche_is_released_when_nothing_stands_in_its_way(AwardState state, int daysAhead, bool conditionsOpen, bool reportSettled, string? code)
    {
        var today = new DateOnly(2021, 5, 3);
        var disbursement = new Disbursement { Amount = 400, DueOn = today.AddDays(daysAhead) };

        ReleaseDisbursement.Decide(In(state), disbursement, new(today, conditionsOpen, reportSettled)).Code().Should().Be(code);
    }

    [Fact]
    public void What_is_out_already_or_too_much_is_not_released()
    {
        var (award, today) = (In(AwardState.Active), new DateOnly(2021, 5, 3));
        var released = new Disbursement { Amount = 400, DueOn = today };
        released.Release(Guid.Empty, Now);
        award.Commit(700);

        ReleaseDisbursement.Decide(award, released, new(today, false, true)).Code().Should().Be("disbursement-not-open");
        ReleaseDisbursement.Decide(award, new Disbursement { Amount = 300.01m, DueOn = today }, new(today, false, true)).Code().Should().Be("over-disbursed");
        ReleaseDisbursement.Decide(award, new Disbursement { Amount = 300, DueOn = today }, new(today, false, true)).Code().Should().BeNull();
    }

    [Theory]
    [InlineData(AwardState.Prepared, null, "not-in-force", "award-not-active")]
    [InlineData(AwardState.Offered, null, "not-in-force", "award-not-active")]
    [InlineData(AwardState.Signed, "award-in-force", null, "award-not-active")]
    [InlineData(AwardState.Active, "award-in-force", null, null)]
    [InlineData(AwardState.Suspended, "award-in-force", null, "award-not-active")]
    [InlineData(AwardState.Closed, "award-over", "not-in-force", "award-not-active")]
    public void Declining_is_for_before_terminating_for_after_and_suspending_for_a_running_award(
        AwardState state, string? declined, string? terminated, string? suspended)
    {
        DeclineAward.Decide(In(state), new("Why")).Code().Should().Be(declined);
        TerminateAward.Decide(In(state), new("Why")).Code().Should().Be(terminated);
        SuspendAward.Decide(In(state), new("Why"), new DateOnly(2021, 5, 3)).Code().Should().Be(suspended);
        DeclineAward.Decide(In(state), new(" ")).Code().Should().Be("reason-missing");
        TerminateAward.Decide(In(state), new("")).Code().Should().Be("reason-missing");
    }

    [Fact]
    public void A_halt_is_counted_in_days()
    {
        var award = In(AwardState.Active);
        award.Suspend(new DateOnly(2021, 5, 3));

        ResumeAward.Decide(award, new("Why"), new DateOnly(2021, 6, 2)).Fact().Count.Should().Be(30);
        ResumeAward.Decide(In(AwardState.Active), new("Why"), new DateOnly(2021, 6, 2)).Code().Should().Be("not-suspended");
    }

    [Theory]
    [InlineData(0, 0, 0, null)]
    [InlineData(1, 1, 1, "disbursements-open")]
    [InlineData(0, 1, 1, "reports-open")]
    [InlineData(0, 0, 1, "findings-open")]
    public void An_award_closes_when_nothing_is_open(int disbursements, int reports, int findings, string? code) =>
        CloseAward.Decide(In(AwardState.Active), new(disbursements, reports, findings, 1000, 990)).Code().Should().Be(code);

    [Theory]
    [InlineData(CompetitionState.Decided, 12, "2021-04-01", "2022-03-31")]
    [InlineData(CompetitionState.Decided, 600, "2021-04-01", "2025-12-31")]
    [InlineData(CompetitionState.Selected, 12, "not-decided", "")]
    public void Grants_begin_next_month_and_end_with_the_programme_at_the_latest(CompetitionState state, int months, string first, string last)
    {
        var programme = new Programme { EndsOn = new DateOnly(2025, 12, 31) };

        var verdict = OpenAwards.Decide(new Competition { State = state }, programme, new(months), new DateOnly(2021, 3, 15));

        (verdict.Code() ?? $"{verdict.Fact().StartsOn:O} {verdict.Fact().EndsOn:O}").Should().Be($"{first} {last}".Trim());
    }

    [Theory]
    [InlineData(4, new[] { 1, 2 }, new[] { "2021-05-01", "2021-08-29", "2021-11-29" })]
    [InlineData(12, new[] { 4, 8 }, new[] { "2021-05-01", "2021-09-29", "2022-01-29" })]
    [InlineData(1, new int[0], new[] { "2021-05-01", "2021-08-30", "2021-12-30" })]
    public void Tranches_stand_behind_reports_spread_over_the_plan(int reports, int[] numbers, string[] days)
    {
        var award = In(AwardState.Signed);
        var every = 12 / reports;
        var due = Enumerable.Range(1, reports).Select(n => award.StartsOn.AddMonths(n * every).AddDays(14)).ToList();

        var tranches = ScheduleDisbursementsActivity.Tranches(award, due, [40, 40, 20], 14);

        tranches.Select(t => t.RequiresReport).OfType<int>().Should().Equal(numbers);
        tranches.Select(t => $"{t.DueOn:O}").Should().Equal(days);
    }

    static string? Sign(Agreement? agreement, AgreementSide side, Guid person) =>
        SignAgreement.Decide(In(AwardState.Offered), agreement, new(side), person).Code();

    static Award In(AwardState state)
    {
        var award = new Award
        {
            Number = "P-2021-G001",
            Amount = 1000,
            Currency = "AMD",
            StartsOn = new DateOnly(2021, 5, 1),
            EndsOn = new DateOnly(2022, 4, 30),
        };
        award.MoveTo(state);
        return award;
    }

    static List<DueDiligenceCheck> AllClear() => [.. Enum.GetValues<DueDiligenceKind>().Select(k => Check(k, DueDiligenceResult.Clear, 0))];

    static DueDiligenceCheck Check(DueDiligenceKind kind, DueDiligenceResult result, int minute) => new() { Kind = kind, Result = result, At = Now.AddMinutes(minute) };

    static Agreement SomeAgreement() => new() { Version = 1, Text = "We agree.", Sha256 = Agreement.Seal("We agree."), State = AgreementState.Sent };
}
