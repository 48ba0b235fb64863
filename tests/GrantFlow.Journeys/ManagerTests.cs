using System.Globalization;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Competitions;
using GrantFlow.Monitoring;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace GrantFlow.Journeys;

/// <summary>What a programme's staff do by clicks alone, while the workflows go on behind them.</summary>
public sealed class ManagerTests(HostProcess host) : Journey(host), IClassFixture<HostProcess>
{
    Some _some => Host.Some;

    static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_manager_makes_a_cohort_and_a_competition_publishes_it_and_the_workflow_takes_it_on()
    {
        _some.Clock.SetTo(Now);
        var programme = await ProgrammeAsync();
        var manager = await _some.ManagerAsync(programme);
        var (organisation, _) = await _some.OrganisationAsync(programme);
        var page = await Host.OpenAsync("en-GB", scripts: false);
        await Host.SignInAsync(page, manager.PersonId);

        await page.TurnAsync(page.GetByRole(AriaRole.Navigation).Last.GetByRole(AriaRole.Link, new() { Name = "Programmes" }));
        await page.TurnAsync(page.Locator("main li a").First);
        var act = await OpenAsync(page, "New cohort");
        await act.GetByLabel("Name of the cohort (հայերեն)").FillAsync("Առաջին խումբ");
        await act.GetByLabel("Places").FillAsync("2");
        await page.TurnAsync(act.GetByRole(AriaRole.Button, new() { Name = "Create" }));
        act = await OpenAsync(page, "New competition");
        await act.GetByLabel("Title (հայերեն)").FillAsync("Փոքր դրամաշնորհներ");
        await act.GetByLabel("What is asked for and offered (հայերեն)").FillAsync("Համայնքների համար");
        await act.GetByLabel("Opens").FillAsync($"{Day(-1)}T09:00");
        await act.GetByLabel("For the whole competition").FillAsync("ten million");
        await act.GetByLabel("The most one grant may be").FillAsync("2 000 000");
        await page.TurnAsync(act.GetByRole(AriaRole.Button, new() { Name = "Create" }));

        // The form is open again with all that was typed, and the summary leads to the field.
        (await page.Locator("#errors a").InnerTextAsync()).Should().Contain("For the whole competition (AMD): enter the amount in figures");
        act = page.Locator("details.gf-act[open]");
        (await act.GetByLabel("Title (հայերեն)").InputValueAsync()).Should().Be("Փոքր դրամաշնորհներ");
        await act.GetByLabel("For the whole competition").FillAsync("10 000 000");
        await page.TurnAsync(act.GetByRole(AriaRole.Button, new() { Name = "Create" }));
        await ActAsync(page, "Publish");
        await ActAsync(page, "Begin the cohort's work");

        var competition = await _some.Read(db => db.Competitions.SingleAsync(c => c.ProgrammeId == programme));
        competition.State.Should().Be(CompetitionState.Open);
        // The workflow goes on from what was clicked: the organisation has its letter.
        await Eventually.TrueAsync(() => _some.Read(db => db.Mails.AnyAsync(m => m.ProgrammeId == programme && m.Kind == "competition-announced")));
        var stranger = await Host.OpenAsync("hy-AM");
        await stranger.GotoAsync("/");
        (await stranger.Locator("main").InnerTextAsync()).Should().Contain("Փոքր դրամաշնորհներ");
        organisation.Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_grant_comes_from_the_decision_to_its_first_payment_and_a_held_visit_by_clicks()
    {
        // The competition was held last month; everything after its decision is done on pages.
        _some.Clock.SetTo(Now.AddDays(-45));
        var programme = await ProgrammeAsync();
        var (manager, finance) = (await _some.ManagerAsync(programme), await _some.PersonAsync(programme, Role.Finance));
        var (_, competition, applications) = await _some.DecidedAsync(programme, applications: 1, places: 1);
        var page = await Host.OpenAsync("en-GB", width: 390, scripts: false);
        await Host.SignInAsync(page, manager.PersonId);

        await page.GotoAsync($"/competitions/{competition}/selection");
        var act = await OpenAsync(page, "Open the grants");
        await act.GetByLabel("First day").FillAsync(Day(-1));
        await page.TurnAsync(act.GetByRole(AriaRole.Button, new() { Name = "Open the grants" }));
        var award = await _some.Read(db => db.Awards.SingleAsync(a => a.ApplicationId == applications[0]));
        await page.GotoAsync($"/awards/{award.Id}");
        await ActAsync(page, "Begin the work on the grant");
        act = await OpenAsync(page, "Record the checks");
        foreach (var result in await act.Locator("select").AllAsync()) await result.SelectOptionAsync("Clear");
        await page.TurnAsync(act.GetByRole(AriaRole.Button, new() { Name = "Record the checks" }));

        // The workflow writes the agreement; both sides sign it, each on their own page.
        await UntilAsync(award.Id, a => a.State == AwardState.Offered);
        await page.ReloadAsync();
        await ActAsync(page, "Sign the agreement");
        var person = await _some.Read(db => db.OrganisationPeople.SingleAsync(p => p.OrganisationId == award.OrganisationId));
        var grantee = await Host.OpenAsync("hy-AM", width: 390, scripts: false);
        await Host.SignInAsync(grantee, person.PersonId!.Value);
        await grantee.GotoAsync($"/awards/{award.Id}");
        await ActAsync(grantee, "Ստորագրել պայմանագիրը");

        // The workflow schedules the tranches and plans the visits; Finance lets the first one go.
        await UntilAsync(award.Id, a => a.State == AwardState.Active);
        await Eventually.TrueAsync(() => _some.Read(db => db.Visits.AnyAsync(v => v.AwardId == award.Id)));
        var till = await Host.OpenAsync("ru-RU", scripts: false);
        await Host.SignInAsync(till, finance.PersonId);
        await till.GotoAsync($"/awards/{award.Id}");
        await ActAsync(till, "Разрешить выплату");
        act = await OpenAsync(till, "Подтвердить выплату");
        await act.GetByLabel("Номер платежа").FillAsync("PO 1");
        await till.TurnAsync(act.GetByRole(AriaRole.Button, new() { Name = "Подтвердить выплату" }));
        (await till.Locator(".alert-success").InnerTextAsync()).Should().Be("Выплата подтверждена");

        // The first visit is moved to today, and held.
        await page.ReloadAsync();
        await page.TurnAsync(page.GetByRole(AriaRole.Link, new() { Name = "Visit 1" }));
        act = await OpenAsync(page, "Confirm the day");
        await act.GetByLabel("Planned for").FillAsync(Today());
        await page.TurnAsync(act.GetByRole(AriaRole.Button, new() { Name = "Confirm the day" }));
        act = await OpenAsync(page, "Record that it took place");
        await act.GetByLabel("What was seen").FillAsync("The centre is open and full");
        await page.TurnAsync(act.GetByRole(AriaRole.Button, new() { Name = "Record that it took place" }));

        (await page.Locator("h1").InnerTextAsync()).Should().Contain("Held");
        (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth")).Should().BeFalse();
        (await _some.Read(db => db.Disbursements.OrderBy(d => d.Number).FirstAsync(d => d.AwardId == award.Id))).State.Should().Be(DisbursementState.Paid);
        (await _some.Read(db => db.Visits.SingleAsync(v => v.AwardId == award.Id && v.Number == 1))).State.Should().Be(VisitState.Held);
        // The monitoring workflow has seen it: it waits for the next visit now, or for none.
        await Eventually.TrueAsync(() => _some.Read(db => db.Signals.AllAsync(s => s.CorrelationId != award.Subject || s.Name != "VisitHeld")));
    }

    Task UntilAsync(Guid award, System.Linq.Expressions.Expression<Func<Award, bool>> stands) =>
        Eventually.TrueAsync(() => _some.Read(db => db.Awards.Where(a => a.Id == award).AnyAsync(stands)));

    /// <summary>Opens an act's form.</summary>
    static async Task<ILocator> OpenAsync(IPage page, string name)
    {
        var act = page.Locator("details.gf-act").Filter(new() { Has = page.Locator("summary").GetByText(name, new() { Exact = true }) }).First;
        await act.Locator("summary").ClickAsync();
        return act;
    }

    /// <summary>Does an act that asks nothing; one with a word of warning is opened first.</summary>
    static async Task ActAsync(IPage page, string name)
    {
        var within = await page.Locator("details.gf-act > summary").GetByText(name, new() { Exact = true }).CountAsync() > 0 ? await OpenAsync(page, name) : page.Locator("main");
        await page.TurnAsync(within.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).First);
        await page.Locator(".alert-success").WaitForAsync();
    }

    static string Day(int days) => Now.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // Of the programme, whose day may be another than the machine's.
    static string Today() => TimeZoneInfo.ConvertTime(Now, TimeZoneInfo.FindSystemTimeZoneById("Asia/Yerevan")).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    async Task<Guid> ProgrammeAsync()
    {
        var request = Some.ProgrammeRequest(HostProcess.Number()) with { StartsOn = new(2020, 1, 1), EndsOn = new(Now.Year + 3, 12, 31) };
        return (await _some.Do(db => GrantFlow.Programmes.CreateProgramme.Execute(db, Some.Administrator, request, _some.Clock, default))).ProgrammeId;
    }
}
