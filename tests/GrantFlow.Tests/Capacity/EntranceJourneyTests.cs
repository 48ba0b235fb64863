using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Capacity;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Tests.Postgres;
using GrantFlow.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Capacity;

public sealed class EntranceJourneyTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly Some _some = new(database);

    [Fact]
    public async Task From_the_invitation_to_a_plan_followed_up()
    {
        await using var engine = await SomeEngine.WithAsync(database.ConnectionString, _some.Clock, "entrance");
        var programme = await _some.ProgrammeAsync(entrance: true);
        var assessor = await _some.PersonAsync(programme, Role.Assessor);
        var (id, head) = await _some.OrganisationAsync(programme);
        var instance = await InstanceOfAsync(id);

        await engine.RunAsync();
        await _some.Do(db => SaveProfile.Execute(db, head, id, new(Some.ProfileAnswers(), true), _some.Clock, default));
        await _some.Do(db => SubmitProfile.Execute(db, head, id, _some.Clock, default));
        await engine.RunAsync();
        var assessment = await _some.Read(db => db.Assessments.SingleAsync(a => a.OrganisationId == id));
        await _some.Do(db => AnswerAssessmentOffer.Execute(db, head, assessment.Id, new(true, true), _some.Clock, default));
        await engine.RunAsync();
        await _some.Do(db => ScheduleAssessment.Execute(
            db, Some.Administrator, assessment.Id, new(assessor.PersonId, new DateOnly(2021, 3, 20), "Ijevan"), _some.Clock, default));
        await _some.Do(db => RecordAssessment.Execute(db, assessor, assessment.Id, Some.Scores(weak: "finance"), _some.Clock, default));
        await engine.RunAsync();
        var step = new AgreePlan.Step("finance", "Write a finance policy", "Accountant", new DateOnly(2021, 6, 1));
        await _some.Do(db => AgreePlan.Execute(db, assessor, assessment.Id, new([step]), _some.Clock, default));
        await engine.RunAsync();
        var action = await _some.Read(db => db.PlanActions.SingleAsync(a => a.OrganisationId == id));
        await _some.Do(db => UpdatePlanAction.Execute(db, head, action.Id, new(PlanActionState.Done, "The policy, signed"), _some.Clock, default));
        await engine.RunAsync();

        (await engine.TraceAsync(instance)).Should().Equal(
            "InviteToProfile", "WaitForProfile: Submitted", "OfferAssessment", "WaitForAssessmentAnswer: Accepted", "WaitForAssessment: Done",
            "IssueHealthReport", "GrantEntitlement", "AgreePlan: Agreed", "FollowUpPlan: Done");
        var ended = await engine.OfAsync(instance);
        ended.SubStatus.Should().Be(WorkflowSubStatus.Finished);
        ended.Output["Outcome"].GetString().Should().Be("Entitled");
        (await _some.Read(db => EntitlementOf.At(db, programme, id, _some.Clock.GetUtcNow(), default))).Should().NotBeNull();
        (await KindsOfMailAsync(id)).Should().Equal(
            "assessment-offer", "assessment-scheduled", "entitlement-granted", "health-report-ready", "plan-agreed", "profile-invitation", "profile-received");
        (await _some.Read(db => db.Deadlines.Where(d => d.State == DeadlineState.Open && d.SubjectRef == $"organisation:{id}").Select(d => d.Kind).ToListAsync()))
            .Should().Equal("entitlement");
        var report = await _some.Read(db => db.HealthReports.SingleAsync(r => r.OrganisationId == id));
        report.Html.Texts.Keys.Should().Equal("en", "hy", "ru");
        report.Html.In("hy").Should().Contain("Ֆինանսներ և ներքին հսկողություն: դեռ չկա");
        await engine.ApproveAsync();
    }

    [Fact]
    public async Task An_organisation_that_never_answers_is_left_in_peace_in_the_end()
    {
        await using var engine = await SomeEngine.WithAsync(database.ConnectionString, _some.Clock, "entrance");
        var programme = await _some.ProgrammeAsync(entrance: true);
        var (id, _) = await _some.OrganisationAsync(programme);
        var instance = await InstanceOfAsync(id);

        await engine.RunToAsync(_some.Clock.GetUtcNow().AddDays(61));

        (await engine.TraceAsync(instance)).Should().Equal("InviteToProfile", "WaitForProfile: Expired");
        var ended = await engine.OfAsync(instance);
        (ended.SubStatus, ended.Output["Outcome"].GetString()).Should().Be((WorkflowSubStatus.Finished, "NotEntitled"));
        (await _some.Read(db => db.Deadlines.SingleAsync(d => d.SubjectRef == $"organisation:{id}"))).State.Should().Be(DeadlineState.Cancelled);
        await engine.ApproveAsync();
    }

    [Fact]
    public async Task Saying_no_to_the_assessment_ends_the_entrance_and_it_may_begin_again()
    {
        await using var engine = await SomeEngine.WithAsync(database.ConnectionString, _some.Clock, "entrance");
        var programme = await _some.ProgrammeAsync(entrance: true);
        var (id, head) = await _some.OrganisationAsync(programme);
        var first = await InstanceOfAsync(id);
        await engine.RunAsync();
        await _some.Do(db => SaveProfile.Execute(db, head, id, new(Some.ProfileAnswers(), true), _some.Clock, default));
        await _some.Do(db => SubmitProfile.Execute(db, head, id, _some.Clock, default));
        await engine.RunAsync();
        var assessment = await _some.Read(db => db.Assessments.SingleAsync(a => a.OrganisationId == id));

        await _some.Do(db => AnswerAssessmentOffer.Execute(db, head, assessment.Id, new(false, false), _some.Clock, default));
        await engine.RunAsync();
        var again = await _some.Do(db => BeginEntrance.Execute(db, Some.Administrator, id, _some.Clock, default));
        await engine.RunAsync();

        (await engine.OfAsync(first)).SubStatus.Should().Be(WorkflowSubStatus.Finished);
        (await engine.TraceAsync(again.WorkflowInstanceId)).Should().Equal("InviteToProfile", "WaitForProfile: Submitted", "OfferAssessment");
        (await _some.Read(db => db.Assessments.Where(a => a.OrganisationId == id).Select(a => a.Round).OrderBy(r => r).ToListAsync())).Should().Equal(1, 2);
        await engine.ApproveAsync();
    }

    [Theory]
    [InlineData(1, "WaitForAssessmentAnswer: Silent", "NotEntitled")]
    [InlineData(2, "WaitForAssessment: Expired", "NotEntitled")]
    [InlineData(3, "AgreePlan: Expired", "Entitled")]
    [InlineData(4, "FollowUpPlan: Overdue", "Entitled")]
    public async Task Whoever_stops_on_the_way_comes_to_an_end_all_the_same(int steps, string last, string outcome)
    {
        await using var engine = await SomeEngine.WithAsync(database.ConnectionString, _some.Clock, "entrance");
        var programme = await _some.ProgrammeAsync(entrance: true);
        var assessor = await _some.PersonAsync(programme, Role.Assessor);
        var (id, head) = await _some.OrganisationAsync(programme);
        var instance = await InstanceOfAsync(id);
        await engine.RunAsync();
        await _some.Do(db => SaveProfile.Execute(db, head, id, new(Some.ProfileAnswers(), true), _some.Clock, default));
        await _some.Do(db => SubmitProfile.Execute(db, head, id, _some.Clock, default));
        await engine.RunAsync();
        var assessment = (await _some.Read(db => db.Assessments.SingleAsync(a => a.OrganisationId == id))).Id;
        if (steps > 1) await _some.Do(db => AnswerAssessmentOffer.Execute(db, head, assessment, new(true, true), _some.Clock, default));
        if (steps > 2)
        {
            await _some.Do(db => ScheduleAssessment.Execute(
                db, Some.Administrator, assessment, new(assessor.PersonId, new DateOnly(2021, 3, 20), "Ijevan"), _some.Clock, default));
            await _some.Do(db => RecordAssessment.Execute(db, assessor, assessment, Some.Scores(), _some.Clock, default));
        }

        var step = new AgreePlan.Step("finance", "Write a finance policy", "Accountant", new DateOnly(2021, 6, 1));
        if (steps > 3) await _some.Do(db => AgreePlan.Execute(db, assessor, assessment, new([step]), _some.Clock, default));
        await engine.RunToAsync(_some.Clock.GetUtcNow().AddDays(400));

        var ended = await engine.OfAsync(instance);
        (ended.SubStatus, ended.Output["Outcome"].GetString()).Should().Be((WorkflowSubStatus.Finished, outcome));
        (await engine.TraceAsync(instance))[^1].Should().Be(last);
    }

    async Task<Guid> InstanceOfAsync(Guid organisation) =>
        (await _some.Read(db => db.Signals.SingleAsync(s => s.Kind == "start" && s.CorrelationId == $"organisation:{organisation}"))).InstanceId!.Value;

    Task<List<string>> KindsOfMailAsync(Guid organisation) =>
        _some.Read(db => db.Mails.Where(m => m.SubjectRef == $"organisation:{organisation}").Select(m => m.Kind).Distinct().OrderBy(k => k).ToListAsync());
}
