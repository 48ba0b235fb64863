using GrantFlow.Workflows.Definitions;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Workflows.Execution;

/// <summary>Bookmarks: opened, ended, given up.</summary>
public sealed partial class Burst
{
    bool BeginResume(int number)
    {
        if (_state.Status == WorkflowStatus.Finished) return false;
        var bookmark = _state.OpenBookmarks.Find(b => b.Number == number);
        if (bookmark is null || FindVisit(bookmark.Visit) is not { } visit) return false;
        _state.SubStatus = WorkflowSubStatus.Executing;
        _queue.Add(new WorkItem
        {
            Node = visit.Node,
            Existing = visit,
            Resume = bookmark,
            Verb = bookmark.Wait is { Retry: true } ? JournalEvent.Retried : JournalEvent.Resumed,
        });
        return true;
    }

    /// <summary>Goes on after a bookmark; gives the host call when a host activity has to run again.</summary>
    HostCall? ResumeVisit(Visit visit, Bookmark bookmark)
    {
        var payload = (_stimulus as Stimulus.Resume)?.Payload;
        switch (visit.Node.Kind)
        {
            case NodeKind.Host:
                return ResumeHost(visit, bookmark, payload);
            case NodeKind.Event:
                SetOutput(visit, "Result", EventPayload(payload));
                Complete(visit);
                return null;
            case NodeKind.ExecuteWorkflow or NodeKind.DispatchWorkflow:
                if (_stimulus is Stimulus.ChildEnded ended) SetOutput(visit, "Result", ChildOutcome(ended.ChildId, ended.SubStatus, ended.Output));
                Complete(visit);
                return null;
            case NodeKind.BulkDispatchWorkflows:
                if (_stimulus is Stimulus.ChildEnded one) OnBulkChildEnded(visit, one);
                return null;
            default:
                Complete(visit);
                return null;
        }
    }

    Bookmark AddBookmark(Visit visit, BookmarkKind kind, string name, string? correlation, DateTimeOffset? due, HostWait? wait = null)
    {
        var bookmark = new Bookmark(
            ++_state.LastBookmark, kind, visit.Node.View.Number, visit.Number, name, correlation ?? _state.CorrelationId, due, correlation is not null)
        { Wait = wait };
        _state.OpenBookmarks.Add(bookmark);
        Effects.BookmarksAdded.Add(bookmark);
        return bookmark;
    }

    void Burn(Bookmark bookmark)
    {
        var index = _state.OpenBookmarks.FindIndex(b => b.Number == bookmark.Number);
        if (index < 0) return;
        _state.OpenBookmarks.RemoveAt(index);
        // One that was opened in this same burst was never written.
        if (Effects.BookmarksAdded.RemoveAll(b => b.Number == bookmark.Number) == 0) Effects.BookmarksRemoved.Add(bookmark.Number);
    }

    void RemoveBookmarks(Visit visit)
    {
        for (var i = _state.OpenBookmarks.Count - 1; i >= 0; i--)
            if (_state.OpenBookmarks[i].Visit == visit.Number) Burn(_state.OpenBookmarks[i]);
    }

    bool IsBookmarked(Node node)
    {
        foreach (var bookmark in _state.OpenBookmarks)
            if (bookmark.Node == node.View.Number) return true;
        return false;
    }

    /// <summary>Signals find a wait by the instance's correlation unless the wait names its own: a new correlation moves the waits along.</summary>
    void CorrelateBookmarks()
    {
        var bookmarks = _state.OpenBookmarks;
        for (var i = 0; i < bookmarks.Count; i++)
        {
            var bookmark = bookmarks[i];
            if (bookmark.OwnCorrelation || bookmark.CorrelationId == _state.CorrelationId) continue;
            var moved = bookmarks[i] = bookmark with { CorrelationId = _state.CorrelationId };
            Effects.BookmarksAdded.RemoveAll(b => b.Number == bookmark.Number);
            Effects.BookmarksAdded.Add(moved);
        }
    }

    Visit? FindVisit(int number)
    {
        if (_state.Root is { } root && FindVisit(root, number) is { } found) return found;
        foreach (var orphan in _state.Orphans)
            if (FindVisit(orphan, number) is { } orphaned) return orphaned;
        return null;
    }

    static Visit? FindVisit(Visit visit, int number)
    {
        if (visit.Number == number) return visit;
        if (visit.Children is { } children)
            foreach (var child in children)
                if (FindVisit(child, number) is { } found) return found;
        return null;
    }
}
