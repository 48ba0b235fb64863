using System.Globalization;
using System.Net;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Capacity;
using GrantFlow.Competitions;
using GrantFlow.Programmes;
using GrantFlow.Selection;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static GrantFlow.Tests.Web.ActStep;

namespace GrantFlow.Tests.Web;

public sealed class ProgrammeActsTests(RunningHost host) : IClassFixture<RunningHost>
{
    static readonly (string, string) Why = ("Reason", "Agreed at the meeting");

    readonly Some _some = new(host.Database);

    static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task An_administrator_enters_a_programme_and_nobody_else()
    {
        var admin = await Reader(await _some.PersonAsync(Guid.Empty, Role.Administrator));
        var manager = await Reader(await _some.PersonAsync(Guid.Empty, Role.GrantManager));
        var key = $"new-{Random.Shared.Next(100_000, 999_999)}";

        await DoneByOnlyAsync(
            admin, manager, "/programmes", "act.create-programme", null, ("Name-ky", "Жаңы"), ("Name-ru", "Новая"), ("Key", key), ("NumberPrefix", "NEW"), ("Country", "KG"),
            ("Currency", "KGS"), ("TimeZone", "Asia/Bishkek"), ("StartsOn", "2026-01-01"), ("EndsOn", "2029-12-31"), ("DefaultLanguage", "ky"),
            ("Languages-ky", "true"), ("Languages-ru", "true"));

        var (_, html) = await admin.PostAsync("/programmes", "act.create-programme", null, ("Key", "My programme"), ("Languages-ky", "true"));
        html.Should().Contain("Short name in Latin letters: write it like this: open-budgets").And.Contain("Name of the programme (кыргызча): the answer is missing");
        (await _some.Read(db => db.Programmes.SingleAsync(p => p.Key == key))).Languages.Should().Equal("ky", "ru");
    }

    [Fact]
    public async Task Cohorts_objectives_topics_and_events_are_entered_on_the_programmes_page()
    {
        var (programme, manager, donor) = await StaffAsync();
        var path = $"/programmes/{programme}";

        await DoneByOnlyAsync(manager, donor, path, "act.plan-cohort", null, ("Name-hy", "Առաջին"), ("Number", "1"), ("Year", Now.Year.ToString(CultureInfo.InvariantCulture)), ("Places", "4"));
        await DoneByOnlyAsync(manager, donor, path, "act.add-objective", null, ("Code", "A"), ("Name-hy", "Նպատակ"), ("ParentId", ""));
        await DoneByOnlyAsync(manager, donor, path, "act.add-topic", null, ("Code", "law"), ("Name-hy", "Իրավունք"));
        var topic = await _some.Read(db => db.Topics.SingleAsync(t => t.ProgrammeId == programme));
        await DoneByOnlyAsync(
            manager, donor, path, "act.record-event", null, ("Title-hy", "Սեմինար"), ("Kind", "Seminar"), ("TopicId", topic.Id.ToString()), ("HeldOn", Day(-2)),
            ("Region", "AM-TV"), ("Part", "Implementer"));
        var held = await _some.Read(db => db.CapacityEvents.SingleAsync(e => e.ProgrammeId == programme));
        await DoneByOnlyAsync(
            manager, donor, $"/events/{held.Id}", "act.record-attendance", null, ("Participants-1-Name", "Անի Սարգսյան"), ("Participants-1-Sex", "f"),
            ("Participants-2-Name", "Նարե Պետրոսյան"));

        (await _some.Read(db => db.Attendances.CountAsync(a => a.EventId == held.Id))).Should().Be(2);
    }

    [Fact]
    public async Task A_competition_is_made_published_moved_and_called_off_by_managers_only()
    {
        var (programme, manager, donor) = await StaffAsync();
        var cohort = await CohortAsync(programme);

        await DoneByOnlyAsync(manager, donor, $"/cohorts/{cohort}", "act.create-competition", null, [.. Form("2026 grants", -1, 30)]);
        var made = await CompetitionOf(cohort);
        var path = $"/competitions/{made.Id}/selection";
        (made.State, made.MaxAward, made.ReviewersPerApplication).Should().Be((CompetitionState.Draft, 2_500_000m, 2));
        (await donor.PostAsync(path, "act.publish")).Status.Should().Be(HttpStatusCode.Forbidden);
        (await manager.PostAsync(path, "act.publish")).Status.Should().Be(HttpStatusCode.Redirect);
        await DoneByOnlyAsync(manager, donor, path, "act.announce");
        await DoneByOnlyAsync(manager, donor, path, "act.extend", null, ("ClosesAt", $"{Day(40)}T12:30"), Why);
        await DoneByOnlyAsync(manager, donor, path, "act.open-cohort");
        await DoneByOnlyAsync(manager, donor, path, "act.cancel-competition", null, Why);

        var end = await CompetitionOf(cohort);
        end.State.Should().Be(CompetitionState.Cancelled);
        TimeZoneInfo.ConvertTime(end.ClosesAt, TimeZoneInfo.FindSystemTimeZoneById("Asia/Yerevan")).ToString("HH:mm", CultureInfo.InvariantCulture).Should().Be("12:30");
    }

    [Fact]
    public async Task A_closed_competition_is_screened_reviewed_ranked_told_and_awarded_on_its_page()
    {
        var (programme, manager, donor) = await StaffAsync();
        _some.Clock.SetTo(Now.AddDays(-60));
        var cohort = await CohortAsync(programme);
        var competition = await _some.CompetitionAsync(cohort, reviewers: 1);
        await _some.PersonAsync(programme, Role.Reviewer);
        var application = await _some.SubmittedAsync(programme, competition);
        var path = $"/competitions/{competition}/selection";

        await DoneByOnlyAsync(manager, donor, path, "act.close-competition");
        await DoneByOnlyAsync(manager, donor, path, "act.screen");
        await DoneByOnlyAsync(manager, donor, path, "act.assign-reviewers", null, ("Days", "10"));
        await _some.ScoredAsync(programme, competition, new Dictionary<Guid, int> { [application] = 8 });
        var review = await _some.Read(db => db.Reviews.SingleAsync(r => r.CompetitionId == competition));
        (await donor.PostAsync($"/applications/{application}", "act.reopen-review", review.Id, Why)).Status.Should().Be(HttpStatusCode.Forbidden);
        (await manager.PostAsync($"/applications/{application}", "act.reopen-review", review.Id, Why)).Status.Should().Be(HttpStatusCode.Redirect);
        await _some.Do(db => SubmitScore.Execute(db, Some.AsReviewer(programme, review.ReviewerId), review.Id, new(review.Scores, "Clear"), _some.Clock, default));
        await DoneByOnlyAsync(manager, donor, path, "act.rank");
        var decision = await _some.Read(db => db.Decisions.SingleAsync(d => d.CompetitionId == competition));
        var approver = await _some.ManagerAsync(programme);
        await _some.Do(db => ApproveDecision.Execute(db, approver, decision.Id, new("The panel sat."), TimeProvider.System, default));
        await DoneByOnlyAsync(manager, donor, path, "act.tell");
        await DoneByOnlyAsync(manager, donor, path, "act.open-awards", null, ("Months", "12"), ("StartsOn", Day(10)));

        var award = await _some.Read(db => db.Awards.SingleAsync(a => a.ApplicationId == application));
        await DoneByOnlyAsync(manager, donor, $"/awards/{award.Id}", "act.begin-award");
    }

    [Fact]
    public async Task A_member_leaves_the_reserve_is_called_and_the_cohort_closed_on_its_page()
    {
        var programme = await _some.ProgrammeAsync();
        var (cohort, _, _) = await _some.DecidedAsync(programme, applications: 2, places: 1);
        var (manager, donor) = (await Reader(await _some.ManagerAsync(programme)), await Reader(await _some.PersonAsync(programme, Role.Donor)));
        var member = await _some.Read(db => db.CohortMembers.SingleAsync(m => m.CohortId == cohort));

        await DoneByOnlyAsync(manager, donor, $"/cohorts/{cohort}", "act.begin-work");
        await DoneByOnlyAsync(manager, donor, $"/cohorts/{cohort}", "act.remove-member", member.Id, Why);
        await DoneByOnlyAsync(manager, donor, $"/cohorts/{cohort}", "act.call-reserve", member.Id, ("Days", "14"));
        await DoneByOnlyAsync(manager, donor, $"/cohorts/{cohort}", "act.close-cohort");

        (await _some.Read(db => db.CohortMembers.Where(m => m.CohortId == cohort).OrderBy(m => m.Id).Select(m => m.State).ToListAsync()))
            .Should().Equal(CohortMemberState.Left, CohortMemberState.Completed);
    }

    [Fact]
    public async Task An_organisation_is_led_through_the_entrance_on_its_page()
    {
        var programme = await ProgrammeAsync();
        var (manager, assessor) = (await Reader(await _some.ManagerAsync(programme)), await _some.PersonAsync(programme, Role.Assessor));
        var (assesses, donor) = (await Reader(assessor), await Reader(await _some.PersonAsync(programme, Role.Donor)));
        var (fresh, _) = await _some.OrganisationAsync(programme);
        await DoneByOnlyAsync(manager, donor, $"/organisations/{fresh}", "act.invite-profile", null, ("Days", "30"));
        await DoneByOnlyAsync(manager, donor, $"/organisations/{fresh}", "act.begin-entrance");
        await DoneByOnlyAsync(manager, donor, $"/organisations/{fresh}", "act.waive-entitlement", null, ("Days", "90"), Why);
        await DoneByOnlyAsync(manager, donor, $"/organisations/{fresh}", "act.revoke-entitlement", null, Why);

        var (profiled, _) = await _some.ProfiledAsync(programme);
        await DoneByOnlyAsync(assesses, donor, $"/organisations/{profiled}", "act.offer-assessment", null, ("Days", "14"));

        _some.Clock.SetTo(new DateTimeOffset(2021, 3, 1, 8, 0, 0, TimeSpan.Zero));
        var (id, head, _) = await _some.AssessedAsync(programme, assessor);
        var path = $"/organisations/{id}";
        await DoneByOnlyAsync(assesses, donor, path, "act.issue-health-report");
        await DoneByOnlyAsync(
            manager, donor, path, "act.agree-plan", null, ("Steps-1-Parameter", "finance"), ("Steps-1-DueOn", Day(60)), ("Steps-1-Owner", "Անի"), ("Steps-1-Action", "Ներդնել հաշվառում"));
        var step = await _some.Read(db => db.PlanActions.SingleAsync(a => a.OrganisationId == id));
        await DoneByOnlyAsync(await Reader(head), donor, path, "act.update-step", step.Id, ("State", "Done"), ("Evidence", "Հաշվեկշիռ"));
        await DoneByOnlyAsync(manager, donor, path, "act.grant-entitlement", null, ("Days", "365"));

        (await _some.Read(db => db.PlanActions.SingleAsync(a => a.OrganisationId == id))).State.Should().Be(PlanActionState.Done);
    }

    [Fact]
    public async Task An_act_on_something_of_another_page_is_not_found()
    {
        var (programme, manager, _) = await StaffAsync();
        var cohort = await CohortAsync(programme);

        (await manager.PostAsync($"/cohorts/{cohort}", "act.remove-member", Guid.CreateVersion7(), Why)).Status.Should().Be(HttpStatusCode.NotFound);
        (await manager.PostAsync($"/cohorts/{cohort}", "act.nonsense")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    static string Day(int days) => Now.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    static IEnumerable<(string, string)> Form(string title, int opens, int closes) =>
    [
        ("Title-hy", title), ("Description-hy", "Նկարագրություն"), ("OpensAt", $"{Day(opens)}T09:00"), ("ClosesAt", $"{Day(closes)}T18:00"),
        ("Budget", "10 000 000"), ("MaxAward", "2 500 000"), ("Places", "2"), ("ReserveSize", "1"), ("RegionCap", ""), ("ReviewersPerApplication", "2"),
    ];

    Task<PageReader> Reader(Actor actor) => PageReader.OfAsync(host, actor);

    // Lives today, for pages take the time from the machine.
    async Task<Guid> ProgrammeAsync()
    {
        _some.Clock.SetTo(Now);
        var year = Now.Year;
        var request = Some.ProgrammeRequest(Random.Shared.Next(10_000, 99_999)) with { StartsOn = new(year - 1, 1, 1), EndsOn = new(year + 3, 12, 31) };
        return (await _some.Do(db => CreateProgramme.Execute(db, Some.Administrator, request, _some.Clock, default))).ProgrammeId;
    }

    async Task<(Guid Programme, PageReader Manager, PageReader Donor)> StaffAsync()
    {
        var programme = await ProgrammeAsync();
        return (programme, await Reader(await _some.ManagerAsync(programme)), await Reader(await _some.PersonAsync(programme, Role.Donor)));
    }

    async Task<Guid> CohortAsync(Guid programme) => (await _some.Do(db => PlanCohort.Execute(
        db, Some.Administrator, programme, new(1, LocalText.Of("en", "Cohort"), Now.Year, 3), _some.Clock, default))).CohortId;

    Task<Competition> CompetitionOf(Guid cohort) => _some.Read(db => db.Competitions.SingleAsync(c => c.CohortId == cohort));
}
