using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Capacity;
using GrantFlow.Competitions;
using GrantFlow.Forms;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Selection;
using GrantFlow.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests;

/// <summary>Everybody who has no business with an act is refused it, before anything else is looked at.</summary>
public sealed class WhoMayTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly Some _some = new(database);

    [Fact]
    public async Task Acts_of_staff_are_refused_to_applicants_reviewers_donors_finance_strangers_and_staff_of_another_programme()
    {
        var scene = await SceneAsync();
        var acts = scene.ActsOfStaff(_some.Clock);

        foreach (var (who, actor) in await OutsidersAsync(scene))
            foreach (var (name, act) in acts)
            {
                await using var db = _some.Open();
                (await act(db, actor)).Should().Be("forbidden", $"{who} tried {name}");
            }
    }

    [Fact]
    public async Task An_organisations_own_acts_are_refused_to_everybody_else()
    {
        var scene = await SceneAsync();
        var acts = scene.ActsOfTheOrganisation(_some.Clock);

        foreach (var (who, actor) in (await OutsidersAsync(scene)).Where(o => o.Who != "its own head"))
            foreach (var (name, act) in acts)
            {
                await using var db = _some.Open();
                (await act(db, actor)).Should().BeOneOf(["forbidden", "not-found"], $"{who} tried {name}");
            }
    }

    async Task<List<(string Who, Actor Actor)>> OutsidersAsync(Scene scene)
    {
        var elsewhere = await _some.ProgrammeAsync();
        return
        [
            ("nobody", Actor.Nobody),
            ("its own head", scene.Head),
            ("another organisation's head", (await _some.OrganisationAsync(scene.Programme)).Head),
            ("a reviewer", await _some.PersonAsync(scene.Programme, Role.Reviewer)),
            ("a donor", await _some.PersonAsync(scene.Programme, Role.Donor)),
            ("finance", await _some.PersonAsync(scene.Programme, Role.Finance)),
            ("another programme's manager", await _some.ManagerAsync(elsewhere)),
        ];
    }

    async Task<Scene> SceneAsync()
    {
        var programme = await _some.ProgrammeAsync();
        var assessor = await _some.PersonAsync(programme, Role.Assessor);
        var (organisation, head, assessment) = await _some.AssessedAsync(programme, assessor);
        var entitlement = await _some.Do(db => GrantEntitlement.Execute(db, Some.Administrator, organisation, new(), _some.Clock, default));
        await _some.Do(db => AgreePlan.Execute(
            db, Some.Administrator, assessment, new([new("finance", "Policy", "Anna", new(2021, 9, 1))]), _some.Clock, default));
        var action = await _some.Read(db => db.PlanActions.SingleAsync(a => a.OrganisationId == organisation));
        var held = await _some.Do(db => RecordCapacityEvent.Execute(
            db, Some.Administrator, programme, new(CapacityEventKind.Training, null, LocalText.Of("en", "T"), new(2021, 3, 1), "AM-LO"), _some.Clock, default));
        var cohort = await _some.CohortAsync(programme);
        var competition = await _some.CompetitionAsync(cohort, reviewers: 1);
        var application = await _some.DraftAsync(competition, organisation, head);
        await _some.Do(db => SubmitApplication.Execute(db, head, application, _some.Clock, default));
        await _some.ScreenedAsync(competition);
        await _some.PersonAsync(programme, Role.Reviewer);
        await _some.ReviewedAsync(programme, competition, new Dictionary<Guid, int> { [application] = 5 });
        var review = await _some.Read(db => db.Reviews.SingleAsync(r => r.ApplicationId == application));
        var decision = await _some.ProposedAsync(competition);
        return new Scene(
            programme, organisation, head, assessment, entitlement.EntitlementId, action.Id, held.CapacityEventId, cohort, competition, application, review.Id, decision);
    }

    sealed record Scene(
        Guid Programme, Guid Organisation, Actor Head, Guid Assessment, Guid Entitlement, Guid PlanAction, Guid Event, Guid Cohort, Guid Competition,
        Guid Application, Guid Review, Guid Decision)
    {
        internal List<(string Name, Func<GrantFlowDb, Actor, Task<string?>> Act)> ActsOfStaff(TimeProvider clock) =>
        [
            ("CreateProgramme", async (db, a) => (await CreateProgramme.Execute(db, a, Some.ProgrammeRequest(0), clock, default)).Code()),
            ("AddObjective", async (db, a) => (await AddObjective.Execute(db, a, Programme, new("9", LocalText.Empty), clock, default)).Code()),
            ("PlanCohort", async (db, a) => (await PlanCohort.Execute(db, a, Programme, new(9, LocalText.Empty, 2021, 1), clock, default)).Code()),
            ("OpenCohort", async (db, a) => (await OpenCohort.Execute(db, a, Cohort, new(), clock, default)).Code()),
            ("BeginWork", async (db, a) => (await BeginWork.Execute(db, a, Cohort, clock, default)).Code()),
            ("CloseCohort", async (db, a) => (await CloseCohort.Execute(db, a, Cohort, clock, default)).Code()),
            ("AdmitMembers", async (db, a) => (await AdmitMembers.Execute(db, a, Cohort, [new(Organisation, null)], clock, default)).Code()),
            ("RemoveMember", async (db, a) => (await RemoveMember.Execute(db, a, Cohort, new(Organisation, "x"), clock, default)).Code()),
            ("PublishForm", async (db, a) => (await PublishForm.Execute(db, a, Programme, new(FormPurpose.Profile, []), clock, default)).Code()),
            ("InviteToProfile", async (db, a) => (await InviteToProfile.Execute(db, a, Organisation, new(), clock, default)).Code()),
            ("BeginEntrance", async (db, a) => (await BeginEntrance.Execute(db, a, Organisation, clock, default)).Code()),
            ("OfferAssessment", async (db, a) => (await OfferAssessment.Execute(db, a, Organisation, new(), clock, default)).Code()),
            ("ScheduleAssessment", async (db, a) => (await ScheduleAssessment.Execute(db, a, Assessment, new(Guid.Empty, new(2021, 9, 1), "x"), clock, default)).Code()),
            ("RecordAssessment", async (db, a) => (await RecordAssessment.Execute(db, a, Assessment, Some.Scores(), clock, default)).Code()),
            ("IssueHealthReport", async (db, a) => (await IssueHealthReport.Execute(db, a, Assessment, clock, default)).Code()),
            ("AgreePlan", async (db, a) => (await AgreePlan.Execute(db, a, Assessment, new([]), clock, default)).Code()),
            ("GrantEntitlement", async (db, a) => (await GrantEntitlement.Execute(db, a, Organisation, new(), clock, default)).Code()),
            ("WaiveEntitlement", async (db, a) => (await WaiveEntitlement.Execute(db, a, Organisation, new("x", 1), clock, default)).Code()),
            ("RevokeEntitlement", async (db, a) => (await RevokeEntitlement.Execute(db, a, Entitlement, new("x"), clock, default)).Code()),
            ("AddTopic", async (db, a) => (await AddTopic.Execute(db, a, Programme, new("x", LocalText.Empty), clock, default)).Code()),
            ("RecordCapacityEvent", async (db, a) => (await RecordCapacityEvent.Execute(
                db, a, Programme, new(CapacityEventKind.Meeting, null, LocalText.Empty, new(2021, 3, 1), ""), clock, default)).Code()),
            ("RecordAttendance", async (db, a) => (await RecordAttendance.Execute(db, a, Event, new([new("x", null)]), clock, default)).Code()),
            ("CreateCompetition", async (db, a) => (await CreateCompetition.Execute(
                db, a, Cohort, new(LocalText.Empty, LocalText.Empty, clock.GetUtcNow(), clock.GetUtcNow(), 1, 1), clock, default)).Code()),
            ("PublishCompetition", async (db, a) => (await PublishCompetition.Execute(db, a, Competition, clock, default)).Code()),
            ("OpenCompetition", async (db, a) => (await OpenCompetition.Execute(db, a, Competition, clock, default)).Code()),
            ("AnnounceCompetition", async (db, a) => (await AnnounceCompetition.Execute(db, a, Competition, clock, default)).Code()),
            ("ExtendClosing", async (db, a) => (await ExtendClosing.Execute(db, a, Competition, new(clock.GetUtcNow(), "x"), clock, default)).Code()),
            ("CloseCompetition", async (db, a) => (await CloseCompetition.Execute(db, a, Competition, clock, default)).Code()),
            ("CancelCompetition", async (db, a) => (await CancelCompetition.Execute(db, a, Competition, new("x"), clock, default)).Code()),
            ("ScreenEligibility", async (db, a) => (await ScreenEligibility.Execute(db, a, Competition, clock, default)).Code()),
            ("AssignReviewers", async (db, a) => (await AssignReviewers.Execute(db, a, Competition, new(), clock, default)).Code()),
            ("ReopenReview", async (db, a) => (await ReopenReview.Execute(db, a, Review, new("x"), clock, default)).Code()),
            ("RankApplications", async (db, a) => (await RankApplications.Execute(db, a, Competition, new(), clock, default)).Code()),
            ("ApproveDecision", async (db, a) => (await ApproveDecision.Execute(db, a, Decision, new("x"), clock, default)).Code()),
            ("SendBackDecision", async (db, a) => (await SendBackDecision.Execute(db, a, Decision, new("x"), clock, default)).Code()),
            ("TellApplicants", async (db, a) => (await TellApplicants.Execute(db, a, Competition, clock, default)).Code()),
            ("CallReserve", async (db, a) => (await CallReserve.Execute(db, a, Cohort, null, 14, clock, default)).Code()),
        ];

        internal List<(string Name, Func<GrantFlowDb, Actor, Task<string?>> Act)> ActsOfTheOrganisation(TimeProvider clock) =>
        [
            ("AddOrganisationPerson", async (db, a) => (await AddOrganisationPerson.Execute(
                db, a, Organisation, new("x", "x@example.org", "hy", OrganisationRole.Viewer), clock, default)).Code()),
            ("SaveProfile", async (db, a) => (await SaveProfile.Execute(db, a, Organisation, new([], false), clock, default)).Code()),
            ("SubmitProfile", async (db, a) => (await SubmitProfile.Execute(db, a, Organisation, clock, default)).Code()),
            ("AnswerAssessmentOffer", async (db, a) => (await AnswerAssessmentOffer.Execute(db, a, Assessment, new(true, true), clock, default)).Code()),
            ("UpdatePlanAction", async (db, a) => (await UpdatePlanAction.Execute(db, a, PlanAction, new(PlanActionState.Begun), clock, default)).Code()),
            ("StartApplication", async (db, a) => (await StartApplication.Execute(db, a, Competition, new(Organisation, "hy"), clock, default)).Code()),
            ("SaveApplication", async (db, a) => (await SaveApplication.Execute(db, a, Application, Some.ApplicationRequest(), clock, default)).Code()),
            ("SubmitApplication", async (db, a) => (await SubmitApplication.Execute(db, a, Application, clock, default)).Code()),
            ("WithdrawApplication", async (db, a) => (await WithdrawApplication.Execute(db, a, Application, clock, default)).Code()),
            ("DeclareConflict", async (db, a) => (await DeclareConflict.Execute(db, a, Review, new(false), clock, default)).Code()),
            ("SubmitScore", async (db, a) => (await SubmitScore.Execute(db, a, Review, new([]), clock, default)).Code()),
        ];
    }
}
