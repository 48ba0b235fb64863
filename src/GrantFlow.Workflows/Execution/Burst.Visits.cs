using GrantFlow.Workflows.Definitions;
using GrantFlow.Workflows.Expressions;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Workflows.Execution;

/// <summary>The life of a visit: begun, completed, cancelled, faulted.</summary>
public sealed partial class Burst
{
    const int MostOfCause = 500;

    Visit NewVisit(in WorkItem item)
    {
        var visit = new Visit(item.Node, item.Owner, ++_state.LastVisit);
        if (item.Backward) visit.Flags = VisitFlags.Backward;
        if (item.Node.Variables.Length > 0)
        {
            visit.Variables = item.Node.NewVariables();
            item.Variables?.CopyTo(visit.Variables, 0);
        }

        if (item.Owner is not { } owner) _state.Root = visit;
        else if (owner.IsLive) (owner.Children ??= []).Add(visit);
        else _state.Orphans.Add(visit);
        _live++;
        return visit;
    }

    void Schedule(Node node, Visit owner, object?[]? variables = null, bool backward = false) =>
        _queue.Add(new WorkItem { Node = node, Owner = owner, Variables = variables, Backward = backward });

    /// <summary>Completes a visit and tells its container, which may complete in turn before this returns.</summary>
    /// <param name="visit">Nothing happens unless it is running.</param>
    /// <param name="outcomes">The ports to follow; null is the plain Done.</param>
    /// <param name="echo">
    /// True for a flowchart that a Complete activity ends: cancelling its waiting children completes it a first time, and
    /// the journal says so twice, as the real engine's recorded traces do.
    /// </param>
    void Complete(Visit visit, string[]? outcomes = null, bool echo = false)
    {
        if (visit.Status != VisitStatus.Running) return;
        if (visit.Children is { Count: > 0 } children)
        {
            if (!echo) visit.Flags |= VisitFlags.Completing;
            foreach (var child in children.ToArray()) CancelFromTop(child);
        }

        if (visit.IsLive) Bury(visit);
        visit.Status = VisitStatus.Completed;
        Log(visit, JournalEvent.Completed, outcomes: outcomes);
        if (visit.Parent is { IsLive: true } parent && _state.SubStatus != WorkflowSubStatus.Finished)
            OnChildCompleted(parent, visit, outcomes);
        RemoveBookmarks(visit);
    }

    /// <summary>Cancels a visit and then its children: how a completing container ends the rest.</summary>
    void CancelFromTop(Visit visit)
    {
        if (!visit.IsLive) return;
        Withdraw(visit);
        MarkCanceled(visit);
        OnCanceled(visit);
        if (visit.Children is { Count: > 0 } children)
            foreach (var child in children.ToArray()) CancelFromTop(child);
    }

    /// <summary>Cancels a visit's children and then the visit: how a join ends the branches that lost.</summary>
    void CancelFromBelow(Visit visit)
    {
        if (!visit.IsLive) return;
        Withdraw(visit);
        visit.Flags |= VisitFlags.Cancelling;
        if (visit.Children is { Count: > 0 } children)
            foreach (var child in children.ToArray()) CancelFromBelow(child);
        MarkCanceled(visit);
        OnCanceled(visit);
    }

    void MarkCanceled(Visit visit)
    {
        Bury(visit);
        visit.Status = VisitStatus.Canceled;
        RemoveBookmarks(visit);
        Log(visit, JournalEvent.Canceled);
    }

    /// <summary>
    /// A cancelled child counts as a path not taken for the flowchart that holds it. The real engine tells every ancestor
    /// and trips over flowcharts that don't know the activity, or that are being cancelled or completed themselves; here only
    /// the flowchart whose own child it is listens, and only while it goes on.
    /// </summary>
    void OnCanceled(Visit visit)
    {
        if (visit.Parent is not { Node.Kind: NodeKind.Flowchart } flowchart) return;
        if (!flowchart.IsLive || flowchart.Has(VisitFlags.Cancelling | VisitFlags.Completing)) return;
        CompleteFlowIfIdle(flowchart);
        if (flowchart.IsLive) FollowLinks(flowchart, visit.Node.Position, [], counts: true);
    }

    /// <summary>Takes back what was scheduled for a visit and has not begun.</summary>
    void Withdraw(Visit visit)
    {
        for (var i = _queue.Count - 1; i >= _head; i--)
            if (_queue[i].Existing == visit || _queue[i].Owner == visit) _queue.RemoveAt(i);
    }

    void Bury(Visit visit)
    {
        if (visit.Parent?.Children?.Remove(visit) != true) _state.Orphans.Remove(visit);
        _live--;
    }

    void Fault(Visit visit, Exception fault, bool byHost = false)
    {
        Log(visit, JournalEvent.Faulted, fault.Message);
        if (!byHost) KeepInputs(visit);
        if (!visit.IsLive)
        {
            // A container's callback failed: the fault is charged to the child that had just completed.
            if (visit.Parent is { IsLive: true } parent) (parent.Children ??= []).Add(visit);
            else if (visit.Parent is not null) _state.Orphans.Add(visit);
            _live++;
        }

        visit.Status = VisitStatus.Faulted;
        var number = ++_state.LastIncident;
        _state.Incidents.Add(new OpenIncident(number, visit.Number));
        Effects.IncidentsOpened.Add(new Incident(number, visit.Node.View.Number, visit.Number, fault.Message, Describe(fault), _now));
        var ends = _graph.Strategy switch
        {
            IncidentStrategy.Fault => true,
            IncidentStrategy.Continue => false,
            IncidentStrategy.Unset => !byHost,
        };
        if (ends && _state.Status == WorkflowStatus.Running) _state.SubStatus = WorkflowSubStatus.Faulted;
    }

    static string Describe(Exception fault)
    {
        var text = new System.Text.StringBuilder();
        for (var e = fault; e is not null && text.Length < 2000; e = e.InnerException!)
            text.Append(text.Length > 0 ? " <- " : "").Append(e.GetType().Name).Append(": ").Append(e.Message);
        return text.ToString(0, Math.Min(text.Length, 2000));
    }

    object?[] InputsOf(Visit visit)
    {
        if (visit.Inputs is { } done) return done;
        var node = visit.Node;
        if (node.ConstantInputs is { } constant) return visit.Inputs = constant;
        if (node.Inputs.Length == 0) return visit.Inputs = [];
        var values = new object?[node.Inputs.Length];
        for (var i = 0; i < values.Length; i++)
            if (!node.Inputs[i].Lazy) values[i] = Evaluate(node.Inputs[i], visit);
        return visit.Inputs = values;
    }

    object? Evaluate(CompiledInput input, Visit visit)
    {
        try
        {
            return Values.To(input.Expression.Evaluate(this, visit), input.Kind);
        }
        catch (Exception e)
        {
            throw new WorkflowFaultException($"Failed to evaluate activity input '{input.Name}': {Brief(e.Message)}", e);
        }
    }

    // A script may throw a text of any length.
    static string Brief(string cause) => cause.Length <= MostOfCause ? cause : $"{cause[..MostOfCause]}…";

    /// <summary>A workflow input as an activity sees it: a workflow used as an activity has inputs of its own.</summary>
    internal object? InputOf(Visit visit, string name)
    {
        for (var scope = visit.Parent; scope is not null; scope = scope.Parent)
        {
            var node = scope.Node;
            if (node.Kind != NodeKind.DefinitionActivity) continue;
            var index = Array.FindIndex(node.Inputs, i => string.Equals(i.Name, name, StringComparison.OrdinalIgnoreCase));
            if (index >= 0) return scope.Variables![FirstExport(node) + index];
        }

        return _input is not null && _input.TryGetValue(name, out var value) ? value : null;
    }

    /// <summary>All inputs that an activity sees, for scripts.</summary>
    internal IReadOnlyDictionary<string, object?> AllInputs => _input ?? _state.Input;

    static int FirstExport(Node node) => node.Variables.Length - node.Inputs.Length - node.Exports.Length;

    void Log(Visit visit, JournalEvent @event, string? message = null, string[]? outcomes = null) => Effects.Journal.Add(
        new JournalLine(++_state.JournalSequence, visit.Node.View.Number, visit.Number, @event, message, outcomes));

    static int CountLive(Visit visit)
    {
        var count = visit.IsLive ? 1 : 0;
        if (visit.Children is { } children)
            foreach (var child in children) count += CountLive(child);
        return count;
    }
}
