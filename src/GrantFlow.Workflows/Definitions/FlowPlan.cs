namespace GrantFlow.Workflows.Definitions;

/// <summary>A flowchart's connections, classified once for one start: forward, backward, dead.</summary>
sealed class FlowPlan
{
    /// <summary>The child that it begins with.</summary>
    public required int Start { get; init; }

    /// <summary>Outbound links of each child, in the definition's order.</summary>
    public required FlowLink[][] Outbound { get; init; }

    /// <summary>Numbers of the forward links that lead to each child.</summary>
    public required int[][] ForwardInbound { get; init; }

    /// <summary>Children that no forward link leads to, the start left out.</summary>
    public required bool[] Dangling { get; init; }

    /// <summary>For each FlowJoin: which children lie on a forward path to it; null for other children.</summary>
    public required bool[]?[] Ancestors { get; init; }

    /// <summary>The number of links.</summary>
    public required int LinkCount { get; init; }
}

/// <summary>One connection of a flowchart.</summary>
/// <param name="Number">Its place among the flowchart's links.</param>
/// <param name="Source">The child it leaves.</param>
/// <param name="Target">The child it leads to.</param>
/// <param name="Port">The outcome it follows; null follows none.</param>
/// <param name="Backward">Leads back to a child that already leads to its source.</param>
/// <param name="Valid">Of a backward link: every forward path from the start to its source passes its target.</param>
sealed record FlowLink(int Number, int Source, int Target, string? Port, bool Backward, bool Valid);

/// <summary>Classifies connections as the real engine does in counter mode.</summary>
static class FlowPlanner
{
    /// <param name="count">Children of the flowchart.</param>
    /// <param name="links">Distinct connections in the definition's order; the flags are filled in.</param>
    /// <param name="start">The child it begins with.</param>
    /// <param name="isJoin">Which children are joins.</param>
    public static FlowPlan Plan(int count, IReadOnlyList<FlowLink> links, int start, Func<int, bool> isJoin)
    {
        var targets = new List<int>[count];
        for (var i = 0; i < count; i++) targets[i] = [];
        foreach (var link in links) targets[link.Source].Add(link.Target);

        var forwardNext = new List<int>[count];
        for (var i = 0; i < count; i++) forwardNext[i] = [];
        var forward = Forward(start, targets, forwardNext);

        var marked = new FlowLink[links.Count];
        for (var i = 0; i < links.Count; i++)
        {
            var link = links[i];
            var backward = !forward.Contains((link.Source, link.Target));
            marked[i] = link with
            {
                Backward = backward,
                Valid = backward && !Reaches(forwardNext, start, link.Source, avoiding: link.Target),
            };
        }

        var inbound = new int[count][];
        var outbound = new FlowLink[count][];
        var ancestors = new bool[]?[count];
        var (leading, leaving) = (marked.Where(l => !l.Backward).ToLookup(l => l.Target, l => l.Number), marked.ToLookup(l => l.Source));
        for (var i = 0; i < count; i++)
        {
            inbound[i] = [.. leading[i]];
            outbound[i] = [.. leaving[i]];
        }

        for (var i = 0; i < count; i++)
            if (isJoin(i)) ancestors[i] = AncestorsOf(i, count, marked, inbound);
        return new FlowPlan
        {
            Start = start,
            Outbound = outbound,
            ForwardInbound = inbound,
            Dangling = [.. Enumerable.Range(0, count).Select(i => i != start && inbound[i].Length == 0)],
            Ancestors = ancestors,
            LinkCount = links.Count,
        };
    }

    /// <summary>Breadth first from the start: an edge whose target already leads to its source is not forward.</summary>
    static HashSet<(int Source, int Target)> Forward(int start, List<int>[] targets, List<int>[] forwardNext)
    {
        var forward = new HashSet<(int, int)>();
        var visited = new bool[targets.Length];
        var queue = new Queue<int>([start]);
        while (queue.TryDequeue(out var source))
        {
            visited[source] = true;
            foreach (var target in targets[source])
            {
                if (forward.Contains((source, target)) || Reaches(forwardNext, target, source, avoiding: -1)) continue;
                forward.Add((source, target));
                forwardNext[source].Add(target);
                if (!visited[target]) queue.Enqueue(target);
            }
        }

        return forward;
    }

    static bool Reaches(List<int>[] next, int from, int to, int avoiding)
    {
        if (from == avoiding || to == avoiding) return false;
        if (from == to) return true;
        var seen = new bool[next.Length];
        var stack = new Stack<int>([from]);
        seen[from] = true;
        while (stack.TryPop(out var current))
            foreach (var target in next[current])
            {
                if (target == to) return true;
                if (target == avoiding || seen[target]) continue;
                seen[target] = true;
                stack.Push(target);
            }

        return false;
    }

    static bool[] AncestorsOf(int child, int count, FlowLink[] links, int[][] inbound)
    {
        var found = new bool[count];
        var queue = new Queue<int>([child]);
        while (queue.TryDequeue(out var current))
            foreach (var link in inbound[current])
                if (!found[links[link].Source])
                {
                    found[links[link].Source] = true;
                    queue.Enqueue(links[link].Source);
                }

        return found;
    }
}
