using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Simulation;
using GrantFlow.Tests.Accounts;
using GrantFlow.Workflows.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;
using Xunit.Abstractions;

namespace GrantFlow.Journeys;

/// <summary>axe-core finds nothing against WCAG 2.2 AA on any page of accounts, rights and record, of workflows, nor on the main pages of the lifecycle.</summary>
public sealed class AccessibilityTests(HostProcess host, ITestOutputHelper output) : Journey(host), IClassFixture<HostProcess>
{
    [Fact]
    public async Task Every_page_in_every_language_on_desk_and_phone_is_clean()
    {
        var scene = new SomeScene(Host.Database);
        var callers = await scene.CallersAsync();
        // Whoever holds no role may enter an organisation into a programme they aren't in.
        await scene.Some.ProgrammeAsync();
        var newcomer = await scene.Some.PersonAsync(scene.Things["programmes"], Role.GrantManager);
        var axe = new Axe(Host);

        foreach (var (who, pages) in SomePages.Of(scene, callers))
        {
            var page = await axe.OpenAsync();
            if (callers.Single(c => c.Who == who).Actor is { IsSomebody: true } actor) await Host.SignInAsync(page, actor.PersonId);
            await axe.JudgeAsync(page, who, pages);
        }

        // Half-way in: the code asked for, and the second factor that staff have to set up.
        var half = await axe.OpenAsync();
        await Host.SignInAsync(half, newcomer.PersonId, upTo: "/sign-in/code");
        await axe.JudgeAsync(half, "half", ["/sign-in/code"]);
        var fresh = await scene.Some.PersonAsync(scene.Things["programmes"], Role.GrantManager);
        var setting = await axe.OpenAsync();
        await Host.SignInAsync(setting, fresh.PersonId, upTo: "/me/second-factor");
        await axe.JudgeAsync(setting, "newcomer", ["/me/second-factor"]);

        Clean(axe);
    }

    [Fact]
    public async Task Every_page_about_workflows_is_clean_with_something_on_it()
    {
        var programme = await Host.Some.ProgrammeAsync();
        var about = $"cohort:{await Host.Some.CohortAsync(programme)}";
        await using var services = new ServiceCollection().AddWorkflows(Host.Database.ConnectionString).BuildServiceProvider();
        var engine = services.GetRequiredService<IWorkflowEngine>();
        // One waits for an event, another for somebody to mend it; then a newer version adds, changes and drops something.
        (await engine.PublishAsync(Letters(1, "Come", """{"id":"old","type":"Elsa.WriteLine","version":1,"metadata":{"displayText":"Write it down"}}"""))).Problems.Should().BeEmpty();
        var waits = await BeginAsync(engine, "letters", about, WorkflowSubStatus.Suspended);
        (await engine.PublishAsync(Letters(2, "Come in", """{"id":"new","type":"Elsa.WriteLine","version":1,"metadata":{"displayText":"Thank them"}}"""))).Problems.Should().BeEmpty();
        (await engine.PublishAsync(Broken)).Problems.Should().BeEmpty();
        var broken = await BeginAsync(engine, "broken", about, WorkflowSubStatus.Faulted);
        // The host's own role makes no databases.
        (await Sandbox.PrepareAsync(Host.Database.OwnerConnectionString, TimeProvider.System, default)).Should().BeNull();
        var axe = new Axe(Host);
        var page = await axe.OpenAsync();
        await Host.SignInAsync(page, (await Host.Some.ManagerAsync(programme)).PersonId);
        var tried = await TriedAsync(page);

        await axe.JudgeAsync(page, "a manager", ["/workflows", "/workflows/instances", $"/workflows/{waits}", $"/workflows/{broken}", "/workflows/compare?definition=letters", "/workflows/move?definition=letters"], unfolded: true);
        await axe.JudgeAsync(page, "a manager", [tried, $"{tried}/mails/1"], unfolded: true);
        // What can't be read, and what isn't there.
        await axe.JudgeAsync(page, "a manager", ["/workflows/compare?definition=letters&to=abc", "/workflows/try?definition=letters&version=99", "/workflows?search=nothing-is-called-this"]);

        Clean(axe);
    }

    void Clean(Axe axe)
    {
        output.WriteLine($"{axe.Judged} pages judged");
        // All of them: an assertion shows the first few.
        foreach (var fault in axe.Faults) output.WriteLine(fault);
        axe.Faults.Should().BeEmpty();
    }

    // The host's own worker runs it.
    static async Task<Guid> BeginAsync(IWorkflowEngine engine, string definition, string about, WorkflowSubStatus until)
    {
        var id = await engine.StartAsync(new StartWorkflow(definition, about));
        await Eventually.TrueAsync(async () => (await engine.FindAsync(id))!.SubStatus == until);
        return id;
    }

    static async Task<string> TriedAsync(IPage page)
    {
        await page.GotoAsync("/workflows/try?definition=entrance");
        await page.FillAsync("#Organisations", "2");
        await page.ClickAsync("main form button[type=submit]");
        await page.WaitForSelectorAsync("#path", new() { Timeout = 2 * HostProcess.Patience });
        return new Uri(page.Url).AbsolutePath;
    }

    static string Letters(int number, string awaited, string last) =>
        """
        {"definitionId":"letters","name":"Letters","description":"Version NUMBER","root":{"id":"f","type":"Elsa.Flowchart","version":1,
         "activities":[{"id":"e","type":"Elsa.Event","version":1,"metadata":{"displayText":"Wait for the letter"},"eventName":{"expression":{"type":"Literal","value":"AWAITED"}}},LAST],
         "connections":[{"source":{"activity":"e","port":"Done"},"target":{"activity":"ID","port":"In"}}]}}
        """.Replace("NUMBER", $"{number}", StringComparison.Ordinal).Replace("AWAITED", awaited, StringComparison.Ordinal)
            .Replace("LAST", last, StringComparison.Ordinal).Replace("ID", number == 1 ? "old" : "new", StringComparison.Ordinal);

    const string Broken = """{"definitionId":"broken","name":"Broken","root":{"id":"x","type":"Elsa.Fault","version":1,"message":{"expression":{"type":"Literal","value":"The bank doesn't answer."}}}}""";
}
