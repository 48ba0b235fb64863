using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using Xunit;

namespace GrantFlow.Tests.Designer;

/// <summary>Old versions: a page that says what they are, and no way to change them.</summary>
public sealed class OldVersionTests(StudioHost host) : IClassFixture<StudioHost>
{
    [Fact]
    public async Task An_old_version_has_an_address_of_its_own_that_says_since_when_and_leads_to_the_current_one()
    {
        var id = await TwoAsync("Aged");

        var old = WebUtility.HtmlDecode(await host.Anna.Client.GetStringAsync($"/studio/definitions/{id}?version=1"));
        var current = await host.Anna.Client.GetStringAsync($"/studio/definitions/{id}?version=2");

        old.Should().Contain("data-version=\"1\"").And.Contain("This is version 1, published on").And.Contain("and in force").And.Contain("Yerevan time")
            .And.Contain($"<a href=\"/studio/definitions/{id}\">Open the current version (2)</a>").And.NotContain("/workflows/try");
        current.Should().Contain("data-version=\"\"").And.NotContain("gf-studio-note");
        (await host.Anna.Client.GetAsync($"/studio/definitions/{id}?version=9")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await host.Bek.Client.GetAsync($"/studio/definitions/{id}?version=1")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_is_drawn_on_an_old_version_overwrites_no_draft_and_a_file_of_one_may_come_in()
    {
        var id = await TwoAsync("Overwritten by none");
        var old = JsonNode.Parse(await host.TextAsync(host.Anna, $"/workflow-definitions/by-id/{id}:1"))!.AsObject();

        var refused = await host.PostAsync(host.Anna, "/workflow-definitions", new { model = JsonSerializer.SerializeToElement(Changed(old)) });

        refused.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await StudioHost.JsonAsync(refused)).GetProperty("code").GetString().Should().Be("design-old");
        (await host.TextAsync(host.Anna, $"/workflow-definitions/by-definition-id/{id}?versionOptions=Latest")).Should().Contain("second line").And.NotContain("by the back door");
        (await host.PostAsync(host.Anna, "/workflow-definitions/import", Changed(old))).StatusCode.Should().Be(HttpStatusCode.OK);
        (await host.TextAsync(host.Anna, $"/workflow-definitions/by-definition-id/{id}?versionOptions=Latest")).Should().Contain("by the back door");
    }

    [Fact]
    public async Task A_stale_save_is_told_in_the_programmes_time_and_in_the_browsers_where_the_definition_is_every_programmes()
    {
        var own = (await host.SaveAsync(host.Anna, SomeDrawing.Sound(null, "Timed", "one"))).GetProperty("definitionId").GetString()!;
        await host.SaveAsync(host.Admin, SomeDrawing.Sound(own, "Timed", "two"), revision: 1);
        var shared = (await host.SaveAsync(host.Admin, SomeDrawing.Sound(null, "Timed for all", "one"))).GetProperty("definitionId").GetString()!;
        await host.SaveAsync(host.Admin, SomeDrawing.Sound(shared, "Timed for all", "two"), revision: 1);
        host.Admin.Client.DefaultRequestHeaders.Add("X-GrantFlow-Zone", "Asia/Bishkek");

        var anna = await StaleAsync(host.Anna, own);
        var admin = await StaleAsync(host.Admin, shared);
        host.Admin.Client.DefaultRequestHeaders.Remove("X-GrantFlow-Zone");
        host.Admin.Client.DefaultRequestHeaders.Add("X-GrantFlow-Zone", "../../etc/passwd");
        var nowhere = await StaleAsync(host.Admin, shared);
        host.Admin.Client.DefaultRequestHeaders.Remove("X-GrantFlow-Zone");

        anna.Should().Contain("Yerevan time");
        admin.Should().Contain("Bishkek time");
        nowhere.Should().Contain("universal time");
    }

    async Task<string> StaleAsync(StudioHost.Caller caller, string id)
    {
        var answer = await host.PostAsync(caller, "/workflow-definitions", new { model = SomeDrawing.Sound(id, "Timed", "three") }, revision: 1);
        return (await StudioHost.JsonAsync(answer)).GetProperty("errors").GetProperty("generalErrors")[0].GetString()!;
    }

    async Task<string> TwoAsync(string name)
    {
        var id = (await host.SaveAsync(host.Anna, SomeDrawing.Sound(null, name, "first line"), publish: true)).GetProperty("definitionId").GetString()!;
        await host.SaveAsync(host.Anna, SomeDrawing.Sound(id, name, "second line"));
        return id;
    }

    static JsonObject Changed(JsonObject model)
    {
        model["root"]!["activities"]![0]!["text"]!["expression"]!["value"] = "by the back door";
        return model;
    }
}
