using System.Runtime.CompilerServices;
using GrantFlow.Workflows.Definitions;

namespace GrantFlow.Workflows.Execution;

/// <summary>The flowchart in counter mode.</summary>
public sealed partial class Burst
{
    /// <summary>The join that is cancelling its ancestors at this moment: what they signal must not run it a second time.</summary>
    Visit? _joining;

    void ExecuteFlowchart(Visit visit)
    {
        var node = visit.Node;
        var start = node.Start;
        if (_trigger is not null)
        {
            var triggered = Array.FindIndex(node.Children, c => c!.View.ActivityId == _trigger);
            if (triggered >= 0 && node.Plans[triggered] is not null) start = triggered;
        }

        if (start < 0)
        {
            Complete(visit);
            return;
        }

        visit.Counter = start;
        Schedule(node.Children[start]!, visit);
    }

    void OnFlowChildCompleted(Visit flowchart, Visit child, string[]? outcomes)
    {
        if (child.Node.IsTerminal)
            Complete(flowchart, echo: child.Node.Kind == NodeKind.Complete);
        else if (!FollowLinks(flowchart, child.Node.Position, outcomes, counts: !child.Has(VisitFlags.Backward)))
            CompleteFlowIfIdle(flowchart);
    }

    void CompleteFlowIfIdle(Visit flowchart)
    {
        if (flowchart.Children is { } children)
            foreach (var child in children)
                if (child.Status is VisitStatus.Running or VisitStatus.Faulted) return;
        for (var i = _head; i < _queue.Count; i++)
            for (var owner = _queue[i].Owner; owner is not null; owner = owner.Parent)
                if (owner == flowchart) return;
        Complete(flowchart);
    }

    /// <summary>
    /// Completes a flowchart that waited only for what a nested End had left running, and that nobody asks again: in the
    /// real engine such an instance is stuck for good.
    /// </summary>
    bool FinishForgotten()
    {
        if (_live == 0 || _state.SubStatus != Runtime.WorkflowSubStatus.Executing || _state.OpenBookmarks.Count > 0 || _state.Incidents.Count > 0) return false;
        return _state.Root is { } root && Forgotten(root) is { } flowchart && TryComplete(flowchart);
    }

    bool TryComplete(Visit flowchart)
    {
        try
        {
            Complete(flowchart);
        }
        catch (Exception e)
        {
            Fault(flowchart, e);
        }

        return true;
    }

    static Visit? Forgotten(Visit visit)
    {
        foreach (var child in visit.Children ?? [])
            if (Forgotten(child) is { } found) return found;
        return visit is { Status: VisitStatus.Running, Node.Kind: NodeKind.Flowchart, Children: null or { Count: 0 } } ? visit : null;
    }

    /// <summary>Visits every link that leaves a child, followed or not.</summary>
    /// <param name="flowchart">The flowchart's visit.</param>
    /// <param name="child">The child's place.</param>
    /// <param name="outcomes">The ports to follow; null is Done, empty is none: the child was skipped or cancelled.</param>
    /// <param name="counts">False when the child ran through a backward link.</param>
    /// <returns>True when something was scheduled.</returns>
    bool FollowLinks(Visit flowchart, int child, string[]? outcomes, bool counts)
    {
        // Dead paths are followed by recursion; a very long one faults the activity instead of ending the process.
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var node = flowchart.Node;
        var plan = node.Plans[flowchart.Counter]!;
        if (plan.Dangling[child])
            throw new WorkflowFaultException(
                $"Activity {node.Children[child]!.View.ActivityId} is not reachable from the flowchart graph. Unable to schedule it's outbound activities.");
        var scope = flowchart.Flow ??= new FlowScope(node.Children.Length, plan.LinkCount);
        if (counts) scope.Activities[child]++;
        var scheduled = false;
        foreach (var link in plan.Outbound[child])
        {
            var followed = IsFollowed(link.Port, outcomes);
            scope.Links[link.Number] = ((scope.Links[link.Number] >> 1) + 1) << 1 | (followed ? 1 : 0);
            scheduled |= link.Backward ? FollowBackward(flowchart, link, followed) : FollowForward(flowchart, plan, scope, link);
        }

        return scheduled;
    }

    static bool IsFollowed(string? port, string[]? outcomes)
    {
        if (port is null) return false;
        if (outcomes is null) return port == "Done";
        foreach (var outcome in outcomes)
            if (outcome == port) return true;
        return false;
    }

    bool FollowBackward(Visit flowchart, FlowLink link, bool followed)
    {
        if (!followed) return false;
        var children = flowchart.Node.Children;
        if (!link.Valid)
            throw new WorkflowFaultException(
                $"Invalid backward connection: Every path from the source ('{children[link.Source]!.View.ActivityId}') must go through the target ('{children[link.Target]!.View.ActivityId}') when tracing back to the start.");
        Schedule(children[link.Target]!, flowchart, backward: true);
        return true;
    }

    bool FollowForward(Visit flowchart, FlowPlan plan, FlowScope scope, FlowLink link)
    {
        var target = link.Target;
        var node = flowchart.Node.Children[target]!;
        var mode = node.Kind == NodeKind.FlowJoin ? ModeOf(flowchart, node) : JoinMode.WaitAllActive;
        var done = scope.Activities[target];
        if (mode == JoinMode.WaitAny) return FollowToAny(flowchart, plan, scope, link, node, done);

        Count(plan.ForwardInbound[target], scope, out var least, out var most);
        if (least <= done) return false;
        var runs = mode == JoinMode.WaitAll
            ? AllFollowed(plan.ForwardInbound[target], scope, most)
            : AnyFollowed(plan.ForwardInbound[target], scope, most);
        if (!runs) return FollowLinks(flowchart, target, [], counts: true);
        Schedule(node, flowchart);
        return true;
    }

    bool FollowToAny(Visit flowchart, FlowPlan plan, FlowScope scope, FlowLink link, Node node, int done)
    {
        var target = link.Target;
        if (scope.Links[link.Number] >> 1 <= done || IsQueued(node, flowchart)) return false;
        if (_joining is { } joining && joining.Node == node && joining.Parent == flowchart) return false;
        Count(plan.ForwardInbound[target], scope, out var least, out var most);
        if (most > done && AnyFollowed(plan.ForwardInbound[target], scope, most))
        {
            Schedule(node, flowchart);
            CancelAncestors(flowchart, plan, target);
            return true;
        }

        return least > done && FollowLinks(flowchart, target, [], counts: true);
    }

    bool IsQueued(Node node, Visit owner)
    {
        for (var i = _head; i < _queue.Count; i++)
            if (_queue[i].Node == node && _queue[i].Owner == owner) return true;
        return false;
    }

    void CancelAncestors(Visit flowchart, FlowPlan plan, int target)
    {
        if (flowchart.Children is not { Count: > 0 } children || plan.Ancestors[target] is not { } ancestors) return;
        foreach (var child in children.ToArray())
            if (ancestors[child.Node.Position]) CancelFromBelow(child);
    }

    void ExecuteJoin(Visit visit)
    {
        if (visit.Parent is not { Node.Kind: NodeKind.Flowchart } flowchart)
        {
            if (visit.Parent is not null) throw new WorkflowFaultException("Activity context is not a flowchart.");
        }
        else
        {
            var outer = _joining;
            _joining = visit;
            try
            {
                CancelAncestors(flowchart, flowchart.Node.Plans[flowchart.Counter]!, visit.Node.Position);
            }
            finally
            {
                _joining = outer;
            }
        }

        Complete(visit);
    }

    JoinMode ModeOf(Visit flowchart, Node join)
    {
        var value = join.ConstantInputs is { } constant ? constant[0] : Evaluate(join.Inputs[0], new Visit(join, flowchart, 0));
        return (value as string) switch
        {
            "WaitAny" or "2" or null => JoinMode.WaitAny,
            "WaitAll" or "0" => JoinMode.WaitAll,
            "WaitAllActive" or "1" => JoinMode.WaitAllActive,
            { } other => throw new WorkflowFaultException($"Unsupported FlowJoinMode: {other}"),
        };
    }

    static void Count(int[] links, FlowScope scope, out int least, out int most)
    {
        least = int.MaxValue;
        most = 0;
        foreach (var link in links)
        {
            var count = scope.Links[link] >> 1;
            if (count < least) least = count;
            if (count > most) most = count;
        }
    }

    static bool AnyFollowed(int[] links, FlowScope scope, int most)
    {
        foreach (var link in links)
            if (scope.Links[link] == (most << 1 | 1)) return true;
        return false;
    }

    static bool AllFollowed(int[] links, FlowScope scope, int most)
    {
        foreach (var link in links)
            if (scope.Links[link] != (most << 1 | 1)) return false;
        return true;
    }
}

/// <summary>When a join goes on; in the real engine's order, for definitions that give the number.</summary>
enum JoinMode : byte
{
    WaitAll,
    WaitAllActive,
    WaitAny,
}
