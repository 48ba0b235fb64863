using GrantFlow.Workflows.Definitions;
using GrantFlow.Workflows.Execution;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Workflows.Conformance;

/// <summary>Runs one case in memory: the instance, its children, and the events that are published.</summary>
/// <param name="graphs">The case's definition under "" and its dependencies by id.</param>
/// <param name="order">Which of the open choices to take when one event meets several bookmarks: the real engine's order is its store's.</param>
sealed class TraceRun(IReadOnlyDictionary<string, WorkflowGraph> graphs, IReadOnlyList<int> order)
{
    static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    readonly Dictionary<Guid, Instance> _instances = [];
    readonly List<string> _lines = [];
    readonly List<string> _incidents = [];
    readonly BurstOptions _options = new();
    List<string> _journal = [];
    Instance _main = null!;
    int _choices;

    /// <summary>How many ways each choice offered, in the order met.</summary>
    public List<int> Choices { get; } = [];

    /// <summary>Runs the case and gives what is seen after each step.</summary>
    public List<TraceStep> Run(TraceCase @case)
    {
        var seen = new List<TraceStep>();
        _main = Add(new Guid("00000000-0000-0000-0000-000000000001"), graphs[""], null, null, null);
        Burst(_main, new Stimulus.Start(@case.Input));
        seen.Add(Look("run"));
        foreach (var step in @case.Steps)
        {
            if (step.StartsWith("event:", StringComparison.Ordinal)) Publish(new PublishedEvent(step[6..], null, null, null, ""));
            else throw new FormatException($"The step '{step}' isn't known.");
            seen.Add(Look(step));
        }

        return seen;
    }

    Instance Add(Guid id, WorkflowGraph graph, string? correlation, Instance? parent, int? bookmark)
    {
        var instance = new Instance(graph, parent, bookmark) { State = WorkflowState.Create(id, correlation, parent?.State.InstanceId) };
        _instances.Add(id, instance);
        return instance;
    }

    void Burst(Instance instance, Stimulus stimulus, bool within = false)
    {
        var burst = new Burst(instance.Graph, instance.State, stimulus, Start, _options with { RunChild = child => RunChild(instance, child, within: true) });
        if (burst.Run() is { } call) throw new FormatException($"The activity type '{call.ActivityType}' is the host's.");
        var effects = burst.Effects;
        if (effects.IsNothing) return;
        // Between two bursts the state is bytes, as in a store.
        instance.State = StateCodec.Read(instance.Graph, StateCodec.Write(instance.State));
        _lines.AddRange(effects.Lines.Where(l => !string.IsNullOrWhiteSpace(l)));
        if (instance == _main) Record(instance.Graph, effects);
        foreach (var child in effects.Children) RunChild(instance, child, within: false);
        foreach (var published in effects.Published) Publish(published);
        if (!within && effects.Ended && instance is { Parent: { } parent, Bookmark: { } bookmark })
            Burst(parent, new Stimulus.ChildEnded(bookmark, instance.State.InstanceId, instance.State.SubStatus, instance.State.Output));
    }

    /// <param name="parent">Who started it.</param>
    /// <param name="start">What to start.</param>
    /// <param name="within">True when the parent's burst takes the result itself.</param>
    ChildResult RunChild(Instance parent, ChildStart start, bool within)
    {
        if (!graphs.TryGetValue(start.DefinitionId, out var graph))
            throw new InvalidOperationException($"No published version of workflow definition with ID {start.DefinitionId} found.");
        var child = Add(start.InstanceId, graph, start.CorrelationId, parent, start.Bookmark);
        Burst(child, new Stimulus.Start(start.Input), within);
        return new ChildResult(child.State.SubStatus, child.State.Output);
    }

    /// <summary>Resumes every bookmark that waits now, one burst each; bookmarks made meanwhile wait for the next time.</summary>
    void Publish(PublishedEvent published)
    {
        var waiting = _instances.Values
            .Where(i => i.State.Status == WorkflowStatus.Running)
            .Where(i => published.InstanceId is null || published.InstanceId == i.State.InstanceId)
            .SelectMany(i => i.State.Bookmarks.Select(b => (Instance: i, Bookmark: b)))
            .Where(w => w.Bookmark.Kind == BookmarkKind.Event && w.Bookmark.Name == published.Name)
            .Where(w => published.CorrelationId is null || published.CorrelationId == w.Bookmark.CorrelationId)
            .ToList();
        while (waiting.Count > 0)
        {
            var next = waiting.Count == 1 ? 0 : Choose(waiting.Count);
            var (instance, bookmark) = waiting[next];
            waiting.RemoveAt(next);
            Burst(instance, new Stimulus.Resume(bookmark.Number, published.Payload));
        }
    }

    int Choose(int ways)
    {
        var place = _choices++;
        Choices.Add(ways);
        return place < order.Count ? order[place] : 0;
    }

    void Record(WorkflowGraph graph, Effects effects)
    {
        foreach (var line in effects.Journal)
        {
            var node = graph[line.Node];
            var type = node.Type[(node.Type.LastIndexOf('.') + 1)..];
            var text = $"{node.ActivityId} {type} {line.Event.Text()}";
            _journal.Add(TraceText.Entry(line.Message is null ? text : $"{text} | {line.Message}"));
        }

        _incidents.AddRange(effects.IncidentsOpened.Select(i => $"{graph[i.Node].ActivityId} {graph[i.Node].Type}: {i.Message}"));
    }

    TraceStep Look(string step)
    {
        var state = _main.State;
        var journal = _journal;
        _journal = [];
        return new TraceStep(
            step,
            $"{state.Status}/{state.SubStatus}",
            [.. _lines],
            journal,
            [.. state.Bookmarks.Select(b => b.Kind == BookmarkKind.Event ? TraceText.Event(b.Name) : _main.Graph[b.Node].Type).Order(StringComparer.Ordinal)],
            [.. _incidents],
            [.. _main.Graph.VariablesOf(state).Select(v => $"{v.Id}={TraceText.Json(Expressions.Values.ToJson(v.Value))}").Order(StringComparer.Ordinal)],
            TraceText.Json(Expressions.Values.ToJson(Expressions.Values.ToElement(state.Output))));
    }

    sealed class Instance(WorkflowGraph graph, Instance? parent, int? bookmark)
    {
        public WorkflowGraph Graph { get; } = graph;

        public Instance? Parent { get; } = parent;

        public int? Bookmark { get; } = bookmark;

        public required WorkflowState State { get; set; }
    }
}
