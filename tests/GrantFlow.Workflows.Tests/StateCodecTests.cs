using FluentAssertions;
using GrantFlow.Workflows.Execution;
using Xunit;
using static GrantFlow.Workflows.Tests.Flow;

namespace GrantFlow.Workflows.Tests;

public class StateCodecTests
{
    static Play Busy() => new Play(
        Chart("s->set set->f s->p p->o s->d s->c", Start(),
            Set("set", "x", Object("""{"name":"Անահիտ","list":[1,2.5,null]}""")),
            Activity("f", "ForEach", ("items", Object("""["p","q"]""")), ("body", Sequence("b", Event("e"), Write("w", Var("currentValueVariable"))))),
            Parallel("p", Event("e2"), Event("e3")), Activity("o", "SetOutput", ("outputName", Literal("res")), ("outputValue", Literal(7))),
            Activity("d", "Delay", ("timeSpan", Literal("3.00:00:00"))),
            Activity("c", "DispatchWorkflow", ("workflowDefinitionId", Literal("child")), ("waitForCompletion", Literal(true))))
        .Variable("x", "Object").Variable("day", "DateTimeOffset", "2026-03-01T10:00:00+04:00").Variable("id", "Guid", "0198c0de-0000-7000-8000-00000000000a")
        .Variable("money", "Decimal", "1234567.89").Variable("span", "TimeSpan", "-1.02:00:00").Variable("big", "Int64", "-9000000000").Variable("half", "Double", "0.1")
        .Input("Title", kept: true), correlation: "award:1").Run(("Title", "Call"));

    [Fact]
    public void A_state_written_and_read_is_the_same()
    {
        var play = Busy();
        var bytes = StateCodec.Write(play.State);

        var read = StateCodec.Read(play.Graph, bytes);

        StateCodec.Write(read).Should().Equal(bytes);
        read.Bookmarks.Should().BeEquivalentTo(play.State.Bookmarks);
        read.CorrelationId.Should().Be("award:1");
        read.Input.Should().Contain("Title", "Call");
        var values = play.Graph.VariablesOf(read).ToDictionary(v => v.Id, v => v.Value);
        values["x"]!.ToString().Should().Be("""{"name":"Անահիտ","list":[1,2.5,null]}""");
        values["day"].Should().Be(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.FromHours(4)));
        values["id"].Should().Be(new Guid("0198c0de-0000-7000-8000-00000000000a"));
        values["money"].Should().Be(1234567.89m);
        values["span"].Should().Be(new TimeSpan(-1, -2, 0, 0));
        values["big"].Should().Be(-9000000000L);
        values["half"].Should().Be(0.1);
    }

    [Fact]
    public void A_waiting_instance_is_small()
    {
        var play = new Play(Chart("s->a a->e e->d d.True->b d.False->a", Start(), Write("a"), Event("e", "ReportReceived").With("result", To("x")), Decision("d", true), Write("b"))
            .Variable("x", "Object").Variable("round", "Int32", "0"), correlation: "award:0198c0de-0000-7000-8000-000000000001").Run();

        StateCodec.Write(play.State).Length.Should().BeLessThan(150);
    }

    [Fact]
    public void The_live_visits_turn_their_order_with_every_burst_as_in_the_real_engine()
    {
        var play = new Play(Chart("s->e1 s->e2 s->e3 e1->x", Start(), Event("e1"), Event("e2"), Event("e3"), Activity("x", "End"))).Run().Publish("e1");

        play.Journal.Where(j => j.EndsWith("Canceled", StringComparison.Ordinal)).Should().Equal("e3 Canceled", "e2 Canceled");
    }

    [Fact]
    public void Damaged_bytes_are_refused_and_never_break_anything_else()
    {
        var play = Busy();
        var bytes = StateCodec.Write(play.State);
        var random = new Random(7);
        for (var i = 0; i < 3000; i++)
        {
            var damaged = bytes.AsSpan(0, random.Next(1, bytes.Length + 1)).ToArray();
            for (var n = random.Next(0, 4); n > 0; n--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                StateCodec.Read(play.Graph, damaged);
            }
            catch (FormatException)
            {
                // What can't be read is told in one way.
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_state_of_the_first_layout_is_still_read_with_and_without_its_count_of_orphans(int cut)
    {
        var play = Busy();
        var bytes = StateCodec.Write(play.State);
        bytes[^1].Should().Be(0, "nothing in this flow is left behind by an End");
        var first = bytes[..^cut];
        first[0] = 1;

        var read = StateCodec.Read(play.Graph, first);

        StateCodec.Write(read).Should().Equal(bytes);
    }

    [Fact]
    public void What_an_End_left_running_is_written_and_read()
    {
        var play = new Play(Chart("s->x s->e", Start(), Activity("x", "End"), Sequence("e", Event("in", "Go")))).Run();
        play.State.Orphans.Should().NotBeEmpty();
        var bytes = StateCodec.Write(play.State);

        var read = StateCodec.Read(play.Graph, bytes);

        bytes[0].Should().Be(2);
        StateCodec.Write(read).Should().Equal(bytes);
        ((Action)(() => StateCodec.Read(play.Graph, bytes.AsSpan(0, bytes.Length - 1)))).Should().Throw<FormatException>();
    }

    [Fact]
    public void A_state_of_another_layout_or_graph_is_refused()
    {
        var play = Busy();
        var bytes = StateCodec.Write(play.State);
        var other = new Play(Steps(Event("e"))).Graph;

        ((Action)(() => StateCodec.Read(other, bytes))).Should().Throw<FormatException>();
        bytes[0] = 200;
        ((Action)(() => StateCodec.Read(play.Graph, bytes))).Should().Throw<FormatException>().WithMessage("*layout 200*reads 1 to 2*newer build*");
    }
}
