using GrantFlow.Workflows.Definitions;
using GrantFlow.Workflows.Execution;
using GrantFlow.Workflows.Expressions;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Workflows.Moving;

/// <summary>One plan under way: visits, waits and variables.</summary>
sealed class MovePlanning(WorkflowState state, WorkflowGraph to)
{
    readonly List<MoveRemark> _bars = [];
    readonly List<MoveRemark> _notes = [];
    readonly Dictionary<int, Visit> _moved = [];

    public MovePlan Plan()
    {
        if (state.SubStatus is WorkflowSubStatus.Finished or WorkflowSubStatus.Cancelled) return MovePlan.Barred(MoveBar.Over);
        if (state.Root is not { } root || state.SubStatus == WorkflowSubStatus.Pending) return MovePlan.Barred(MoveBar.NotBegun);
        if (state.SubStatus == WorkflowSubStatus.Executing) return MovePlan.Barred(MoveBar.Executing);
        if (state.Orphans.Count > 0) return MovePlan.Barred(MoveBar.Orphan);

        var moved = Move(root, to.Nodes[0], null);
        if (moved is null || _bars.Count > 0) return new MovePlan(null, _bars, _notes);
        var result = new WorkflowState(state.InstanceId)
        {
            ParentId = state.ParentId,
            CorrelationId = state.CorrelationId,
            Name = state.Name,
            SubStatus = state.SubStatus,
            JournalSequence = state.JournalSequence,
            LastVisit = state.LastVisit,
            LastBookmark = state.LastBookmark,
            LastIncident = state.LastIncident,
            Inputs = state.Inputs,
            Outputs = state.Outputs,
            Root = moved,
        };
        result.Incidents.AddRange(state.Incidents);
        foreach (var bookmark in state.OpenBookmarks)
            result.OpenBookmarks.Add(bookmark with { Node = _moved[bookmark.Visit].Node.View.Number });
        return new MovePlan(result, [], _notes);
    }

    void Bar(MoveBar bar, Node node, string detail = "") => _bars.Add(new(bar.Code(), node.Caption, detail));

    void Note(MoveNote note, Node node, string detail = "") => _notes.Add(new(note.Code(), node.Caption, detail));

    Visit? Move(Visit old, Node node, Visit? parent)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        var visit = new Visit(node, parent, old.Number)
        {
            Status = old.Status,
            Flags = old.Flags,
            Counter = old.Counter,
            Second = old.Second,
            Host = old.Host,
        };
        _moved.Add(visit.Number, visit);
        MoveVariables(old, visit);
        CheckWaits(old, node);
        var whole = true;
        foreach (var child in old.Children ?? [])
        {
            if (Counterpart(child, old.Node, node) is not { } counterpart || Move(child, counterpart, visit) is not { } moved) whole = false;
            else (visit.Children ??= []).Add(moved);
        }

        if (whole) MoveCounters(old, visit);
        return whole ? visit : null;
    }

    /// <summary>The node of the new version that a visit goes on in; bars and gives null when there is none.</summary>
    Node? Counterpart(Visit child, Node oldParent, Node parent)
    {
        var (old, id) = (child.Node, child.Node.View.ActivityId);
        var found = Array.Find(parent.Children, c => c?.View.ActivityId == id);
        // A workflow has one root, whatever its id: a copy or a redrawn one is its counterpart.
        if (oldParent.Kind == NodeKind.Workflow) found ??= parent.Children[0];
        var incident = child.Status == VisitStatus.Faulted;
        if (found is null)
        {
            Bar(incident ? MoveBar.IncidentGone : to.Find(id) is null ? MoveBar.ActivityGone : MoveBar.OtherContainer, old);
            return null;
        }

        if (found.Kind == old.Kind && (found.View.Type == old.View.Type || old.Kind == NodeKind.Workflow)) return found;
        var container = old.Children.Length > 0 || old.Kind is NodeKind.Flowchart or NodeKind.Sequence or NodeKind.Parallel;
        Bar(incident ? MoveBar.IncidentGone : container ? MoveBar.ContainerChanged : MoveBar.OtherType, old, found.Caption);
        return null;
    }

    void MoveVariables(Visit old, Visit visit)
    {
        var (before, after) = (old.Node.Variables, visit.Node.Variables);
        if (after.Length > 0) visit.Variables = visit.Node.NewVariables();
        for (var i = 0; i < before.Length; i++)
        {
            var value = old.Variables?[i];
            var slot = Array.FindIndex(after, v => v.Id == before[i].Id);
            if (slot < 0)
            {
                if (before[i].Kept && value is not null && !Equals(value, before[i].Default)) Note(MoveNote.VariableDropped, old.Node, before[i].Name);
                continue;
            }

            if (!before[i].Kept || !after[slot].Kept) continue;
            // A value that the old type didn't hold either (an output of any type) goes along as it is.
            if (before[i].Kind == after[slot].Kind || value is null) visit.Variables![slot] = value;
            else if (Values.Reads(value, after[slot].Kind)) visit.Variables![slot] = Values.To(value, after[slot].Kind);
            else Bar(MoveBar.VariableType, old.Node, before[i].Name);
        }
    }

    void CheckWaits(Visit old, Node node)
    {
        var waits = state.OpenBookmarks.FindAll(b => b.Visit == old.Number);
        if (waits.Exists(b => b.Wait is { Retry: true })) Bar(MoveBar.AttemptUnderWay, old.Node);
        if (waits.Count == 0 && old.Status != VisitStatus.Faulted) return;
        foreach (var gone in old.Node.Outcomes.Where(o => node.Outcomes.Length > 0 && !node.Outcomes.Contains(o))) Bar(MoveBar.OutcomeGone, old.Node, gone);
        for (var i = 0; i < old.Node.Inputs.Length && i < node.Inputs.Length; i++)
        {
            var (before, after) = (old.Node.Inputs[i], node.Inputs[i]);
            if (before.Name != after.Name || before.Expression is not Constant a || after.Expression is not Constant b || Same(a.Value, b.Value)) continue;
            Note(
                node.Kind switch
                {
                    NodeKind.Event => MoveNote.SignalKept,
                    NodeKind.Delay or NodeKind.Timer or NodeKind.StartAt or NodeKind.Cron => MoveNote.TimerKept,
                    _ => MoveNote.InputChanged,
                },
                old.Node,
                Activities.ActivityCatalogue.Caption(before.Name));
        }
    }

    static bool Same(object? a, object? b) => Equals(a, b) || (a is not null && b is not null && Values.ToJson(a) == Values.ToJson(b));

    /// <summary>A container's own count, in the new version's numbers.</summary>
    void MoveCounters(Visit old, Visit visit)
    {
        switch (old.Node.Kind)
        {
            case NodeKind.Sequence when old.Counter > 0:
                // The count is the place behind the child that runs.
                var current = old.Node.Children[old.Counter - 1]!;
                var place = Array.FindIndex(visit.Node.Children, c => c!.View.ActivityId == current.View.ActivityId);
                if (place < 0) Bar(MoveBar.ActivityGone, current);
                visit.Counter = place + 1;
                break;
            case NodeKind.Flowchart when old.Node.Children.Length > 0:
                new FlowMove(old, visit, (bar, node) => Bar(bar, node)).Move();
                break;
            default:
                break;
        }
    }
}
