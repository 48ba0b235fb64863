using FluentAssertions;
using GrantFlow.Designer;
using GrantFlow.Tests.Postgres;
using GrantFlow.Workflows.Runtime;
using Xunit;

namespace GrantFlow.Tests.Designer;

/// <summary>A story that is read piece by piece is the one that is read whole.</summary>
public sealed class StoryCacheTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    const string Loop = """
        {"definitionId":"loop","root":{"id":"f","type":"Elsa.Flowchart","activities":[
          {"id":"s","type":"Elsa.Start"},
          {"id":"turns","type":"Elsa.For","end":{"expression":{"type":"Literal","value":"2"}},"body":{"id":"turn","type":"Elsa.WriteLine"}},
          {"id":"wait","type":"Elsa.Event","eventName":{"expression":{"type":"Literal","value":"Go"}}}],
         "connections":[{"source":{"activity":"s","port":"Done"},"target":{"activity":"turns"}},{"source":{"activity":"turns","port":"Done"},"target":{"activity":"wait"}},
          {"source":{"activity":"wait","port":"Done"},"target":{"activity":"turns"}}]}}
        """;

    readonly Some _some = new(database);

    [Fact]
    public async Task Read_in_pieces_it_tells_what_the_whole_tells()
    {
        await using var engine = await SomeEngine.WithAsync(database.ConnectionString, _some.Clock);
        var drawings = new DrawingCache(engine.Store, engine.Checks.Catalogue);
        var stories = new StoryCache(engine.Port, drawings);
        await engine.Port.PublishAsync(Loop);
        var id = await engine.Port.StartAsync(new StartWorkflow("loop", "award:1"));
        (await stories.ReadAsync(Guid.CreateVersion7(), default)).Should().BeNull();

        for (var turn = 0; turn < 4; turn++)
        {
            await engine.RunAsync();
            var (pieces, whole) = ((await stories.ReadAsync(id, default))!, (await InstanceStory.ReadAsync(engine.Port, drawings, id, default))!);
            Same(pieces, whole);
            pieces.Executions.Should().ContainSingle(e => e.Waits, "an earlier wait has ended");
            (await engine.Port.JournalAsync(id, pieces.Journal[^1].Sequence)).Should().BeEmpty();
            (await stories.ReadAsync(id, default))!.Journal.Should().BeSameAs(pieces.Journal, "nothing is new");
            await engine.Port.SignalAsync(new WorkflowSignal("Go", "award:1"));
        }

        await engine.RunAsync();
        await engine.Port.CancelAsync(id, "enough");
        var ended = (await stories.ReadAsync(id, default))!;
        Same(ended, (await InstanceStory.ReadAsync(engine.Port, drawings, id, default))!);
        ended.Executions.Should().OnlyContain(e => e.EndedAt != null);
    }

    static void Same(InstanceStory one, InstanceStory other)
    {
        one.Journal.Select(e => (e.Sequence, e.Event, e.NodeId)).Should().Equal(other.Journal.Select(e => (e.Sequence, e.Event, e.NodeId)));
        one.Executions.Select(e => (e.Id, e.Status, e.Waits, e.EndedAt)).Should().Equal(other.Executions.Select(e => (e.Id, e.Status, e.Waits, e.EndedAt)));
        one.Instance.SubStatus.Should().Be(other.Instance.SubStatus);
    }
}
