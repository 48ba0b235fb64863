using System.Text.RegularExpressions;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Persistence;
using GrantFlow.Tests.Security;
using GrantFlow.Workflows;
using GrantFlow.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Web;

/// <summary>The lists of definitions and of instances, and an instance's own page.</summary>
public sealed partial class WorkflowPagesTests(RunningHost host) : IClassFixture<RunningHost>
{
    readonly Some _some = new(host.Database);

    [Fact]
    public async Task An_instance_about_nothing_is_its_definition_s_programme_s_and_says_why_it_failed()
    {
        var programme = await _some.ProgrammeAsync();
        await _some.Read(db => db.Database.ExecuteSqlAsync($$"""update programmes set name = '{"en": "Quiet Valleys"}' where id = {{programme}}"""));
        var id = await PublishAsync("""{"expression":{"type":"JavaScript","value":"while (true) {}"}}""", programme);
        var instance = await host.Service<IWorkflowEngine>().StartAsync(new StartWorkflow(id));
        await host.Service<WorkflowRuntime>().RunUntilIdleAsync();
        using var manager = await host.AsAsync(await _some.ManagerAsync(programme));

        var list = await manager.GetStringAsync($"/workflows/instances?definition={id}");
        var page = await manager.GetStringAsync($"/workflows/{instance}");

        list.Should().Contain($"/workflows/{instance}\">Quiet Valleys</a>").And.NotContain("The service as a whole");
        page.Should().Contain("<dd>Quiet Valleys</dd>").And.Contain("The script was stopped: too many statements.");
    }

    [Fact]
    public async Task An_instance_of_what_all_share_about_nothing_is_the_whole_service_s()
    {
        var id = await PublishAsync("""{"expression":{"type":"Literal","value":"Read me"}}""", null);
        var instance = await host.Service<IWorkflowEngine>().StartAsync(new StartWorkflow(id));
        await host.Service<WorkflowRuntime>().RunUntilIdleAsync();
        using var administrator = await host.AsAsync(await _some.PersonAsync(Guid.Empty, Role.Administrator));

        (await administrator.GetStringAsync($"/workflows/instances?definition={id}")).Should().Contain($"/workflows/{instance}\">The service as a whole</a>");
        (await administrator.GetStringAsync($"/workflows/{instance}")).Should().Contain("<dd>The service as a whole</dd>");
    }

    [Fact]
    public async Task What_all_share_is_listed_as_a_grant_lives_and_others_by_name_after_it()
    {
        await ShippedWorkflows.PublishAsync(host.Service<IWorkflowEngine>(), host.Service<IWorkflowStore>());
        var other = await PublishAsync("""{"expression":{"type":"Literal","value":"Read me"}}""", null, "Appendix");
        using var manager = await host.AsAsync(await _some.ManagerAsync(await _some.ProgrammeAsync()));

        var page = await manager.GetStringAsync("/workflows");

        DrawnOnes().Matches(page).Select(m => m.Groups[1].Value).Distinct().Where(d => d == other || !d.StartsWith("letters", StringComparison.Ordinal))
            .Should().Equal("entrance", "cohort", "competition", "selection", "award", "monitoring", "reporting", other);
    }

    [GeneratedRegex("/studio/definitions/([a-z0-9-]+)\"")]
    private static partial Regex DrawnOnes();

    async Task<string> PublishAsync(string text, Guid? programme, string name = "Letters")
    {
        var id = $"letters-{Guid.CreateVersion7():N}";
        if (programme is not null)
        {
            await using var db = _some.Open();
            db.WorkflowDesigns.Add(new WorkflowDesign { DefinitionId = id, ProgrammeId = programme });
            await db.SaveChangesAsync();
        }

        (await host.Service<IWorkflowEngine>().PublishAsync(
            $$$"""{"definitionId":"{{{id}}}","name":"{{{name}}}","root":{"id":"f","type":"Elsa.Flowchart","version":1,"connections":[],"activities":[{"id":"w","type":"Elsa.WriteLine","version":1,"text":{{{text}}}}]}}""")).Problems.Should().BeEmpty();
        return id;
    }
}
