using System.Net;
using System.Text.Json;
using FluentAssertions;
using Xunit;

namespace GrantFlow.Tests.Designer;

/// <summary>A published definition that others may use as an activity stands in the palette, and what holds it is drawn.</summary>
public sealed class UsableTests(StudioHost host) : IClassFixture<StudioHost>
{
    [Fact]
    public async Task It_is_offered_with_inputs_outcomes_and_the_definition_it_stands_for()
    {
        var used = await PublishAsync("Check the bank", """[{"name":"Iban","type":"String","displayName":"Account","description":"Where to","uiHint":"singleline"}]""");

        var (offered, _) = await PaletteAsync(host.Anna);

        var descriptor = offered.Single(d => Text(d, "typeName") == "CheckTheBank");
        descriptor.GetProperty("isBrowsable").GetBoolean().Should().BeTrue();
        Text(descriptor, "category").Should().Be("Ours – Money");
        Text(descriptor, "displayName").Should().Be("Check the bank");
        descriptor.GetProperty("inputs").EnumerateArray().Select(i => Text(i, "name")).Should().Equal("Iban");
        descriptor.GetProperty("ports").EnumerateArray().Select(p => Text(p, "name")).Should().Equal("Good", "Bad");
        var made = descriptor.GetProperty("constructionProperties");
        Text(made, "WorkflowDefinitionId").Should().Be(used);
        Text(made, "WorkflowDefinitionVersionId").Should().Be($"{used}:1");
        made.GetProperty("LatestAvailablePublishedVersion").GetInt32().Should().Be(1);
        offered.Select(d => $"{Text(d, "typeName")}:{d.GetProperty("version")}").Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task What_holds_it_is_sent_as_drawn_whatever_becomes_of_it_later()
    {
        var used = await PublishAsync("Send thanks", "[]");
        var holder = (await host.SaveAsync(host.Anna, Holding("Holder", "SendThanks", used))).GetProperty("definitionId").GetString()!;

        await host.SaveAsync(host.Anna, SomeDrawing.Model(Usable(used, "Send thanks", "[]", "again")), publish: true);
        var (afterNewVersion, _) = await PaletteAsync(host.Anna);
        (await host.PostAsync(host.Anna, $"/workflow-definitions/{used}/retract", new { })).StatusCode.Should().Be(HttpStatusCode.OK);
        var (afterTakenBack, _) = await PaletteAsync(host.Anna);

        Offered(afterNewVersion).Should().Equal((1, false), (2, true));
        Offered(afterTakenBack).Should().Equal((1, false), (2, false));
        (await TypesAsync(host.Anna, holder)).Should().Equal("SendThanks");

        static IEnumerable<(int, bool)> Offered(IEnumerable<JsonElement> all) =>
            all.Where(d => Text(d, "typeName") == "SendThanks").Select(d => (d.GetProperty("version").GetInt32(), d.GetProperty("isBrowsable").GetBoolean()));
    }

    [Fact]
    public async Task Another_programme_is_told_nothing_of_it_and_a_name_of_theirs_makes_nothing_known_here()
    {
        var used = await PublishAsync("Secret step", "[]");
        var theirs = (await host.SaveAsync(host.Bek, Holding("Theirs", "SecretStep", used))).GetProperty("definitionId").GetString()!;

        var (offered, _) = await PaletteAsync(host.Bek);

        offered.Should().NotContain(d => Text(d, "typeName") == "SecretStep");
        (await TypesAsync(host.Bek, theirs)).Should().Equal("Elsa.NotFoundActivity");
        (await host.TextAsync(host.Bek, $"/workflow-definitions/{theirs}/export")).Should().Contain("\"SecretStep\"");
    }

    [Fact]
    public async Task The_list_has_another_tag_once_there_is_one_more_and_the_same_while_nothing_changes()
    {
        var (_, before) = await PaletteAsync(host.Anna);
        await PublishAsync("One more", "[]");
        var (_, after) = await PaletteAsync(host.Anna);
        var (_, again) = await PaletteAsync(host.Anna);

        after.Should().NotBe(before);
        again.Should().Be(after);
    }

    async Task<string> PublishAsync(string name, string inputs) =>
        (await host.SaveAsync(host.Anna, SomeDrawing.Model(Usable(null, name, inputs, "hello")), publish: true)).GetProperty("definitionId").GetString()!;

    static string Usable(string? id, string name, string inputs, string line) => SomeDrawing.Text(id, name, line)
        .Replace("\"inputs\":[]", $"\"inputs\":{inputs}", StringComparison.Ordinal)
        .Replace("\"outcomes\":[]", "\"outcomes\":[\"Good\",\"Bad\"]", StringComparison.Ordinal)
        .Replace("\"options\":{}", "\"options\":{\"usableAsActivity\":true,\"activityCategory\":\"Ours/Money\"}", StringComparison.Ordinal);

    static JsonElement Holding(string name, string type, string used) => SomeDrawing.Model($$$"""
        {"name":"{{{name}}}","root":{"id":"f","type":"Elsa.Flowchart","version":1,"name":"Flowchart1","connections":[],"activities":[
          {"id":"u","name":"U1","type":"{{{type}}}","version":1,"workflowDefinitionId":"{{{used}}}","workflowDefinitionVersionId":"{{{used}}}:1","latestAvailablePublishedVersion":1,"latestAvailablePublishedVersionId":"{{{used}}}:1","metadata":{"designer":{"position":{"x":40,"y":40} } } }] } }
        """);

    async Task<string?[]> TypesAsync(StudioHost.Caller caller, string id) =>
        [.. (await host.GetAsync(caller, $"/workflow-definitions/by-definition-id/{id}")).GetProperty("root").GetProperty("activities").EnumerateArray().Select(a => a.GetProperty("type").GetString())];

    static async Task<(List<JsonElement> Items, string Tag)> PaletteAsync(StudioHost.Caller caller)
    {
        using var answer = await caller.Client.GetAsync("/elsa/api/descriptors/activities?Refresh=True");
        return ([.. (await StudioHost.JsonAsync(answer)).GetProperty("items").EnumerateArray()], answer.Headers.ETag!.Tag);
    }

    static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;
}
