using System.Text.RegularExpressions;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Organisations;
using GrantFlow.Selection;
using GrantFlow.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace GrantFlow.Journeys;

public sealed class JourneyTests(HostProcess host) : Journey(host), IClassFixture<HostProcess>
{
    Some _some => Host.Some;

    [Fact]
    public async Task An_applicant_on_a_phone_without_scripts_fills_profile_and_application_in_Armenian()
    {
        _some.Clock.SetTo(TimeProvider.System.GetUtcNow());
        var programme = await LiveProgrammeAsync();
        var (organisation, head) = await _some.OrganisationAsync(programme);
        await _some.Do(db => InviteToProfile.Execute(db, Some.Administrator, organisation, new(), _some.Clock, default));
        var competition = await _some.CompetitionAsync(await LiveCohortAsync(programme));
        var page = await Host.OpenAsync("hy-AM", width: 390, scripts: false);

        await Host.SignInAsync(page, head.PersonId);
        await page.TurnAsync(page.GetByRole(AriaRole.Link, new() { Name = "Լրացնել կազմակերպության անկետան" }));
        await page.FillAsync("#a-mission", "Գյուղի երիտասարդների հետ");
        await page.SelectOptionAsync("#a-field", "youth");
        await page.FillAsync("#a-staff", "երեք");
        await page.SendAsync("Ուղարկել անկետան");

        // Nothing typed is lost, and the summary leads to the field.
        (await page.Locator("#errors").InnerTextAsync()).Should().Contain("գրեք ամբողջ թիվ");
        (await page.InputValueAsync("#a-mission")).Should().Be("Գյուղի երիտասարդների հետ");
        (await page.InputValueAsync("#a-staff")).Should().Be("երեք");
        (await page.Locator("#errors a").First.GetAttributeAsync("href")).Should().StartWith("#a-");

        await page.FillAsync("#a-staff", "3");
        await page.FillAsync("#a-budget", "12 000 000");
        await page.CheckAsync("input[name=a-advocacy][value=yes]");
        await page.CheckAsync("#Consent");
        await page.SendAsync("Ուղարկել անկետան");
        (await page.Locator(".alert-success").InnerTextAsync()).Should().Be("Շնորհակալություն, անկետան ստացված է");

        await page.GotoAsync($"/competitions/{competition}");
        await page.TurnAsync(page.GetByRole(AriaRole.Button).First);
        await page.FillAsync("#Title", "Երիտասարդական կենտրոն");
        await page.FillAsync("#Summary", "Կենտրոն գյուղում");
        foreach (var (field, answer) in new[] { ("need", "Տեղ չկա"), ("plan", "Բացել կենտրոն"), ("results", "200 մարդ"), ("months", "12"), ("people", "200") })
            await page.FillAsync($"#a-{field}", answer);
        await page.FillAsync("#RequestedAmount", "4 000 000");
        await page.SendAsync("Պահել սևագիրը");
        (await page.Locator(".alert-success").InnerTextAsync()).Should().Be("Պահված է");
        (await WiderThanScreenAsync(page)).Should().BeFalse();
        await page.SendAsync("Ուղարկել հայտը");

        var receipt = await page.Locator("section[aria-label=Անդորրագիր]").InnerTextAsync();
        var kept = await _some.Read(db => db.Applications.SingleAsync(a => a.OrganisationId == organisation));
        kept.State.Should().Be(ApplicationState.Submitted);
        kept.RequestedAmount.Should().Be(4_000_000);
        receipt.Should().Contain(kept.Number).And.Contain(kept.SnapshotHash).And.Contain("UTC+4");
    }

    [Fact]
    public async Task A_draft_saves_itself_and_a_change_by_somebody_else_is_never_overwritten()
    {
        _some.Clock.SetTo(TimeProvider.System.GetUtcNow());
        var programme = await LiveProgrammeAsync();
        var (organisation, head) = await _some.OrganisationAsync(programme);
        var draft = await _some.DraftAsync(await _some.CompetitionAsync(await LiveCohortAsync(programme)), organisation, head);
        var page = await Host.OpenAsync("en-GB");
        await Host.SignInAsync(page, head.PersonId);
        await page.GotoAsync($"/applications/{draft}");
        var saved = await page.Locator("#seen").GetAttributeAsync("value");

        await page.FillAsync("#a-need", "There is no place to meet");
        await page.WaitForFunctionAsync("before => document.getElementById('seen').value !== before", saved);

        var kept = await _some.Read(db => db.Applications.SingleAsync(a => a.Id == draft));
        kept.Answers["need"].Should().Be("There is no place to meet");
        await Assertions.Expect(page.Locator("[data-count=a-need]")).ToHaveTextAsync(new Regex("· 25$"));

        await _some.Do(db => SaveApplication.Execute(db, head, draft, Some.ApplicationRequest(), TimeProvider.System, default));
        await page.FillAsync("#a-plan", "Mine");
        await page.SendAsync("Save the draft");
        (await page.Locator("#errors").InnerTextAsync()).Should().Contain("Somebody else changed this in the meantime");
        (await page.InputValueAsync("#a-plan")).Should().Be("Mine");
    }

    [Fact]
    public async Task A_reviewer_declares_no_conflict_and_scores()
    {
        _some.Clock.SetTo(TimeProvider.System.GetUtcNow().AddDays(-40));
        var programme = await LiveProgrammeAsync();
        var reviewer = await _some.PersonAsync(programme, Role.Reviewer);
        await _some.PersonAsync(programme, Role.Reviewer);
        var competition = await _some.CompetitionAsync(await LiveCohortAsync(programme));
        await _some.SubmittedAsync(programme, competition);
        await _some.ScreenedAsync(competition);
        await _some.Do(db => AssignReviewers.Execute(db, Some.Administrator, competition, new(), _some.Clock, default));
        var page = await Host.OpenAsync("ru-RU", width: 390, scripts: false);
        await Host.SignInAsync(page, reviewer.PersonId);

        await page.GotoAsync("/reviews");
        await page.TurnAsync(page.Locator("main li a").First);
        await page.CheckAsync("input[name=conflicted][value=false]");
        await page.SendAsync("Продолжить");
        foreach (var field in await page.Locator("input[type=number]").AllAsync()) await field.FillAsync("8");
        await page.FillAsync("#Comment", "Ясный план");
        await page.SendAsync("Отправить оценку");

        (await page.Locator(".alert-success").InnerTextAsync()).Should().Be("Оценка принята");
        var review = await _some.Read(db => db.Reviews.SingleAsync(r => r.ReviewerId == reviewer.PersonId));
        (review.State, review.Comment).Should().Be((ReviewState.Scored, "Ясный план"));
    }

    [Fact]
    public async Task A_manager_finds_a_letter_in_the_mail_console_and_reads_both_parts()
    {
        _some.Clock.SetTo(TimeProvider.System.GetUtcNow());
        var programme = await LiveProgrammeAsync();
        var manager = await _some.ManagerAsync(programme);
        var (organisation, head) = await _some.OrganisationAsync(programme);
        await _some.Do(db => InviteToProfile.Execute(db, Some.Administrator, organisation, new(), _some.Clock, default));
        var page = await Host.OpenAsync("en-GB");
        var faults = new List<string>();
        page.Console += (_, message) => { if (message.Type == "error") faults.Add(message.Text); };
        await Host.SignInAsync(page, manager.PersonId);

        await page.GotoAsync("/mails");
        await page.FillAsync("input[name=search]", head.Name);
        await page.SendAsync("Show");
        await page.TurnAsync(page.Locator("main table a").First);

        (await page.Locator("main h1").InnerTextAsync()).Should().NotBeEmpty();
        var html = page.FrameLocator("iframe").Locator("body");
        await Assertions.Expect(html).ToHaveTextAsync(new Regex("^\\s*Պատմե՛ք մեզ"));
        faults.Should().BeEmpty();
    }

    async Task<Guid> LiveProgrammeAsync()
    {
        var year = TimeProvider.System.GetUtcNow().Year;
        var request = Some.ProgrammeRequest(HostProcess.Number()) with { StartsOn = new(year - 1, 1, 1), EndsOn = new(year + 3, 12, 31) };
        return (await _some.Do(db => GrantFlow.Programmes.CreateProgramme.Execute(db, Some.Administrator, request, _some.Clock, default))).ProgrammeId;
    }

    async Task<Guid> LiveCohortAsync(Guid programme) =>
        (await _some.Do(db => GrantFlow.Programmes.PlanCohort.Execute(
            db, Some.Administrator, programme, new(1, LocalText.Of("en", "Cohort"), TimeProvider.System.GetUtcNow().Year, 3), _some.Clock, default))).CohortId;

    static Task<bool> WiderThanScreenAsync(IPage page) => page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth");
}
