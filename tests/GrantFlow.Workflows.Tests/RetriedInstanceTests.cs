using FluentAssertions;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Runtime;
using Xunit;
using static GrantFlow.Workflows.Tests.Flow;

namespace GrantFlow.Workflows.Tests;

public class RetriedInstanceTests
{
    [Fact]
    public async Task An_instance_that_a_fault_ended_is_taken_up_again_through_the_runtime()
    {
        using var store = new MemoryWorkflowStore();
        var graphs = new GraphCache(store, ActivityCatalogue.WithBuiltIns());
        var engine = new WorkflowEngine(store, graphs, TimeProvider.System);
        var runtime = new WorkflowRuntime(store, graphs, TimeProvider.System);
        var published = await engine.PublishAsync(Chart("s->e s->f f->a e->z a->z", Start(), Event("e", "Go"), Fault("f"), Write("a"), Write("z")));
        published.Problems.Should().BeEmpty();
        var id = await engine.StartAsync(new StartWorkflow("test", "award:1"));
        await runtime.RunUntilIdleAsync();
        var view = await engine.FindAsync(id);
        view!.SubStatus.Should().Be(WorkflowSubStatus.Faulted);

        (await engine.SkipAsync(view.Incidents[0].Id, null)).Should().BeTrue();
        await runtime.RunUntilIdleAsync();
        (await engine.FindAsync(id))!.SubStatus.Should().Be(WorkflowSubStatus.Suspended);
        await engine.SignalAsync(new WorkflowSignal("Go", "award:1"));
        await runtime.RunUntilIdleAsync();

        (await engine.FindAsync(id))!.SubStatus.Should().Be(WorkflowSubStatus.Finished);
        (await engine.JournalAsync(id, 0)).Select(j => $"{j.ActivityId} {j.Event}").Should().ContainInOrder("f Faulted", "f Skipped", "a Completed", "e Resumed", "z Completed");
    }
}
