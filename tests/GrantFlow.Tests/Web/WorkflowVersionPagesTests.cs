using System.Net;
using System.Text.RegularExpressions;
using FluentAssertions;
using GrantFlow.Designer;
using GrantFlow.Tests.Security;
using GrantFlow.Web.Language;
using GrantFlow.Workflows.Moving;
using GrantFlow.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Web;

public sealed partial class WorkflowVersionPagesTests(RunningHost host) : IClassFixture<RunningHost>
{
    readonly Some _some = new(host.Database);

    [Fact]
    public void Every_reason_and_note_of_a_move_has_its_text_in_every_language()
    {
        var codes = Enum.GetNames<MoveBar>().Concat(Enum.GetNames<MoveNote>()).Select(n => $"move.{Kebab().Replace(n, "-$1").ToLowerInvariant()}").ToList();

        LocalText.Languages.Should().AllSatisfy(l => codes.Where(c => TextBook.Find(l, c) is null).Should().BeEmpty());
        TextBook.Keys("en").Where(k => k.StartsWith("move.", StringComparison.Ordinal)).Should().BeSubsetOf(codes);
    }

    [Fact]
    public async Task A_manager_compares_versions_and_not_those_of_another_programme()
    {
        var (programme, id, _) = await SceneAsync(own: true);
        using var manager = await host.AsAsync(await _some.ManagerAsync(programme));
        using var other = await host.AsAsync(await _some.ManagerAsync(await _some.ProgrammeAsync()));

        var page = await manager.GetStringAsync($"/workflows/compare?definition={id}");

        page.Should().Contain("Thank them").And.Contain("Version 2, published");
        (await other.GetAsync($"/workflows/compare?definition={id}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await other.GetStringAsync("/workflows/compare")).Should().NotContain(id);
        (await manager.GetAsync($"/workflows/compare?definition={id}&from=1&to=9")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_manager_sees_what_a_move_would_do_moves_and_takes_it_back()
    {
        var (programme, id, instance) = await SceneAsync(own: false);
        using var manager = await host.AsAsync(await _some.ManagerAsync(programme));
        var address = $"/workflows/move?definition={id}&to=2";

        (await manager.GetStringAsync(address)).Should().Contain("1 of 1 can be moved");
        var moved = await PostAsync(manager, address, new() { ["Instances"] = $"{instance}", ["Reason"] = "The thanks were missing." });
        moved.Should().Contain("1 workflow was moved").And.Contain("The thanks were missing.");
        (await VersionAsync(instance)).Should().Be(2);
        var move = await _some.Read(db => db.MovedWorkflows.Where(m => m.InstanceId == instance).Select(m => m.MoveId).SingleAsync());

        (await PostAsync(manager, $"{address}&handler=Undo", new() { ["move"] = $"{move}" })).Should().Contain("stands again where it stood");

        (await VersionAsync(instance)).Should().Be(1);
        (await PostAsync(manager, address, new() { ["Instances"] = $"{instance}", ["Reason"] = "" })).Should().Contain("Say why");
    }

    [Fact]
    public async Task Only_the_move_that_an_instance_still_stands_in_can_be_taken_back()
    {
        var (programme, id, instance) = await SceneAsync(own: false);
        using var manager = await host.AsAsync(await _some.ManagerAsync(programme));
        foreach (var to in new[] { 2, 1, 2 }) await PostAsync(manager, $"/workflows/move?definition={id}&to={to}", new() { ["Instances"] = $"{instance}", ["Reason"] = $"Now {to}." });
        var address = $"/workflows/move?definition={id}&to=2";
        var last = await _some.Read(db => db.MovedWorkflows.Where(m => m.InstanceId == instance).OrderByDescending(m => m.MoveId).Select(m => m.MoveId).FirstAsync());

        var page = await manager.GetStringAsync(address);
        MovesToUndo().Matches(page).Select(m => m.Groups[1].Value).Should().Equal($"{last}");

        var undone = await PostAsync(manager, $"{address}&handler=Undo", new() { ["move"] = $"{last}" });
        MovesToUndo().Matches(undone).Should().ContainSingle("it stands in the second again").Which.Groups[1].Value.Should().NotBe($"{last}");
        (await VersionAsync(instance)).Should().Be(1);
    }

    [Theory]
    [InlineData(4_900_000, "This is no workflow definition")]
    [InlineData(6_000_000, "up to 5 megabytes")]
    public async Task A_large_file_is_read_and_one_too_large_is_told_so(int size, string told)
    {
        var programme = await _some.ProgrammeAsync();
        using var manager = await host.AsAsync(await _some.ManagerAsync(programme));
        using MultipartFormDataContent form = new() { { new StringContent($"{programme}"), "for" }, { new ByteArrayContent(new byte[size]), "file", "large.json" } };
        foreach (var (name, value) in await RunningHost.FormAsync(manager, "/workflows")) form.Add(new StringContent(value), name);

        using var answer = await manager.PostAsync("/workflows?handler=Import", form);

        (await answer.Content.ReadAsStringAsync()).Should().Contain(told);
    }

    async Task<(Guid Programme, string Definition, Guid Instance)> SceneAsync(bool own)
    {
        var (engine, runtime) = (host.Service<IWorkflowEngine>(), host.Service<WorkflowRuntime>());
        var (programme, id) = (await _some.ProgrammeAsync(), $"letters-{Guid.CreateVersion7():N}");
        if (own)
        {
            await using var db = _some.Open();
            db.WorkflowDesigns.Add(new WorkflowDesign { DefinitionId = id, ProgrammeId = programme });
            await db.SaveChangesAsync();
        }

        (await engine.PublishAsync(Json(id, ""))).Problems.Should().BeEmpty();
        var instance = await engine.StartAsync(new StartWorkflow(id, $"cohort:{await _some.CohortAsync(programme)}"));
        await runtime.RunUntilIdleAsync();
        (await engine.PublishAsync(Json(id, """,{"id":"w","type":"Elsa.WriteLine","version":1,"metadata":{"displayText":"Thank them"}}"""))).Problems.Should().BeEmpty();
        return (programme, id, instance);
    }

    async Task<int> VersionAsync(Guid instance) => (await host.Service<IWorkflowEngine>().FindAsync(instance))!.Version;

    static async Task<string> PostAsync(HttpClient client, string path, Dictionary<string, string> fields)
    {
        var form = await RunningHost.FormAsync(client, path.Split("&handler", 2)[0]);
        foreach (var (name, value) in fields) form[name] = value;
        using var answer = await client.PostAsync(path, new FormUrlEncodedContent(form));
        return answer.StatusCode == HttpStatusCode.Redirect ? await client.GetStringAsync(answer.Headers.Location) : await answer.Content.ReadAsStringAsync();
    }

    static string Json(string id, string more)
    {
        var connection = more.Length == 0 ? "" : """{"source":{"activity":"e","port":"Done"},"target":{"activity":"w","port":"In"}}""";
        return """{"definitionId":"ID","name":"Letters","root":{"id":"f","type":"Elsa.Flowchart","version":1,"activities":[{"id":"e","type":"Elsa.Event","version":1,"eventName":{"expression":{"type":"Literal","value":"Come"}}}MORE],"connections":[LINE]}}"""
            .Replace("ID", id, StringComparison.Ordinal).Replace("MORE", more, StringComparison.Ordinal).Replace("LINE", connection, StringComparison.Ordinal);
    }

    [GeneratedRegex("name=\"move\" value=\"([^\"]+)\"")]
    private static partial Regex MovesToUndo();

    [GeneratedRegex("(?<!^)([A-Z])")]
    private static partial Regex Kebab();
}
