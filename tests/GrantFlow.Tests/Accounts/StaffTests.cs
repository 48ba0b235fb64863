using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Capacity;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Selection;
using GrantFlow.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Accounts;

public sealed class StaffTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly Some _some = new(database);

    [Fact]
    public async Task An_intermediary_sees_the_organisations_of_its_partners_regions_and_no_others()
    {
        var programme = await _some.ProgrammeAsync();
        var manager = await _some.ManagerAsync(programme);
        var (near, _) = await _some.OrganisationAsync(programme, "AM-TV");
        var (far, _) = await _some.OrganisationAsync(programme, "AM-SU");
        var partner = await _some.Do(db => EnterPartner.Execute(
            db, manager, programme, null, new(PartnerKind.Intermediary, LocalText.Of("en", "North Centre"), ["AM-TV", "AM-LO"]), _some.Clock, default));
        var person = await _some.PersonAsync(programme, Role.Donor);
        await _some.Do(db => ChangeStaff.Execute(db, manager, programme, person.PersonId, new(Role.Intermediary, partner.PartnerId), _some.Clock, default));
        await _some.Do(db => ChangeStaff.Take(db, manager, programme, person.PersonId, Role.Donor, _some.Clock, default));

        var actor = await ActorAsync(person.PersonId);

        actor.May(Act.InviteToProfile, programme, near).Should().BeTrue();
        actor.May(Act.InviteToProfile, programme, far).Should().BeFalse();
        actor.MayIn(Act.RegisterOrganisation, programme, "AM-LO").Should().BeTrue();
        await _some.Do(db => EnterPartner.Execute(
            db, manager, programme, partner.PartnerId, new(PartnerKind.Intermediary, LocalText.Of("en", "North Centre"), ["AM-TV"], null, PartnerState.Ended), _some.Clock, default));
        (await ActorAsync(person.PersonId)).May(Act.InviteToProfile, programme, near).Should().BeFalse("its work has ended");
    }

    [Fact]
    public async Task A_role_taken_away_is_gone_at_once_and_nobody_takes_their_own()
    {
        var programme = await _some.ProgrammeAsync();
        var manager = await _some.ManagerAsync(programme);
        var reviewer = await _some.PersonAsync(programme, Role.Reviewer);

        (await CodeOf(db => ChangeStaff.Take(db, manager, programme, manager.PersonId, Role.GrantManager, _some.Clock, default))).Should().Be("own-role");
        await _some.Do(db => ChangeStaff.Take(db, manager, programme, reviewer.PersonId, Role.Reviewer, _some.Clock, default));

        (await ActorAsync(reviewer.PersonId)).Grants.Should().BeEmpty();
    }

    [Fact]
    public async Task Somebodys_open_reviews_and_tasks_go_to_a_colleague_in_one_act_with_the_prompts_still_to_come()
    {
        var programme = await _some.ProgrammeAsync();
        var manager = await _some.ManagerAsync(programme);
        var (leaver, colleague) = (await _some.PersonAsync(programme, Role.Reviewer), await _some.PersonAsync(programme, Role.Reviewer));
        var competition = await _some.CompetitionAsync(await _some.CohortAsync(programme), reviewers: 1);
        for (var i = 0; i < 4; i++) await _some.SubmittedAsync(programme, competition);
        await _some.ScreenedAsync(competition);
        await _some.Do(db => AssignReviewers.Execute(db, Some.Administrator, competition, new(), _some.Clock, default));
        var before = await _some.Read(db => db.Reviews.CountAsync(r => r.ReviewerId == leaver.PersonId));
        before.Should().BeGreaterThan(0);
        await using (var db = _some.Open())
        {
            db.Add(new PersonTask { ProgrammeId = programme, SubjectRef = $"competition:{competition}", Title = "Look at it", PersonId = leaver.PersonId, Outcomes = ["Done"], Key = "k", CreatedAt = _some.Clock.GetUtcNow() });
            await db.SaveChangesAsync();
        }

        var fact = await HandOverAsync(manager, programme, leaver, colleague);

        fact.Handed.Should().BeEquivalentTo(new Dictionary<string, int> { ["reviews"] = before, ["tasks"] = 1 });
        (await _some.Read(db => db.Reviews.CountAsync(r => r.ReviewerId == leaver.PersonId))).Should().Be(0);
        (await _some.Read(db => db.Set<ReminderRung>().CountAsync(r => r.ReceiverPersonId == leaver.PersonId && r.State == RungState.Pending))).Should().Be(0);
        (await _some.Read(db => db.Mails.CountAsync(m => m.Kind == "work-handed-over" && m.ReceiverPersonId == colleague.PersonId))).Should().Be(1);
    }

    [Fact]
    public async Task Reviews_need_a_reviewer_and_nobody_reviews_an_application_twice()
    {
        var programme = await _some.ProgrammeAsync();
        var manager = await _some.ManagerAsync(programme);
        var (leaver, other) = (await _some.PersonAsync(programme, Role.Reviewer), await _some.PersonAsync(programme, Role.Reviewer));
        var finance = await _some.PersonAsync(programme, Role.Finance);
        var competition = await _some.CompetitionAsync(await _some.CohortAsync(programme), reviewers: 2);
        await _some.SubmittedAsync(programme, competition);
        await _some.ScreenedAsync(competition);
        await _some.Do(db => AssignReviewers.Execute(db, Some.Administrator, competition, new(), _some.Clock, default));

        (await CodeOf(db => HandOverWork.Execute(db, Works(db), manager, programme, leaver.PersonId, new(finance.PersonId, "Leaves"), _some.Clock, default))).Should().Be("colleague-lacks-role");
        var fact = await HandOverAsync(manager, programme, leaver, other);

        (fact.Handed["reviews"], fact.Kept["reviews"]).Should().Be((0, 1));
    }

    Task<WorkHandedOver> HandOverAsync(Actor manager, Guid programme, Actor from, Actor to) =>
        _some.Do(db => HandOverWork.Execute(db, Works(db), manager, programme, from.PersonId, new(to.PersonId, "Leaves for another post"), _some.Clock, default));

    static IEnumerable<IOpenWork> Works(GrantFlowDb db) => [new TaskWork(db), new AssessmentWork(db), new ReviewWork(db)];

    Task<Actor> ActorAsync(Guid person) => _some.Read(db => new ActorAccessor(db, _some.Clock).OfPersonAsync(person));

    async Task<string?> CodeOf<T>(Func<GrantFlowDb, Task<Verdict<T>>> act)
        where T : notnull =>
        (await _some.Try(act)).Allows(out _, out var refusal) ? null : refusal.Code;
}
