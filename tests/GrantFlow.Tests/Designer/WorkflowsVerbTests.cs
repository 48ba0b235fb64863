using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Persistence;
using GrantFlow.Tests.Postgres;
using GrantFlow.Web.Cli;
using Xunit;

namespace GrantFlow.Tests.Designer;

[Collection("environment")]
public sealed class WorkflowsVerbTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("workflows").FullName;
    StringWriter _out = new(), _error = new();

    public void Dispose()
    {
        ServiceAddress.Base = new Uri("http://127.0.0.1:5080");
        foreach (var name in new[] { "GRANTFLOW_DB", "GRANTFLOW_DATA" }) Environment.SetEnvironmentVariable(name, null);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Folder_and_database_are_brought_in_step_and_nothing_is_overwritten_silently()
    {
        foreach (var (name, json) in ShippedWorkflows.All) await File.WriteAllTextAsync(Path.Combine(_folder, name), json);

        (await RunAsync("diff")).Should().Be(ExitCode.Failed, "the database has none of them");
        (await RunAsync("push", "--publish")).Should().Be(ExitCode.Done, _error.ToString());
        _out.ToString().Should().Contain("award: version 1 published").And.Contain("7 definitions saved, 0 refused");
        (await RunAsync("diff")).Should().Be(ExitCode.Done);
        (await RunAsync("pull")).Should().Be(ExitCode.Done);
        foreach (var (name, json) in ShippedWorkflows.All) (await TextAsync(name)).Should().Be(json, "{0} came back as it was", name);

        var file = Path.Combine(_folder, "award.json");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("Check the organisation", "Check them well", StringComparison.Ordinal));
        (await RunAsync("diff")).Should().Be(ExitCode.Failed);
        _out.ToString().Should().Contain("award: changed in the folder").And.Contain("'Check them well'");
        (await RunAsync("push")).Should().Be(ExitCode.Done, _error.ToString());
        (await RunAsync("diff")).Should().Be(ExitCode.Done);

        await DrawAsync("award", "Check the organisation's papers");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("Check them well", "Check them twice", StringComparison.Ordinal));
        (await RunAsync("pull")).Should().Be(ExitCode.Failed);
        _error.ToString().Should().Contain("award: changed on both sides: not overwritten");
        (await RunAsync("push")).Should().Be(ExitCode.Failed);
        (await TextAsync("award.json")).Should().Contain("Check them twice");
        (await RunAsync("pull", "--force")).Should().Be(ExitCode.Done, _error.ToString());
        (await TextAsync("award.json")).Should().Contain("Check the organisation's papers").And.Contain("\"id\": \"award-1\"", "what the file says of itself stays");
        (await RunAsync("diff")).Should().Be(ExitCode.Done);
    }

    async Task DrawAsync(string id, string caption)
    {
        await using var db = database.Open();
        var text = db.DesignVersions.Where(v => v.DefinitionId == id).OrderByDescending(v => v.Version).Select(v => v.Json).First();
        using var model = DesignText.Parse(text.Replace("Check them well", caption, StringComparison.Ordinal));
        (await SaveDraft.Execute(db, Actor.Service, new(model.RootElement), TimeProvider.System, default)).Allows(out _, out _).Should().BeTrue();
    }

    Task<string> TextAsync(string name) => File.ReadAllTextAsync(Path.Combine(_folder, name));

    Task<int> RunAsync(string act, params string[] options)
    {
        Environment.SetEnvironmentVariable("GRANTFLOW_DB", database.OwnerConnectionString);
        Environment.SetEnvironmentVariable("GRANTFLOW_DATA", Path.Combine(_folder, ".data"));
        (_out, _error) = (new(), new());
        return Verbs.RunAsync(["workflows", act, _folder, .. options], _out, _error, default);
    }
}
