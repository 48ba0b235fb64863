using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Execution;

namespace GrantFlow.Workflows.Runtime;

/// <content>Committing a batch.</content>
public sealed partial class MemoryWorkflowStore
{
    void Commit(BatchWrites writes)
    {
        lock (_lock)
        {
            foreach (var instance in writes.Started) _instances[instance.Id] = instance;
            foreach (var instance in writes.Changed) _instances[instance.Id] = instance;
            foreach (var (instance, number) in writes.Ended) End(instance, number);
            foreach (var wait in writes.Waits) Wait(wait);
            foreach (var instance in writes.EndedAll)
                if (_bookmarks.TryGetValue(instance, out var all)) foreach (var number in all.Keys.ToList()) End(instance, number);
            foreach (var burst in writes.Bursts)
            {
                if (!_journal.TryGetValue(burst.InstanceId, out var bursts)) _journal.Add(burst.InstanceId, bursts = []);
                bursts.Add(burst);
            }

            Renumber(writes);
            _incidents.AddRange(writes.Incidents);
            foreach (var (instance, number, at, by) in writes.Closed) Close(i => i.InstanceId == instance && i.Number == number, at, by);
            foreach (var (id, at, by) in writes.Dealt) Close(i => i.Id == id, at, by);
            foreach (var (definition, activity, next) in writes.Rescheduled) Reschedule(definition, activity, next);
            CommitQueue(writes);
        }
    }

    void Renumber(BatchWrites writes)
    {
        foreach (var (instance, number, node) in writes.WaitsRenumbered)
            if (_bookmarks.TryGetValue(instance, out var waits) && waits.TryGetValue(number, out var wait)) waits[number] = wait with { Node = node };
        foreach (var (id, node) in writes.IncidentsRenumbered)
            if (_incidents.FindIndex(i => i.Id == id) is >= 0 and var place) _incidents[place] = _incidents[place] with { Node = node };
    }

    void CommitQueue(BatchWrites writes)
    {
        foreach (var id in writes.Done) _queue.Remove(id);
        foreach (var (work, incident) in writes.Held) Hold(work, incident);
        foreach (var (incident, again) in writes.Released)
        {
            foreach (var (id, held) in _queue.Where(q => q.Value.HeldBy == incident).ToList())
            {
                if (again) _queue[id] = held with { HeldBy = null };
                else _queue.Remove(id);
            }
        }

        Drop(w => w.Kind == WorkKind.Start && writes.NeverStarted.Contains(w.InstanceId!.Value));
        Drop(w => w is { Kind: WorkKind.Start, Parent: { } parent, Bookmark: not null } && writes.Orphaned.Contains(parent));
        foreach (var work in writes.Left) Add(work);
    }

    void Hold(WorkRef work, Guid incident)
    {
        if (work.Id != 0)
        {
            _queue[work.Id] = _queue[work.Id] with { HeldBy = incident };
        }
        else if (_bookmarks.TryGetValue(work.InstanceId, out var waits) && waits.TryGetValue(work.Bookmark, out var wait))
        {
            Wait(wait with { DueAt = null });
            var resume = new NewWork(WorkKind.Resume, wait.Name, wait.DueAt!.Value) { InstanceId = work.InstanceId, Bookmark = work.Bookmark };
            _queue.Add(++_lastSignal, new Queued(resume, incident));
        }
    }

    void Drop(Predicate<NewWork> unwanted)
    {
        foreach (var id in _queue.Where(q => unwanted(q.Value.Work)).Select(q => q.Key).ToList()) _queue.Remove(id);
    }

    void Close(Predicate<StoredIncident> which, DateTimeOffset at, string by)
    {
        for (var i = 0; i < _incidents.Count; i++)
            if (_incidents[i].ClosedAt is null && which(_incidents[i])) _incidents[i] = _incidents[i] with { ClosedAt = at, ClosedBy = by };
    }

    void Wait(StoredBookmark wait)
    {
        End(wait.InstanceId, wait.Number);
        if (!_bookmarks.TryGetValue(wait.InstanceId, out var waits)) _bookmarks.Add(wait.InstanceId, waits = []);
        waits.Add(wait.Number, wait);
        if (wait.DueAt is { } at) _timers.Add((at, wait.InstanceId, wait.Number));
        if (wait.Kind != BookmarkKind.Event) return;
        if (!_waiting.TryGetValue(wait.Name, out var waiting)) _waiting.Add(wait.Name, waiting = []);
        waiting.Add((wait.InstanceId, wait.Number), wait.CorrelationId);
    }

    void End(Guid instance, int number)
    {
        if (!_bookmarks.TryGetValue(instance, out var waits) || !waits.Remove(number, out var wait)) return;
        if (waits.Count == 0) _bookmarks.Remove(instance);
        if (wait.DueAt is { } at) _timers.Remove((at, instance, number));
        if (wait.Kind == BookmarkKind.Event) _waiting[wait.Name].Remove((instance, number));
    }

    sealed class Batch(MemoryWorkflowStore store, IReadOnlyList<WorkItem> items, Dictionary<Guid, StoredInstance> instances) : IWorkBatch
    {
        readonly Dictionary<Guid, int> _begun = [];
        bool _ended;

        public IReadOnlyList<WorkItem> Items => items;

        public IReadOnlyDictionary<Guid, StoredInstance> Instances => instances;

        public ValueTask<Outcome> RunAsync(Type type, ActivityRun run, bool guarded, CancellationToken ct) =>
            ((IActivity)(store.Services?.GetService(type)
                ?? throw new InvalidOperationException($"No service makes {type}."))).RunAsync(run, ct);

        public ValueTask<string?> JudgeAsync(Guid? within, Execution.NamedOutside outside, CancellationToken ct)
        {
            var (depth, head) = (0, outside.By);
            for (var above = outside.Parent; above is { } id; above = store.ParentOf(id)) (depth, head) = (depth + 1, id);
            if (depth >= ChildDepth.Most) return new(ChildDepth.Sentence);
            if (outside.Computed == 0) return new((string?)null);
            // Those begun in this same batch aren't in the store yet.
            var below = (_begun.TryGetValue(head, out var known) ? known : store.CountBelow(head)) + outside.Computed;
            if (below > ChildDepth.MostBelow) return new(ChildDepth.SentenceBelow);
            _begun[head] = below;
            return new((string?)null);
        }

        public ValueTask BesideAsync(Beside write, CancellationToken ct) =>
            write(store.Services ?? throw new InvalidOperationException("No services to write with."), ct);

        public Task CommitAsync(BatchWrites writes, CancellationToken ct)
        {
            store.Commit(writes);
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            if (!_ended) store._oneBatch.Release();
            _ended = true;
            return ValueTask.CompletedTask;
        }
    }
}
