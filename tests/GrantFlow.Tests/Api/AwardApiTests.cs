using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FluentAssertions;
using GrantFlow.Reporting;
using GrantFlow.Tests.Postgres;
using Xunit;

namespace GrantFlow.Tests.Api;

public sealed class AwardApiTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_report_is_written_sent_in_and_accepted_over_the_api_and_seen_by_those_who_may()
    {
        var award = await (await new SomeAward(database).OpenedAsync()).ActiveAsync();
        await using var host = await SomeHost.StartAsync(database, award.Clock);
        await award.Some.Do(db => PlanReports.Execute(db, award.Manager, award.Id, new(), award.Clock, default));
        var report = await award.ReportAsync(1);
        using var head = await host.SignedInAsync(award.Some, award.Head);
        using var manager = await host.SignedInAsync(award.Some, award.Manager);
        using var donor = await host.SignedInAsync(award.Some, award.Donor);
        using var stranger = await host.SignedInAsync(award.Some, (await award.Some.OrganisationAsync(award.Programme)).Head);

        var requested = await PostAsync(manager, $"/api/reports/{report.Id}/request", new { });
        var saved = await PostAsync(head, $"/api/reports/{report.Id}", new { content = new { done = "x" }, lines = new[] { new { heading = "Rent", budgeted = 500, spent = 120.5 } } });
        var forbidden = await PostAsync(donor, $"/api/reports/{report.Id}/submit", new { });
        var submitted = await PostAsync(head, $"/api/reports/{report.Id}/submit", new { });
        var malformed = await PostAsync(manager, $"/api/reports/{report.Id}/return", new { reasons = "", dueOn = "2021-09-01" });
        var accepted = await PostAsync(manager, $"/api/reports/{report.Id}/accept", new { remark = "" });
        using var hidden = await stranger.GetAsync(new Uri($"/api/reports/{report.Id}", UriKind.Relative));

        new[] { requested.Status, saved.Status, forbidden.Status, submitted.Status, malformed.Status, accepted.Status, hidden.StatusCode }.Should().Equal(
            HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.OK, HttpStatusCode.NotFound);
        var seen = await donor.GetFromJsonAsync<JsonElement>($"/api/reports/{report.Id}");
        (seen.GetProperty("report").GetProperty("state").GetString(), seen.GetProperty("report").GetProperty("spent").GetDecimal()).Should().Be(("Accepted", 120.5m));
        var view = await donor.GetFromJsonAsync<JsonElement>($"/api/awards/{award.Id}");
        view.GetProperty("disbursements").EnumerateArray().Sum(d => d.GetProperty("amount").GetDecimal()).Should().Be(SomeAward.Amount);
        (await stranger.GetFromJsonAsync<JsonElement>($"/api/programmes/{award.Programme}/awards")).GetArrayLength().Should().Be(0);
        (await head.GetFromJsonAsync<JsonElement>($"/api/programmes/{award.Programme}/awards?state=Active")).GetArrayLength().Should().Be(1);
        (await manager.GetFromJsonAsync<JsonElement>($"/api/awards/{award.Id}/monitoring")).GetProperty("risk").GetString().Should().Be("Green");
    }

    static async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(path, body);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }
}
