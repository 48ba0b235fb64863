using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Tests.Web;
using GrantFlow.Workflows.Activities;
using Xunit;

namespace GrantFlow.Tests.Designer;

/// <summary>What Elsa Studio is told of our activities: each rule is one that breaks its palette, its diagram or its editors.</summary>
public sealed class DescriptorsTests(RunningHost host) : IClassFixture<RunningHost>
{
    const string Activities = "/elsa/api/descriptors/activities?Refresh=True";

    [Fact]
    public async Task Every_activity_of_the_catalogue_is_there_once_with_inputs_that_can_be_seen()
    {
        var client = await ManagerAsync("all@descriptors.example");
        var items = await ItemsAsync(client, Activities);
        var catalogue = host.Service<ActivityCatalogue>().Descriptors;

        items.Select(i => Text(i, "typeName")).Should().BeEquivalentTo(catalogue.Keys);
        items.Select(i => $"{Text(i, "typeName")}:{i.GetProperty("version")}").Should().OnlyHaveUniqueItems();
        items.Where(i => Text(i, "category").Contains('/', StringComparison.Ordinal)).Should().BeEmpty();
        var inputs = items.SelectMany(i => i.GetProperty("inputs").EnumerateArray()).ToList();
        inputs.Should().OnlyContain(i => i.GetProperty("isBrowsable").ValueKind == JsonValueKind.True);
        inputs.Should().OnlyContain(i => Text(i, "description").Length > 3);
    }

    [Fact]
    public async Task The_palette_shows_the_stages_in_the_order_of_a_grant_and_the_engines_own_after_them()
    {
        var client = await ManagerAsync("order@descriptors.example");

        var groups = (await ItemsAsync(client, Activities)).Select(i => Text(i, "category")).Distinct().Order(StringComparer.Ordinal);

        groups.Take(7).Should().Equal("1. Entrance", "2. Competition", "3. Selection", "4. Award", "5. Monitoring", "6. Reporting", "7. Everywhere");
    }

    [Fact]
    public async Task The_structural_types_are_known_and_not_offered()
    {
        var client = await ManagerAsync("structure@descriptors.example");

        var items = await ItemsAsync(client, Activities);

        foreach (var type in new[] { "Elsa.Flowchart", "Elsa.Sequence", "Elsa.Workflow", "Elsa.NotFoundActivity" })
            items.Single(i => Text(i, "typeName") == type).GetProperty("isBrowsable").GetBoolean().Should().BeFalse(type);
    }

    [Fact]
    public async Task A_list_of_outcomes_begins_empty_for_without_one_nothing_would_be_drawn()
    {
        var client = await ManagerAsync("outcomes@descriptors.example");

        var items = await ItemsAsync(client, Activities);

        foreach (var input in items.Where(i => i.GetProperty("inputs").EnumerateArray().Any(n => Text(n, "uiHint") == "dynamic-outcomes")))
        {
            input.GetProperty("constructionProperties").EnumerateObject().Single().Value.GetProperty("expression").GetProperty("value").GetString().Should().Be("[]");
            input.GetProperty("inputs").EnumerateArray().Single(n => Text(n, "uiHint") == "dynamic-outcomes")
                .GetProperty("uiSpecifications").GetProperty("DynamicOutcomesOptions").GetProperty("fixedOutcomes").ValueKind.Should().Be(JsonValueKind.Array);
        }
    }

    [Fact]
    public async Task What_hasnt_changed_isnt_sent_again()
    {
        var client = await ManagerAsync("tag@descriptors.example");
        using var first = await client.GetAsync(Activities);
        using var again = new HttpRequestMessage(HttpMethod.Get, Activities);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var answer = await client.SendAsync(again);

        answer.StatusCode.Should().Be(HttpStatusCode.NotModified);
    }

    [Theory]
    [InlineData("workflow-activation-strategies")]
    [InlineData("incident-strategies")]
    [InlineData("log-persistence-strategies")]
    [InlineData("commit-strategies/workflows")]
    [InlineData("commit-strategies/activities")]
    [InlineData("storage-drivers")]
    [InlineData("variables")]
    [InlineData("output-converters?sourceType=String&destinationType=Int32")]
    [InlineData("expression-descriptors")]
    public async Task Every_list_that_studio_asks_for_is_there(string list)
    {
        var client = await ManagerAsync($"{list.GetHashCode(StringComparison.Ordinal)}@descriptors.example");

        var answer = await client.GetFromJsonAsync<JsonElement>($"/elsa/api/descriptors/{list}");

        answer.GetProperty("count").GetInt32().Should().Be(answer.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Choices_come_from_what_there_is_now_in_the_readers_language()
    {
        var client = await ManagerAsync("choices@descriptors.example", "ru");

        var roles = await ChoicesAsync(client, "GrantFlow.AskPerson", "Role");
        var mails = await ChoicesAsync(client, "GrantFlow.SendMessage", "template");
        var competitions = await ChoicesAsync(client, "GrantFlow.Announce", "CompetitionId");
        using var none = await client.PostAsJsonAsync("/elsa/api/descriptors/activities/GrantFlow.Announce/options/Nothing", new { context = new { } });

        roles.Should().Contain(r => Text(r, "value") == "GrantManager" && Text(r, "text") != "GrantManager");
        mails.Select(m => Text(m, "value")).Should().Contain("report-requested");
        Text(competitions[0], "value").Should().BeEmpty();
        none.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Only_what_is_advertised_is_switched_on()
    {
        var client = await ManagerAsync("features@descriptors.example");

        (await ItemsAsync(client, "/elsa/api/features/installed")).Select(f => Text(f, "fullName")).Should().Equal("Elsa.RealTimeWorkflowUpdates");
        (await client.GetAsync("/elsa/api/features/installed/Elsa.Resilience")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Every_grant_activity_has_its_colour_and_icon_on_the_diagram()
    {
        var css = await host.Client().GetStringAsync("/studio/stages.css");

        foreach (var activity in host.Service<ActivityCatalogue>().Descriptors.Values.Where(d => d.Stage is not null))
            css.Split($"\"type\":\"{activity.TypeName}\"").Should().HaveCount(4, activity.TypeName);
    }

    async Task<HttpClient> ManagerAsync(string email, string language = "en")
    {
        await host.EnterAsync(email, Role.GrantManager);
        var client = await host.SignInAsync(email, language);
        client.DefaultRequestHeaders.Add("RequestVerificationToken", (await RunningHost.FormAsync(client, "/me"))["__RequestVerificationToken"]);
        return client;
    }

    static async Task<List<JsonElement>> ChoicesAsync(HttpClient client, string activity, string input)
    {
        using var answer = await client.PostAsJsonAsync($"/elsa/api/descriptors/activities/{activity}/options/{input}", new { context = new { } });
        return [.. (await RunningHost.JsonAsync(answer)).GetProperty("items").GetProperty("dropdown").GetProperty("selectList").GetProperty("items").EnumerateArray()];
    }

    static async Task<List<JsonElement>> ItemsAsync(HttpClient client, string path) => [.. (await client.GetFromJsonAsync<JsonElement>(path)).GetProperty("items").EnumerateArray()];

    static string Text(JsonElement of, string name) => of.GetProperty(name).GetString() ?? "";
}
