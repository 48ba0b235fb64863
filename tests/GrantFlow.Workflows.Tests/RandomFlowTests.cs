using System.Text.Json.Nodes;
using FluentAssertions;
using GrantFlow.Workflows.Execution;
using GrantFlow.Workflows.Moving;
using GrantFlow.Workflows.Runtime;
using Xunit;
using static GrantFlow.Workflows.Tests.Flow;

namespace GrantFlow.Workflows.Tests;

/// <summary>What holds for every flow, tried on many made at random.</summary>
public class RandomFlowTests
{
    sealed class Maker(Random random)
    {
        int _ids;

        public Flow Flow()
        {
            var flow = Of(Chart(0)).Variable("x", "Int32", "0");
            return random.Next(2) == 0 ? flow.ContinueWithIncidents() : flow;
        }

        JsonObject Chart(int depth)
        {
            var start = Start(Id("s"));
            var activities = new List<JsonObject> { start };
            var connections = new List<string>();
            for (var n = random.Next(2, 9); n > 0; n--)
            {
                var next = Node(depth);
                for (var ways = random.Next(1, 3); ways > 0; ways--) connections.Add(Link(activities[random.Next(activities.Count)], next));
                activities.Add(next);
            }

            // Now and then a way back, valid or not.
            if (random.Next(3) == 0) connections.Add(Link(activities[^1], activities[random.Next(1, activities.Count)]));
            return Flowchart(Id("fc"), string.Join(' ', connections.Distinct()), [.. activities]);
        }

        string Link(JsonObject from, JsonObject to)
        {
            var port = from["type"]!.GetValue<string>() switch
            {
                "Elsa.FlowDecision" => random.Next(2) == 0 ? "True" : "False",
                "Elsa.FlowFork" => random.Next(2) == 0 ? "A" : "B",
                _ => "Done",
            };
            return $"{from["id"]}.{port}->{to["id"]}";
        }

        JsonObject Node(int depth) => random.Next(depth < 2 ? 13 : 8) switch
        {
            0 or 1 => Write(Id("w")),
            2 => Event(Id("e"), "E" + random.Next(3)),
            3 => Join(Id("j"), new[] { "WaitAll", "WaitAny", "WaitAllActive" }[random.Next(3)]),
            4 => Decision(Id("d"), random.Next(2) == 0),
            5 => Fork(Id("k"), "A", "B"),
            6 => Set(Id("v"), "x", Literal(random.Next(9))),
            7 => random.Next(4) == 0 ? Ending() : Write(Id("w")),
            8 => Sequence(Id("sq"), Node(depth + 1), Node(depth + 1)),
            9 => Parallel(Id("p"), Node(depth + 1), Node(depth + 1)),
            10 => Activity(Id("i"), "If", ("condition", Literal(random.Next(2) == 0)), ("then", Node(depth + 1))),
            11 => Activity(Id("l"), "ForEach", ("items", Object("[1,2]")), ("body", Node(depth + 1))),
            _ => Chart(depth + 1),
        };

        JsonObject Ending() => random.Next(3) switch
        {
            0 => Fault(Id("f")),
            1 => Activity(Id("z"), "End"),
            _ => Activity(Id("z"), "Finish"),
        };

        string Id(string kind) => $"{kind}{++_ids}";
    }

    /// <summary>The same drawing with everything numbered otherwise: activities in another order, one that nothing leads to, one variable more.</summary>
    static string Renumbered(string json)
    {
        var definition = JsonNode.Parse(json)!;
        definition["variables"]!.AsArray().Insert(0, VariableJson("more", "String"));
        Turn(definition["root"]!);
        return definition.ToJsonString();

        static void Turn(JsonNode node)
        {
            foreach (var child in node["activities"]?.AsArray() ?? []) Turn(child!);
            foreach (var port in new[] { "then", "body" })
                if (node[port] is { } held) Turn(held);
            if (node["type"]!.GetValue<string>() != "Elsa.Flowchart") return;
            var activities = node["activities"]!.AsArray();
            node["activities"] = new JsonArray([Write($"extra-{node["id"]}"), .. activities.Reverse().Select(a => a!.DeepClone())]);
        }
    }

    [Theory]
    [InlineData(11, 400)]
    [InlineData(12, 400)]
    public void Moved_in_the_middle_it_runs_on_as_if_it_had_begun_there(int seed, int count)
    {
        var (random, moves) = (new Random(seed), 0);
        for (var i = 0; i < count; i++)
        {
            var json = new Maker(random).Flow().Json;
            var other = Renumbered(json);
            var options = new BurstOptions { MaxSteps = 2_000 };
            var (stays, goes) = (new Play(json, options: options).Run(), new Play(json, options: options).Run());
            for (var n = 0; n < 12 && stays.State.Status == WorkflowStatus.Running && stays.State.Bookmarks.Count > 0; n++)
            {
                var before = StateCodec.Write(goes.State);
                StateCodec.Write(InstanceMove.Plan(goes.State, goes.Graph) is { State: { } same } ? same : goes.State).Should().Equal(before, "a move to where it is changes nothing: {0}", json);
                var plan = goes.Move(n % 2 == 0 ? other : json);
                string.Join(" ", plan.Bars.Where(b => b.Code != "orphan")).Should().BeEmpty(json);
                if (plan.State is not null) moves++;
                var signal = stays.State.Bookmarks[random.Next(stays.State.Bookmarks.Count)].Name;
                stays.Publish(signal);
                goes.Publish(signal);
                goes.Journal.Should().Equal(stays.Journal, json);
            }

            (goes.Status, goes.State.LastVisit, string.Join(' ', goes.Lines)).Should().Be((stays.Status, stays.State.LastVisit, string.Join(' ', stays.Lines)), json);
            goes.State.Bookmarks.Select(b => b.Name).Should().Equal(stays.State.Bookmarks.Select(b => b.Name), json);
        }

        moves.Should().BeGreaterThan(count / 4);
    }

    [Fact]
    public void The_real_engine_s_flows_moved_between_their_events_run_as_they_did()
    {
        if (GoldenTraces.Path("same") is not { } same || GoldenTraces.Path("random.json") is not { } random) return;
        var moves = 0;
        foreach (var @case in Directory.EnumerateFiles(same, "*.json").Append(random).SelectMany(f => JsonNode.Parse(File.ReadAllText(f)) is JsonArray all ? all.ToList() : [JsonNode.Parse(File.ReadAllText(f))]))
        {
            var steps = @case!["steps"]!.AsArray().Select(s => s!.ToString()["event:".Length..]).ToList();
            if (steps.Count == 0) continue;
            var json = @case["definition"]!.ToJsonString();
            var (stays, goes) = (new Play(json).Run(), new Play(json).Run());
            foreach (var step in steps)
            {
                if (goes.Move(Renumbered(json)).State is not null) moves++;
                stays.Publish(step);
                goes.Publish(step);
                goes.Journal.Should().Equal(stays.Journal, json);
            }

            (goes.Status, string.Join(' ', goes.Lines)).Should().Be((stays.Status, string.Join(' ', stays.Lines)), json);
        }

        moves.Should().BeGreaterThan(10);
    }

    static bool Drawn(string message) =>
        message == "boom" || message.StartsWith("Invalid backward", StringComparison.Ordinal) || message.StartsWith("Cannot transition", StringComparison.Ordinal)
        || message.Contains("not a flowchart", StringComparison.Ordinal) || message.Contains("no end", StringComparison.Ordinal);

    [Theory]
    [InlineData(1, 400)]
    [InlineData(2, 400)]
    [InlineData(3, 400)]
    public void A_flow_fails_only_as_it_was_drawn_to_and_its_end_leaves_nothing_behind(int seed, int count)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var json = new Maker(random).Flow().Json;
            var play = new Play(json, options: new BurstOptions { MaxSteps = 2_000 }).Run();
            for (var n = 0; n < 12 && play.State.Status == WorkflowStatus.Running && play.State.Bookmarks.Count > 0; n++)
                play.Publish(play.State.Bookmarks[random.Next(play.State.Bookmarks.Count)].Name);

            play.Incidents.Select(f => f.Message).Where(m => !Drawn(m)).Should().BeEmpty(json);
            play.Journal.Where(j => j.EndsWith(" Completed", StringComparison.Ordinal)).Should().NotBeEmpty(json);
            if (play.State.SubStatus == WorkflowSubStatus.Finished) play.State.Bookmarks.Should().BeEmpty(json);
            if (play.Status == "Running/Suspended" && play.Incidents.Count == 0) play.State.Bookmarks.Should().NotBeEmpty(json);
            foreach (var bookmark in play.State.Bookmarks.Where(_ => play.State.Status == WorkflowStatus.Running).ToList())
                if (play.State.Bookmarks.Contains(bookmark)) play.Do(new Stimulus.Resume(bookmark.Number)).Last.IsNothing.Should().BeFalse(json);
        }
    }
}
