using System.Net;
using AngleSharp.Html.Parser;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Programmes;
using GrantFlow.Tests.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace GrantFlow.Tests.Security;

/// <summary>What happens when the same is done twice: by two hands at once, by a double click, by a form sent again.</summary>
public sealed class TwiceTests : IAsyncLifetime
{
    readonly RunningHost _host = new() { With = services => services.RemoveAll<IHostedService>() };

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Of_two_who_edit_one_draft_the_second_is_told_and_keeps_what_they_typed()
    {
        var (draft, head) = await DraftAsync();
        using var first = await _host.AsAsync(head);
        using var second = await _host.AsAsync(head);
        var (mine, theirs) = (await FormAsync(first, draft, "Save"), await FormAsync(second, draft, "Save"));

        var saved = await SendAsync(first, mine, ("Title", "The first hand's"));
        var late = await SendAsync(second, theirs, ("Title", "The second hand's"));

        saved.Status.Should().Be(HttpStatusCode.Redirect);
        late.Html.Should().Contain("Somebody else changed this in the meantime");
        (await new HtmlParser().ParseDocumentAsync(late.Html)).QuerySelector("#Title")!.GetAttribute("value").Should().Be("The second hand's");
        await using var db = _host.Database.Open();
        (await db.Applications.SingleAsync(a => a.Id == draft)).Title.Should().Be("The first hand's");
    }

    [Fact]
    public async Task A_double_click_and_a_form_sent_again_have_one_effect_and_the_page_shows_it()
    {
        var (draft, head) = await DraftAsync();
        using var client = await _host.AsAsync(head);
        var form = await FormAsync(client, draft, "Submit");

        var clicks = await Task.WhenAll(SendAsync(client, form), SendAsync(client, form), SendAsync(client, form));
        var again = await SendAsync(client, form);

        clicks.Count(c => c.Status == HttpStatusCode.Redirect).Should().Be(1);
        clicks.Where(c => c.Status != HttpStatusCode.Redirect).Should().AllSatisfy(c => c.Status.Should().BeOneOf(HttpStatusCode.OK, HttpStatusCode.Conflict));
        again.Status.Should().Be(HttpStatusCode.OK);
        await using var db = _host.Database.Open();
        var sent = await db.Applications.SingleAsync(a => a.Id == draft);
        sent.State.Should().Be(ApplicationState.Submitted);
        (await db.AuditFacts.CountAsync(f => f.Kind == nameof(ApplicationSubmitted) && f.Subject == sent.Subject)).Should().Be(1);
        (await client.GetStringAsync($"/applications/{draft}")).Should().Contain(sent.SnapshotHash);
    }

    async Task<(Guid Draft, Actor Head)> DraftAsync()
    {
        var some = new Some(_host.Database);
        some.Clock.SetTo(TimeProvider.System.GetUtcNow());
        var year = TimeProvider.System.GetUtcNow().Year;
        var request = Some.ProgrammeRequest(Random.Shared.Next(10_000, 99_999)) with { StartsOn = new(year - 1, 1, 1), EndsOn = new(year + 3, 12, 31) };
        var programme = (await some.Do(db => CreateProgramme.Execute(db, Some.Administrator, request, some.Clock, default))).ProgrammeId;
        var (organisation, head) = await some.OrganisationAsync(programme);
        var cohort = (await some.Do(db => PlanCohort.Execute(db, Some.Administrator, programme, new(1, LocalText.Of("en", "Cohort"), year, 3), some.Clock, default))).CohortId;
        return (await some.DraftAsync(await some.CompetitionAsync(cohort), organisation, head), head);
    }

    static async Task<PageForm> FormAsync(HttpClient client, Guid draft, string handler) =>
        (await new Browsing(client).ReadAsync($"/applications/{draft}")).Forms.First(f => f.Action.EndsWith($"handler={handler}", StringComparison.Ordinal));

    static async Task<(HttpStatusCode Status, string Html)> SendAsync(HttpClient client, PageForm form, params (string Name, string Value)[] typed)
    {
        var fields = form.Fields.Where(f => typed.All(t => t.Name != f.Name)).Select(f => (f.Name, f.Value)).Concat(typed);
        using var answer = await client.PostAsync(form.Action, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
