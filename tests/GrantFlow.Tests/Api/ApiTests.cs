using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Tests.Postgres;
using Xunit;

namespace GrantFlow.Tests.Api;

public sealed class ApiTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly Some _some = new(database);

    [Fact]
    public async Task An_application_goes_from_its_first_line_to_its_seal_over_the_api()
    {
        await using var host = await SomeHost.StartAsync(database, _some.Clock);
        var programme = await _some.ProgrammeAsync();
        var competition = await _some.CompetitionAsync(await _some.CohortAsync(programme));
        var (organisation, head) = await _some.OrganisationAsync(programme);
        using var client = await host.SignedInAsync(_some, head);

        var started = await PostAsync(client, $"/api/competitions/{competition}/applications", new { organisationId = organisation, language = "hy" });
        var id = started.Body.GetProperty("applicationId").GetGuid();
        var saved = await PostAsync(client, $"/api/applications/{id}", Some.ApplicationRequest());
        var submitted = await PostAsync(client, $"/api/applications/{id}/submit", new { });
        var again = await PostAsync(client, $"/api/applications/{id}/submit", new { });
        var read = await client.GetFromJsonAsync<JsonElement>($"/api/applications/{id}");

        (started.Status, saved.Status, submitted.Status).Should().Be((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK));
        (again.Status, again.Body.GetProperty("type").GetString()).Should().Be((HttpStatusCode.Conflict, "application-not-draft"));
        read.GetProperty("state").GetString().Should().Be("Submitted");
        read.GetProperty("snapshotHash").GetString().Should().Be(submitted.Body.GetProperty("snapshotHash").GetString());
    }

    [Theory]
    [InlineData("{", null)]
    [InlineData("[]", null)]
    [InlineData("""{"email":1}""", "email")]
    public async Task A_body_that_cant_be_read_is_answered_in_the_readers_language(string body, string? field)
    {
        await using var host = await SomeHost.StartAsync(database, _some.Clock);
        using var client = host.Anonymous();
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("ru");
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var answer = await client.PostAsync(new Uri("/api/sign-in", UriKind.Relative), content);

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        (problem.GetProperty("type").GetString(), problem.GetProperty("title").GetString()).Should().Be(("bad-request", "Запрос не удалось прочитать."));
        (problem.TryGetProperty("errors", out var errors) ? errors.EnumerateObject().Single().Name : null).Should().Be(field);
    }

    [Fact]
    public async Task A_malformed_request_names_its_field_and_reaches_no_use_case()
    {
        await using var host = await SomeHost.StartAsync(database, _some.Clock);
        var programme = await _some.ProgrammeAsync();
        var (organisation, _) = await _some.OrganisationAsync(programme);
        using var client = await host.SignedInAsync(_some, await _some.ManagerAsync(programme));

        var answer = await PostAsync(client, $"/api/organisations/{organisation}/profile/invite", new { days = 0 });

        answer.Status.Should().Be(HttpStatusCode.BadRequest);
        answer.Body.GetProperty("errors").EnumerateObject().Select(e => e.Name).Should().ContainMatch("*ays");
    }

    [Theory]
    [InlineData("en", "Some of what was sent isn't as it has to be.", "Days: from 1 to 365.", "Reason: at most 4,000 characters.", "Checks[0].Note: at most 4,000 characters.")]
    [InlineData("hy", "Ուղարկվածի մի մասը ճիշտ չէ։", "Days՝ 1-ից մինչև 365։", "Reason՝ առավելագույնը 4 000 նիշ։", "Checks[0].Note՝ առավելագույնը 4 000 նիշ։")]
    [InlineData("ky", "Жөнөтүлгөндүн бир бөлүгү туура эмес.", "Days: 1 менен 365 ортосунда.", "Reason: эң көп 4 000 белги.", "Checks[0].Note: эң көп 4 000 белги.")]
    [InlineData("ru", "Не всё отправленное заполнено верно.", "Days: от 1 до 365.", "Reason: не больше 4 000 знаков.", "Checks[0].Note: не больше 4 000 знаков.")]
    public async Task What_is_wrong_with_a_field_is_said_in_the_readers_language(string language, string title, string days, string reason, string note)
    {
        await using var host = await SomeHost.StartAsync(database, _some.Clock);
        var programme = await _some.ProgrammeAsync();
        var (organisation, _) = await _some.OrganisationAsync(programme);
        using var client = await host.SignedInAsync(_some, await _some.ManagerAsync(programme));
        client.DefaultRequestHeaders.AcceptLanguage.Clear();
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);

        var first = await PostAsync(client, $"/api/organisations/{organisation}/profile/invite", new { days = 0 });
        var second = await PostAsync(client, $"/api/awards/{organisation}/suspend", new { reason = new string('a', 4001) });
        var third = await PostAsync(client, $"/api/awards/{organisation}/due-diligence", new { checks = new[] { new { kind = "Registration", result = "Clear", note = new string('a', 4001) } } });

        (first.Status, first.Body.GetProperty("type").GetString(), first.Body.GetProperty("title").GetString()).Should().Be((HttpStatusCode.BadRequest, "fields-wrong", title));
        new[] { first, second, third }.Select(a => a.Body.GetProperty("errors").EnumerateObject().Single().Value[0].GetString()!.Replace('\u00a0', ' ').Replace('\u202f', ' '))
            .Should().Equal(days, reason, note);
    }

    [Fact]
    public async Task Others_get_not_found_and_whoever_isnt_signed_in_is_asked_to()
    {
        await using var host = await SomeHost.StartAsync(database, _some.Clock);
        var programme = await _some.ProgrammeAsync();
        var competition = await _some.CompetitionAsync(await _some.CohortAsync(programme));
        var (organisation, head) = await _some.OrganisationAsync(programme);
        var draft = await _some.DraftAsync(competition, organisation, head);
        using var donor = await host.SignedInAsync(_some, await _some.PersonAsync(programme, Role.Donor));
        using var anonymous = host.Anonymous();

        using var seen = await donor.GetAsync(new Uri($"/api/applications/{draft}", UriKind.Relative));
        var written = await PostAsync(donor, $"/api/applications/{draft}", Some.ApplicationRequest());
        var ranked = await PostAsync(donor, $"/api/competitions/{competition}/ranking", new { });
        using var unknown = await anonymous.GetAsync(new Uri("/api/competitions", UriKind.Relative));

        (seen.StatusCode, written.Status, ranked.Status).Should().Be((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden));
        unknown.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        using var others = await host.SignedInAsync(_some, (await _some.OrganisationAsync(programme)).Head);
        using var foreign = await others.GetAsync(new Uri($"/api/applications/{draft}", UriKind.Relative));
        var overwritten = await PostAsync(others, $"/api/applications/{draft}", Some.ApplicationRequest());
        (foreign.StatusCode, overwritten.Status).Should().Be((HttpStatusCode.NotFound, HttpStatusCode.NotFound));
        (await others.GetFromJsonAsync<JsonElement>($"/api/competitions/{competition}/applications")).GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task A_manager_sees_programmes_cohorts_competitions_and_rankings()
    {
        await using var host = await SomeHost.StartAsync(database, _some.Clock);
        var programme = await _some.ProgrammeAsync();
        var (cohort, competition, applications) = await _some.DecidedAsync(programme);
        using var client = await host.SignedInAsync(_some, await _some.ManagerAsync(programme));

        Task<JsonElement> Get(string path) => client.GetFromJsonAsync<JsonElement>(path);

        (await Get("/api/programmes")).EnumerateArray().Select(p => p.GetProperty("id").GetGuid()).Should().Contain(programme);
        (await Get($"/api/cohorts/{cohort}")).GetProperty("members").GetArrayLength().Should().Be(2);
        (await Get("/api/competitions")).EnumerateArray().Select(c => c.GetProperty("id").GetGuid()).Should().Contain(competition);
        (await Get($"/api/competitions/{competition}/applications")).GetArrayLength().Should().Be(4);
        var ranking = await Get($"/api/competitions/{competition}/ranking");
        ranking.GetProperty("state").GetString().Should().Be("Approved");
        ranking.GetProperty("lines").EnumerateArray().Select(l => l.GetProperty("applicationId").GetGuid()).Should().Equal(applications);
        (await Get($"/api/programmes/{programme}/organisations")).GetArrayLength().Should().Be(4);
        using var reviews = await client.GetAsync(new Uri("/api/reviews", UriKind.Relative));
        reviews.StatusCode.Should().Be(HttpStatusCode.Forbidden, "a manager reviews nothing");
    }

    static async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(path, body);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }
}
