using GrantFlow.Workflows.Definitions;
using GrantFlow.Workflows.Execution;
using GrantFlow.Workflows.Expressions;

namespace GrantFlow.Workflows.Moving;

/// <summary>Carries a flowchart's counters over to another drawing of it.</summary>
/// <remarks>
/// An activity's count is how often it was passed, run or skipped; a connection's is how often its source was. A join goes
/// on when each connection to it counts more than it does. So a new connection takes its source's count, and a new
/// activity as many as all its connections have: it counts as passed in the rounds that lie behind, and runs in this one
/// when it is still ahead.
/// </remarks>
sealed class FlowMove(Visit old, Visit visit, Action<MoveBar, Node> bar)
{
    readonly Node[] _children = visit.Node.Children!;
    readonly Dictionary<string, int> _before = Places(old.Node);

    public void Move()
    {
        var before = old.Node.Plans[old.Counter]!;
        var start = Array.FindIndex(_children, c => c.View.ActivityId == old.Node.Children[old.Counter]!.View.ActivityId);
        // The usual start may be another activity now; a trigger's may not, since the others were never begun with.
        if ((start < 0 || visit.Node.Plans[start] is null) && old.Counter == old.Node.Start) start = visit.Node.Start;
        if (start < 0 || visit.Node.Plans[start] is not { } plan)
        {
            bar(MoveBar.StartGone, old.Node.Children[old.Counter]!);
            return;
        }

        visit.Counter = start;
        var stranded = visit.Children?.FindAll(c => plan.Dangling[c.Node.Position]) ?? [];
        foreach (var child in stranded) bar(MoveBar.Unreachable, child.Node);
        if (stranded.Count > 0 || old.Flow is not { } scope) return;

        var moved = visit.Flow = new FlowScope(_children.Length, plan.LinkCount);
        foreach (var child in InOrder(plan)) Count(child, before, scope, plan, moved);
        CheckDue(plan, moved);
    }

    void Count(int child, FlowPlan before, FlowScope scope, FlowPlan plan, FlowScope moved)
    {
        var known = _before.TryGetValue(_children[child].View.ActivityId, out var was);
        if (known) moved.Activities[child] = scope.Activities[was];
        else if (plan.ForwardInbound[child].Length > 0) moved.Activities[child] = plan.ForwardInbound[child].Min(l => moved.Links[l] >> 1);
        var passed = known && before.Outbound[was] is { Length: > 0 } all ? all.Max(l => scope.Links[l.Number] >> 1) : moved.Activities[child];
        foreach (var link in plan.Outbound[child])
        {
            var followed = known ? Followed(before, scope, was, link.Port) : WasLedTo(plan, moved, child);
            moved.Links[link.Number] = known && Same(before, was, link) is { } same ? scope.Links[same.Number] : passed << 1 | (followed ? 1 : 0);
        }
    }

    /// <summary>The same connection in the old drawing.</summary>
    FlowLink? Same(FlowPlan before, int source, FlowLink link) => Array.Find(
        before.Outbound[source],
        l => l.Port == link.Port && old.Node.Children[l.Target]!.View.ActivityId == _children[link.Target].View.ActivityId);

    static bool Followed(FlowPlan before, FlowScope scope, int source, string? port) =>
        Array.Exists(before.Outbound[source], l => l.Port == port && (scope.Links[l.Number] & 1) == 1);

    /// <summary>A new activity that lies behind: the way through it was taken, by whichever of its ports, when a way to it was.</summary>
    static bool WasLedTo(FlowPlan plan, FlowScope moved, int child) =>
        plan.ForwardInbound[child].Any(l => (moved.Links[l] & 1) == 1 && moved.Links[l] >> 1 == moved.Activities[child]);

    /// <summary>Children with what leads forward to them before them.</summary>
    static IEnumerable<int> InOrder(FlowPlan plan)
    {
        var open = new int[plan.Outbound.Length];
        for (var i = 0; i < open.Length; i++) open[i] = plan.ForwardInbound[i].Length;
        var queue = new Queue<int>(Enumerable.Range(0, open.Length).Where(i => open[i] == 0));
        while (queue.TryDequeue(out var child))
        {
            yield return child;
            foreach (var link in plan.Outbound[child])
                if (!link.Backward && --open[link.Target] == 0) queue.Enqueue(link.Target);
        }
    }

    /// <summary>What would be ready to run has nobody to set it going: its last connection was passed in the old drawing.</summary>
    void CheckDue(FlowPlan plan, FlowScope moved)
    {
        for (var i = 0; i < _children.Length; i++)
        {
            if (plan.ForwardInbound[i].Length == 0 || visit.Children?.Exists(c => c.Node.Position == i) == true) continue;
            var counts = plan.ForwardInbound[i].Select(l => moved.Links[l]).ToList();
            var any = _children[i].Kind == NodeKind.FlowJoin && _children[i].Inputs is [{ Expression: Constant { Value: null or "WaitAny" or "2" } }];
            var due = any
                ? counts.Exists(c => (c & 1) == 1 && c >> 1 > moved.Activities[i])
                : counts.Min(c => c >> 1) > moved.Activities[i];
            if (due) bar(MoveBar.AlreadyDue, _children[i]);
        }
    }

    static Dictionary<string, int> Places(Node flowchart)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < flowchart.Children.Length; i++) places.TryAdd(flowchart.Children[i]!.View.ActivityId, i);
        return places;
    }
}
