using FluentAssertions;
using GrantFlow.Capacity;
using Xunit;

namespace GrantFlow.Tests.Capacity;

public sealed class CapacityDecisionTests
{
    static readonly DateTimeOffset Now = new(2021, 3, 1, 8, 0, 0, TimeSpan.Zero);
    static readonly DateOnly Today = new(2021, 3, 1);

    [Fact]
    public void The_profile_comes_before_the_assessment() =>
        OfferAssessment.Decide(Guid.Empty, profiled: false, [], Today).Code().Should().Be("profile-first");

    [Theory]
    [InlineData(AssessmentState.Offered, "assessment-open")]
    [InlineData(AssessmentState.Accepted, "assessment-open")]
    [InlineData(AssessmentState.Scheduled, "assessment-open")]
    [InlineData(AssessmentState.Declined, null)]
    [InlineData(AssessmentState.Done, null)]
    public void One_assessment_at_a_time_and_the_next_is_the_next_round(AssessmentState state, string? refusal)
    {
        var verdict = OfferAssessment.Decide(Guid.Empty, true, [new Assessment { Round = 1, State = state }], Today);

        verdict.Code().Should().Be(refusal);
        if (refusal is null) verdict.Fact().Round.Should().Be(2);
    }

    [Theory]
    [InlineData(AssessmentState.Offered, true, true, null)]
    [InlineData(AssessmentState.Offered, true, false, "consent-missing")]
    [InlineData(AssessmentState.Offered, false, false, null)]
    [InlineData(AssessmentState.Accepted, false, false, "assessment-answered")]
    [InlineData(AssessmentState.Done, true, true, "assessment-answered")]
    public void An_offer_is_answered_once_and_a_yes_takes_consent(AssessmentState state, bool accept, bool consent, string? refusal) =>
        AnswerAssessmentOffer.Decide(new Assessment { State = state }, new(accept, consent), Now).Code().Should().Be(refusal);

    [Theory]
    [InlineData(AssessmentState.Accepted, true, 1, null)]
    [InlineData(AssessmentState.Scheduled, true, 1, null)]
    [InlineData(AssessmentState.Accepted, false, 1, "assessor-unknown")]
    [InlineData(AssessmentState.Accepted, true, -1, "day-past")]
    [InlineData(AssessmentState.Offered, true, 1, "assessment-not-accepted")]
    [InlineData(AssessmentState.Done, true, 1, "assessment-not-accepted")]
    public void An_accepted_assessment_gets_a_day_to_come_and_an_assessor(AssessmentState state, bool isAssessor, int days, string? refusal) =>
        ScheduleAssessment.Decide(new Assessment { State = state }, new(Guid.Empty, Today.AddDays(days), "Gyumri"), isAssessor, Today)
            .Code().Should().Be(refusal);

    [Fact]
    public void Scores_are_ten_from_one_to_four_each_with_what_was_seen()
    {
        var assessment = new Assessment { State = AssessmentState.Scheduled };
        var scores = Some.Scores().Scores;

        RecordAssessment.Decide(assessment, new(scores)).Fact().Mean.Should().Be(3);
        RecordAssessment.Decide(assessment, new([.. scores.Skip(1)])).Code().Should().Be("scores-incomplete");
        RecordAssessment.Decide(assessment, new([scores[0], .. scores.Take(9)])).Code().Should().Be("scores-incomplete");
        RecordAssessment.Decide(assessment, new([scores[0] with { Score = 5 }, .. scores.Skip(1)])).Code().Should().Be("scores-incomplete");
        RecordAssessment.Decide(assessment, new([scores[0] with { Justification = " " }, .. scores.Skip(1)])).Code().Should().Be("scores-incomplete");
        RecordAssessment.Decide(new Assessment { State = AssessmentState.Done }, new(scores)).Code().Should().Be("assessment-not-scheduled");
    }

    [Theory]
    [InlineData("finance", 1, false, null)]
    [InlineData("astrology", 1, false, "parameter-unknown")]
    [InlineData("finance", -1, false, "day-past")]
    [InlineData("finance", 1, true, "plan-agreed")]
    public void A_plan_strengthens_known_parameters_in_days_to_come(string parameter, int days, bool agreed, string? refusal) =>
        AgreePlan.Decide(Guid.Empty, new Assessment { State = AssessmentState.Done }, agreed, new([new(parameter, "Do it", "Anna", Today.AddDays(days))]), Today)
            .Code().Should().Be(refusal);

    [Theory]
    [InlineData(PlanActionState.Open, PlanActionState.Begun, "", null, 3)]
    [InlineData(PlanActionState.Begun, PlanActionState.Done, "Signed", null, 2)]
    [InlineData(PlanActionState.Begun, PlanActionState.Done, "", "evidence-missing", 0)]
    [InlineData(PlanActionState.Done, PlanActionState.Open, "", "action-done", 0)]
    public void An_action_is_done_with_evidence(PlanActionState from, PlanActionState to, string evidence, string? refusal, int remaining)
    {
        var verdict = UpdatePlanAction.Decide(new PlanAction { State = from }, new(to, evidence), 2);

        verdict.Code().Should().Be(refusal);
        if (refusal is null) verdict.Fact().Remaining.Should().Be(remaining);
    }

    [Fact]
    public void The_right_to_apply_comes_by_profile_and_assessment_in_that_order()
    {
        var assessment = Guid.CreateVersion7();
        var entitlement = new Entitlement { AssessmentId = assessment };

        GrantEntitlement.Decide(entitlement, profiled: false, []).Code().Should().Be("profile-first");
        GrantEntitlement.Decide(new Entitlement(), profiled: true, []).Code().Should().Be("assessment-first");
        GrantEntitlement.Decide(entitlement, true, [new Entitlement { AssessmentId = assessment }]).Code().Should().Be("entitled-already");
        GrantEntitlement.Decide(entitlement, true, [new Entitlement { AssessmentId = assessment, State = EntitlementState.Revoked }]).Code().Should().BeNull();
    }

    [Fact]
    public void A_waiver_and_a_revocation_say_why()
    {
        WaiveEntitlement.Decide(new Entitlement { WaiverReason = "" }).Code().Should().Be("reason-missing");
        RevokeEntitlement.Decide(new Entitlement(), new(" ")).Code().Should().Be("reason-missing");
        RevokeEntitlement.Decide(new Entitlement(), new("Fraud")).Code().Should().BeNull();
        RevokeEntitlement.Decide(new Entitlement { State = EntitlementState.Revoked }, new("Fraud")).Code().Should().Be("entitlement-revoked");
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void An_entitlement_holds_from_its_first_instant_to_its_last(int days, bool holds)
    {
        var entitlement = new Entitlement { ValidFrom = Now.AddDays(1), ValidTo = Now.AddDays(10) };

        entitlement.HoldsAt(Now.AddDays(days)).Should().Be(holds);
    }

    [Theory]
    [InlineData("Anna Petrosyan", "petrosyan  ANNA", true)]
    [InlineData("Айгүл Асанова", "Асанова Айгүл", true)]
    [InlineData("Anna Petrosyan", "Anna Petrosian", false)]
    public void Case_blanks_and_the_order_of_names_tell_no_two_people_apart(string one, string other, bool same) =>
        (RecordAttendance.KeyOf(one) == RecordAttendance.KeyOf(other)).Should().Be(same);
}
