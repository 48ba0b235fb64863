using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Workflows.Execution;

/// <summary>What an operator does to an instance: cancel it, retry or skip what failed.</summary>
public sealed partial class Burst
{
    bool CancelAll(string reason)
    {
        if (_state.Status == WorkflowStatus.Finished) return false;
        foreach (var bookmark in _state.OpenBookmarks.ToArray()) Burn(bookmark);
        if (_state.Root is { } root) Log(root, JournalEvent.WorkflowCancelled, reason);
        _state.SubStatus = WorkflowSubStatus.Cancelled;
        return true;
    }

    bool BeginRetry(int incident)
    {
        if (TakeIncident(incident) is not { } visit) return false;
        if (visit.Children is { Count: > 0 } children)
            foreach (var child in children.ToArray()) CancelFromTop(child);
        RemoveBookmarks(visit);
        visit.Counter = visit.Second = 0;
        visit.Flags &= VisitFlags.Backward;
        visit.Flow = null;
        visit.Status = VisitStatus.Pending;
        _queue.Add(new WorkItem { Node = visit.Node, Existing = visit, Verb = JournalEvent.Retried });
        return true;
    }

    bool SkipIncident(int incident, string? outcome)
    {
        if (TakeIncident(incident) is not { } visit) return false;
        Log(visit, JournalEvent.Skipped, outcome);
        visit.Status = VisitStatus.Running;
        try
        {
            Complete(visit, outcome is null ? null : [outcome]);
        }
        catch (Exception e)
        {
            Fault(visit, e);
        }

        return true;
    }

    /// <summary>Closes an incident and takes its instance up again, one ended by the fault too.</summary>
    Visit? TakeIncident(int number)
    {
        if (_state.SubStatus is WorkflowSubStatus.Finished or WorkflowSubStatus.Cancelled) return null;
        var index = _state.Incidents.FindIndex(i => i.Number == number);
        if (index < 0 || FindVisit(_state.Incidents[index].Visit) is not { Status: VisitStatus.Faulted } visit) return null;
        _state.Incidents.RemoveAt(index);
        Effects.IncidentsClosed.Add(number);
        // The store may have dropped the waits of an instance that was over; they are open again.
        if (_state.Status == WorkflowStatus.Finished) Effects.BookmarksAdded.AddRange(_state.OpenBookmarks);
        _state.SubStatus = WorkflowSubStatus.Executing;
        return visit;
    }

    /// <summary>Incidents of visits that are gone, or of an instance that came to a good end, need nobody any more.</summary>
    void CloseDeadIncidents()
    {
        var over = _state.SubStatus is WorkflowSubStatus.Finished or WorkflowSubStatus.Cancelled;
        for (var i = _state.Incidents.Count - 1; i >= 0; i--)
        {
            var incident = _state.Incidents[i];
            if (!over && FindVisit(incident.Visit) is { Status: VisitStatus.Faulted }) continue;
            _state.Incidents.RemoveAt(i);
            Effects.IncidentsClosed.Add(incident.Number);
        }
    }
}
