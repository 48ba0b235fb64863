using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Expressions;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Workflows.Definitions;

/// <summary>Checks the ways through a compiled drawing: what is never reached, what leads nowhere, what would wait for ever.</summary>
sealed class FlowCheck(ActivityCatalogue catalogue, ProblemWords words, List<DefinitionProblem> problems)
{
    readonly Dictionary<Node, Chart> _charts = [];

    /// <summary>Checks a node and all that it holds.</summary>
    public void Check(Node node)
    {
        foreach (var one in words.Own)
        {
            if (one.Kind == NodeKind.Flowchart && one.Start >= 0) CheckFlowchart(one);
            else if (one.Kind == NodeKind.Sequence) CheckSequence(one);
            if (one != node && Lacks(one) is { } lack) problems.Add(lack);
        }
    }

    void CheckSequence(Node sequence)
    {
        var end = Array.FindIndex(sequence.Children, c => c!.IsTerminal);
        if (end < 0 || end == sequence.Children.Length - 1) return;
        var node = sequence.Children[end + 1]!;
        problems.Add(new(node.Place, "unreachable-activity.sequence", "{0} is never reached: {1} before it ends the sequence.", words.Of(node), words.Of(sequence.Children[end]!)));
    }

    void CheckFlowchart(Node flowchart)
    {
        var children = flowchart.Children;
        var links = LinksOf(flowchart);
        var reached = new bool[children.Length];
        var queue = new Queue<int>();
        for (var i = 0; i < children.Length; i++)
            if (flowchart.Plans[i] is not null) Reach(i);
        while (queue.TryDequeue(out var current))
            foreach (var link in links[current])
                if (link.Port is not null) Reach(link.Target);

        for (var i = 0; i < children.Length; i++)
        {
            var child = children[i]!;
            if (!reached[i]) problems.Add(new(child.Place, "unreachable-activity", "{0} is never reached: no connection leads to it from the start. Connect it, or take it out.", words.Of(child)));
            else foreach (var outcome in LooseOf(child, links[i])) problems.Add(new(child.Place, "unconnected-outcome", "{0}: the outcome '{1}' leads nowhere. Connect it, if only to an End.", words.Of(child), outcome));
        }

        CheckLoops(flowchart, reached);

        void Reach(int child)
        {
            if (reached[child]) return;
            reached[child] = true;
            queue.Enqueue(child);
        }
    }

    void CheckLoops(Node flowchart, bool[] reached)
    {
        var told = new HashSet<int>();
        foreach (var plan in flowchart.Plans)
        {
            if (plan is null) continue;
            var begun = ReachedFrom(plan.Outbound, [plan.Start], avoiding: -1);
            foreach (var link in plan.Outbound.SelectMany(o => o))
            {
                if (link is not { Backward: true, Valid: false } || !reached[link.Source] || !begun[link.Source] || !told.Add(link.Number)) continue;
                var (source, target) = (flowchart.Children[link.Source]!, flowchart.Children[link.Target]!);
                problems.Add(new(source.Place, "loop-from-beside", "{0} leads back to {1}, but can be reached without passing it: the run would fail there. Lead back to an activity that every way passes.", words.Of(source), words.Of(target)));
            }
        }
    }

    /// <summary>Outcomes that must lead somewhere and don't: of several, each; a single one may end the path.</summary>
    static IEnumerable<string> LooseOf(Node node, FlowLink[] links)
    {
        string[] outcomes = node.Kind switch
        {
            NodeKind.FlowDecision => ["True", "False"],
            NodeKind.FlowSwitch => [.. node.Cases.Select(c => c.Label), "Default"],
            NodeKind.FlowFork when node.Inputs[0].Expression is Constant { Value: { } branches } => [.. Values.Items(branches).Select(b => Values.Text(b ?? ""))],
            NodeKind.Host or NodeKind.DefinitionActivity when node.Outcomes.Length > 1 => node.Outcomes,
            _ => [],
        };
        return node.LooseEnds.Contains("*") ? [] : outcomes.Distinct().Where(o => !node.LooseEnds.Contains(o) && !links.Any(l => l.Port == o));
    }

    /// <summary>What a wait lacks; null when it ends, or when somebody hears of it, in the end.</summary>
    DefinitionProblem? Lacks(Node node)
    {
        if (node.Kind == NodeKind.Host && catalogue.Descriptors.GetValueOrDefault(node.View.Type) is { Waits: true, DueInput: { } due } descriptor)
        {
            var input = Array.Find(node.Inputs, i => string.Equals(i.Name, due, StringComparison.OrdinalIgnoreCase));
            if (input?.Expression is not Constant { Value: null or "" or 0 or 0L }) return null;
            var caption = descriptor.Inputs.First(i => i.Name == input.Name).DisplayName;
            return new(Json.Step(node.Place, Json.Camel(input.Name)), "wait-without-deadline.input", "it waits without a deadline. Say by when.") { Lead = ProblemWords.LeadOf(words.Of(node), caption) };
        }

        if (node.Kind != NodeKind.Event || node.CanStart || HasDeadline(node)) return null;
        return new(node.Place, "wait-without-deadline", "{0} waits for a signal without a deadline or escalation: if it never comes, the workflow stays for ever. Put a delay beside it, or set a deadline before it.", words.Of(node));
    }

    bool HasDeadline(Node node)
    {
        for (var inner = node; inner.Parent is { } container; inner = container)
        {
            if (container.Kind == NodeKind.Flowchart && container.Start >= 0 && IsTimed(container, inner.Position)) return true;
            if (container.Kind == NodeKind.Parallel && container.Children.Any(c => c != inner && Holds(c!, IsTimer))) return true;
            if (container.Kind == NodeKind.Sequence && container.Children.Take(inner.Position).Any(c => Holds(c!, SetsDeadline))) return true;
        }

        return false;
    }

    /// <summary>A timer runs beside the child, on a branch that is taken together with the child's, or a deadline is set before it.</summary>
    bool IsTimed(Node flowchart, int child)
    {
        var chart = ChartOf(flowchart);
        if (!chart.HasTimers && !chart.HasDeadlines) return false;
        var before = Before(chart, child);
        for (var i = 0; chart.HasDeadlines && i < before.Length; i++)
            if (before[i] && chart.Deadlines[i]) return true;
        if (!chart.HasTimers) return false;
        List<int> beside = [];
        for (var i = 0; i < before.Length; i++)
        {
            if (!before[i] || chart.Links[i].Length < 2) continue;
            foreach (var link in chart.Links[i])
                if (!link.Backward && Array.Exists(chart.Links[i], t => t.Number != link.Number && IsTowards(t) && Together(flowchart.Children[i]!, t, link))) beside.Add(link.Target);
        }

        var reached = ReachedFrom(chart.Links, beside, avoiding: child);
        for (var i = 0; i < reached.Length; i++)
            if (reached[i] && !before[i] && chart.Timers[i]) return true;
        return false;

        bool IsTowards(FlowLink link) => !link.Backward && (before[link.Target] || link.Target == child);
    }

    /// <summary>What is asked of a flowchart again for each wait in it, found once.</summary>
    Chart ChartOf(Node flowchart)
    {
        if (_charts.TryGetValue(flowchart, out var known)) return known;
        var links = LinksOf(flowchart);
        var inbound = links.SelectMany(l => l).Where(l => !l.Backward).ToLookup(l => l.Target, l => l.Source);
        return _charts[flowchart] = new Chart(
            links,
            [.. Enumerable.Range(0, links.Length).Select(i => inbound[i].ToArray())],
            [.. flowchart.Children.Select(c => Holds(c!, IsTimer))],
            [.. flowchart.Children.Select(c => Holds(c!, SetsDeadline))]);
    }

    static bool Together(Node source, FlowLink one, FlowLink other) =>
        one.Port == other.Port || source.Kind == NodeKind.FlowFork
        || (source.Kind == NodeKind.FlowSwitch && source.Inputs[0].Expression is Constant { Value: "MatchAny" or "1" });

    bool IsTimer(Node node) => node.Kind switch
    {
        NodeKind.Delay or NodeKind.Timer or NodeKind.Cron or NodeKind.StartAt => true,
        NodeKind.Host => catalogue.Descriptors.GetValueOrDefault(node.View.Type) is { Waits: true },
        _ => false,
    };

    bool SetsDeadline(Node node) => node.Kind == NodeKind.Host && catalogue.Descriptors.GetValueOrDefault(node.View.Type) is { SetsDeadline: true };

    static bool Holds(Node node, Func<Node, bool> is_) =>
        is_(node) || (node.Kind != NodeKind.DefinitionActivity && node.Children.Any(c => c is not null && Holds(c, is_)));

    static FlowLink[][] LinksOf(Node flowchart) => flowchart.Plans[flowchart.Start]!.Outbound;

    static bool[] Before(Chart chart, int child)
    {
        var before = new bool[chart.Inbound.Length];
        var queue = new Queue<int>([child]);
        while (queue.TryDequeue(out var current))
            foreach (var source in chart.Inbound[current])
                if (!before[source])
                {
                    before[source] = true;
                    queue.Enqueue(source);
                }

        return before;
    }

    static bool[] ReachedFrom(FlowLink[][] links, IEnumerable<int> starts, int avoiding)
    {
        var reached = new bool[links.Length];
        var queue = new Queue<int>();
        foreach (var start in starts.Where(s => s != avoiding && !reached[s]))
        {
            reached[start] = true;
            queue.Enqueue(start);
        }

        while (queue.TryDequeue(out var current))
            foreach (var link in links[current])
                if (!link.Backward && link.Target != avoiding && !reached[link.Target])
                {
                    reached[link.Target] = true;
                    queue.Enqueue(link.Target);
                }

        return reached;
    }

    sealed record Chart(FlowLink[][] Links, int[][] Inbound, bool[] Timers, bool[] Deadlines)
    {
        public bool HasTimers { get; } = Timers.Contains(true);

        public bool HasDeadlines { get; } = Deadlines.Contains(true);
    }
}
