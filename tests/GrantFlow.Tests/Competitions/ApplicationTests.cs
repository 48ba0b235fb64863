using System.Text.Json;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Capacity;
using GrantFlow.Competitions;
using GrantFlow.Notifications;
using GrantFlow.Programmes;
using GrantFlow.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Competitions;

public sealed class ApplicationTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly Some _some = new(database);

    [Fact]
    public async Task What_was_sent_in_is_sealed_and_a_receipt_goes_out_in_the_applicants_language()
    {
        var programme = await _some.ProgrammeAsync();
        var competition = await _some.CompetitionAsync(await _some.CohortAsync(programme));
        var (organisation, head) = await _some.OrganisationAsync(programme);
        var draft = await _some.DraftAsync(competition, organisation, head);

        var fact = await _some.Do(db => SubmitApplication.Execute(db, head, draft, _some.Clock, default));

        var application = await _some.Read(db => db.Applications.SingleAsync(a => a.Id == draft));
        application.State.Should().Be(ApplicationState.Submitted);
        ApplicationSnapshot.HashOf(application.Snapshot!).Should().Be(application.SnapshotHash).And.Be(fact.SnapshotHash);
        using var snapshot = JsonDocument.Parse(application.Snapshot!);
        snapshot.RootElement.GetProperty("answers").GetProperty("results").GetString().Should().Be("200 մարդ");
        application.Snapshot.Should().Contain("Երիտասարդական կենտրոն");
        var receipt = await _some.Read(db => db.Mails.SingleAsync(m => m.SubjectRef == $"application:{draft}"));
        (receipt.Kind, receipt.Language).Should().Be(("application-received", "hy"));
        receipt.TextBody.Should().Contain(application.Number);
        (await _some.Read(db => db.Deadlines.SingleAsync(d => d.SubjectRef == $"application:{draft}"))).State.Should().Be(DeadlineState.Met);
    }

    [Fact]
    public async Task An_application_in_the_closing_second_counts_and_one_second_later_does_not()
    {
        var programme = await _some.ProgrammeAsync();
        var competition = await _some.CompetitionAsync(await _some.CohortAsync(programme));
        var (first, firstHead) = await _some.OrganisationAsync(programme);
        var (second, secondHead) = await _some.OrganisationAsync(programme);
        var intime = await _some.DraftAsync(competition, first, firstHead);
        var late = await _some.DraftAsync(competition, second, secondHead);
        var closing = await _some.Read(db => db.Competitions.Where(c => c.Id == competition).Select(c => c.ClosesAt).SingleAsync());

        _some.Clock.SetTo(closing);
        var counted = await _some.Try(db => SubmitApplication.Execute(db, firstHead, intime, _some.Clock, default));
        _some.Clock.SetTo(closing.AddSeconds(1));
        var refused = await _some.Try(db => SubmitApplication.Execute(db, secondHead, late, _some.Clock, default));

        (counted.Code(), refused.Code()).Should().Be((null, "competition-not-open"));
    }

    [Fact]
    public async Task Only_the_entitled_apply_where_the_programme_asks_for_it_and_a_right_that_ended_counts_no_more()
    {
        var programme = await _some.ProgrammeAsync(entrance: true);
        var competition = await _some.CompetitionAsync(await _some.CohortAsync(programme));
        var (organisation, head) = await _some.OrganisationAsync(programme);

        var before = await _some.Try(db => StartApplication.Execute(db, head, competition, new(organisation, "hy"), _some.Clock, default));
        await _some.Do(db => WaiveEntitlement.Execute(db, Some.Administrator, organisation, new("Pilot", 10), _some.Clock, default));
        var draft = await _some.DraftAsync(competition, organisation, head);
        _some.Clock.Advance(TimeSpan.FromDays(11));
        var after = await _some.Try(db => SubmitApplication.Execute(db, head, draft, _some.Clock, default));

        (before.Code(), after.Code()).Should().Be(("not-entitled", "not-entitled"));
    }

    [Fact]
    public async Task An_organisation_has_one_application_until_it_takes_it_back()
    {
        var programme = await _some.ProgrammeAsync();
        var competition = await _some.CompetitionAsync(await _some.CohortAsync(programme));
        var (organisation, head) = await _some.OrganisationAsync(programme);
        var first = await _some.DraftAsync(competition, organisation, head);

        var second = await _some.Try(db => StartApplication.Execute(db, head, competition, new(organisation, "hy"), _some.Clock, default));
        await _some.Do(db => WithdrawApplication.Execute(db, head, first, _some.Clock, default));
        var third = await _some.Try(db => StartApplication.Execute(db, head, competition, new(organisation, "hy"), _some.Clock, default));

        (second.Code(), third.Code()).Should().Be(("application-begun", null));
        third.Fact().Number.Should().MatchRegex(@"^P\d+-2021-002$");
    }

    [Fact]
    public async Task Of_two_people_who_save_at_once_the_second_learns_of_the_first()
    {
        var programme = await _some.ProgrammeAsync();
        var competition = await _some.CompetitionAsync(await _some.CohortAsync(programme));
        var (organisation, head) = await _some.OrganisationAsync(programme);
        var draft = await _some.DraftAsync(competition, organisation, head);
        await using var slow = _some.Open();
        await slow.Applications.FindAsync(draft);

        await _some.Do(db => SaveApplication.Execute(db, head, draft, Some.ApplicationRequest(1), _some.Clock, default));
        var act = () => SaveApplication.Execute(slow, head, draft, Some.ApplicationRequest(2), _some.Clock, default);

        await act.Should().ThrowAsync<DbUpdateConcurrencyException>();
        (await _some.Read(db => db.Applications.SingleAsync(a => a.Id == draft))).RequestedAmount.Should().Be(1);
    }

    [Fact]
    public async Task An_application_sent_twice_at_once_is_sent_once()
    {
        var programme = await _some.ProgrammeAsync();
        var competition = await _some.CompetitionAsync(await _some.CohortAsync(programme));
        var (organisation, head) = await _some.OrganisationAsync(programme);
        var draft = await _some.DraftAsync(competition, organisation, head);

        async Task<string?> Send()
        {
            try
            {
                return (await _some.Try(db => SubmitApplication.Execute(db, head, draft, _some.Clock, default))).Code();
            }
            catch (DbUpdateConcurrencyException)
            {
                return "changed-meanwhile";
            }
        }

        var codes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(Send)));

        codes.Count(c => c is null).Should().Be(1);
        (await _some.Read(db => db.Mails.CountAsync(m => m.SubjectRef == $"application:{draft}"))).Should().Be(1);
    }

    [Fact]
    public async Task A_member_of_an_earlier_cohort_is_not_eligible_for_the_next_and_is_told_why()
    {
        var programme = await _some.ProgrammeAsync();
        var (organisation, head) = await _some.OrganisationAsync(programme);
        var first = await _some.CohortAsync(programme);
        await _some.Do(db => AdmitMembers.Execute(db, Some.Administrator, first, [new(organisation, null)], _some.Clock, default));
        var competition = await _some.CompetitionAsync(await _some.CohortAsync(programme, number: 2));
        var member = await _some.DraftAsync(competition, organisation, head);
        await _some.Do(db => SubmitApplication.Execute(db, head, member, _some.Clock, default));
        var fresh = await _some.SubmittedAsync(programme, competition);

        await _some.ScreenedAsync(competition);

        (await StateOfAsync(member), await StateOfAsync(fresh)).Should().Be((ApplicationState.Ineligible, ApplicationState.Eligible));
        var mail = await _some.Read(db => db.Mails.SingleAsync(m => m.SubjectRef == $"application:{member}" && m.Kind == "application-ineligible"));
        mail.TextBody.Should().Contain("Կազմակերպությունն արդեն ընտրված է ծրագրի խմբում");
    }

    [Fact]
    public async Task Nobody_else_learns_that_an_application_exists()
    {
        var programme = await _some.ProgrammeAsync();
        var competition = await _some.CompetitionAsync(await _some.CohortAsync(programme));
        var (organisation, head) = await _some.OrganisationAsync(programme);
        var (_, other) = await _some.OrganisationAsync(programme);
        var draft = await _some.DraftAsync(competition, organisation, head);
        Actor[] strangers =
        [
            other, await _some.PersonAsync(programme, Role.Reviewer), await _some.PersonAsync(programme, Role.Donor), await _some.ManagerAsync(programme), Actor.Nobody,
        ];

        foreach (var stranger in strangers)
        {
            (await _some.Try(db => SaveApplication.Execute(db, stranger, draft, Some.ApplicationRequest(), _some.Clock, default))).Code().Should().Be("not-found");
            (await _some.Try(db => SubmitApplication.Execute(db, stranger, draft, _some.Clock, default))).Code().Should().Be("not-found");
            (await _some.Try(db => WithdrawApplication.Execute(db, stranger, draft, _some.Clock, default))).Code().Should().Be("not-found");
        }
    }

    Task<ApplicationState> StateOfAsync(Guid id) => _some.Read(db => db.Applications.Where(a => a.Id == id).Select(a => a.State).SingleAsync());
}
