namespace GrantFlow.Workflows.Runtime;

/// <summary>A store in memory: for tests, for trying definitions out, and as the plainest statement of what a store does.</summary>
/// <remarks>Concurrency: one batch at a time; everything else may be called at any time.</remarks>
/// <param name="services">Resolves host activities by their class; null when definitions have none.</param>
public sealed partial class MemoryWorkflowStore(IServiceProvider? services = null) : IWorkflowStore, IDisposable
{
    readonly SemaphoreSlim _oneBatch = new(1, 1);
    readonly Lock _lock = new();
    readonly Dictionary<Guid, StoredInstance> _instances = [];
    readonly Dictionary<Guid, SortedDictionary<int, StoredBookmark>> _bookmarks = [];
    readonly Dictionary<string, Dictionary<(Guid, int), string?>> _waiting = [];
    readonly SortedSet<(DateTimeOffset At, Guid Instance, int Number)> _timers = [];
    readonly Dictionary<Guid, List<StoredBurst>> _journal = [];
    readonly List<StoredIncident> _incidents = [];
    readonly SortedDictionary<long, Queued> _queue = [];
    readonly Dictionary<string, DateTimeOffset> _keys = [];
    long _lastSignal;

    /// <inheritdoc/>
    public void Dispose() => _oneBatch.Dispose();

    /// <inheritdoc/>
    public Task EnqueueAsync(IReadOnlyList<NewWork> work, CancellationToken ct)
    {
        lock (_lock)
            foreach (var w in work) Add(w);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<IWorkBatch> ClaimAsync(WorkClaim claim, CancellationToken ct)
    {
        await _oneBatch.WaitAsync(ct);
        lock (_lock)
        {
            List<WorkItem> items = [];
            foreach (var (id, queued) in _queue)
            {
                if (items.Count >= claim.Max) break;
                if (queued.HeldBy is null && !(queued.Work.DueAt > claim.Now) && (claim.Only is not { } only || only.Id == id)) items.AddRange(Match(id, queued.Work));
            }

            foreach (var (at, instance, number) in _timers)
            {
                if (at > claim.Now || items.Count >= 2 * claim.Max) break;
                if (claim.Only is null || claim.Only == new WorkRef(0, instance, number))
                    items.Add(new WorkItem { Kind = WorkKind.Timer, InstanceId = instance, Bookmark = number, DueAt = at, Hops = _bookmarks[instance][number].Hops });
            }

            items.AddRange(Schedules(claim));
            var concerned = items.Select(i => i.InstanceId).Where(_instances.ContainsKey).Distinct();
            return new Batch(this, items, concerned.ToDictionary(i => i, i => _instances[i].Copy()));
        }
    }

    /// <inheritdoc/>
    public async Task<IWorkBatch> LockAsync(Guid instanceId, bool withDescendants, CancellationToken ct)
    {
        await _oneBatch.WaitAsync(ct);
        lock (_lock)
        {
            Dictionary<Guid, StoredInstance> locked = [];
            if (_instances.TryGetValue(instanceId, out var root)) locked.Add(instanceId, root.Copy());
            for (var grew = withDescendants; grew;)
            {
                var children = _instances.Values
                    .Where(i => i is { IsFinished: false, ParentBookmark: not null, Parent: { } p } && locked.ContainsKey(p) && !locked.ContainsKey(i.Id))
                    .ToList();
                foreach (var child in children) locked.Add(child.Id, child.Copy());
                grew = children.Count > 0;
            }

            return new Batch(this, [], locked);
        }
    }

    /// <inheritdoc/>
    public async Task<IWorkBatch> LockAllAsync(IReadOnlyList<Guid> instances, CancellationToken ct)
    {
        await _oneBatch.WaitAsync(ct);
        lock (_lock)
            return new Batch(this, [], instances.Distinct().Where(_instances.ContainsKey).ToDictionary(i => i, i => _instances[i].Copy()));
    }

    /// <inheritdoc/>
    public Task<DateTimeOffset?> NextDueAsync(CancellationToken ct)
    {
        lock (_lock)
        {
            DateTimeOffset? timer = _timers.Count > 0 ? _timers.Min.At : null;
            return Task.FromResult(_queue.Values.Where(q => q.HeldBy is null).Select(q => q.Work.DueAt).Append(timer).Append(NextSchedule()).Min());
        }
    }

    /// <inheritdoc/>
    public Task<Trimmed> TrimAsync(DateTimeOffset before, DateTimeOffset now, CancellationToken ct)
    {
        lock (_lock)
        {
            var wanted = _instances.Values.Where(i => i.SubStatus is not (WorkflowSubStatus.Finished or WorkflowSubStatus.Cancelled)).Select(i => i.CorrelationId)
                .Concat(_queue.Values.Where(q => q.Work.Kind == WorkKind.Start).Select(q => q.Work.CorrelationId))
                .OfType<string>().ToHashSet();
            var unwanted = _queue.Where(q => q.Value is { HeldBy: null, Work: { Kind: WorkKind.Signal } work } && work.At < before
                && (work.CorrelationId is null || !wanted.Contains(work.CorrelationId)) && !Match(q.Key, work).Any()).ToList();
            foreach (var (id, queued) in unwanted)
            {
                _queue.Remove(id);
                if (queued.Work.Key is { } key) _keys[key] = now;
            }

            var waiting = _queue.Values.Select(q => q.Work.Key).OfType<string>().ToHashSet();
            var old = _keys.Where(k => k.Value < before && !waiting.Contains(k.Key)).Select(k => k.Key).ToList();
            foreach (var key in old) _keys.Remove(key);
            return Task.FromResult(new Trimmed(unwanted.Count, old.Count));
        }
    }

    IEnumerable<WorkItem> Match(long id, NewWork work)
    {
        switch (work.Kind)
        {
            case WorkKind.Start:
                if (VersionFor(work) is { } begun) yield return Item(id, work, work.InstanceId!.Value, work.Bookmark ?? 0, begun.Number);
                break;
            case WorkKind.Signal:
                foreach (var (instance, number) in Receivers(work)) yield return Item(id, work, instance, number, 0);
                if (work.InstanceId is not null) break;
                foreach (var (version, trigger) in TriggersOf(work.Name)) yield return Item(id, work, Guid.Empty, 0, version.Number, trigger);
                break;
            case WorkKind.Resume or WorkKind.Retry or WorkKind.Skip:
                yield return Item(id, work, work.InstanceId!.Value, work.Bookmark ?? 0, 0);
                break;
            case WorkKind.Timer or WorkKind.Schedule:
                break;
        }
    }

    List<(Guid, int)> Receivers(NewWork signal) =>
        !_waiting.TryGetValue(signal.Name, out var waiting) ? []
        : [.. waiting
            .Where(w => (signal.CorrelationId is null || w.Value == signal.CorrelationId) && (signal.InstanceId is null || w.Key.Item1 == signal.InstanceId))
            .Select(w => w.Key)];

    Guid? ParentOf(Guid id)
    {
        lock (_lock) return _instances.GetValueOrDefault(id)?.Parent;
    }

    int CountBelow(Guid head)
    {
        lock (_lock)
        {
            var children = _instances.Values.Select(i => (i.Id, i.Parent))
                .Concat(_queue.Values.Where(q => q.Work.Kind == WorkKind.Start).Select(q => (Id: q.Work.InstanceId!.Value, q.Work.Parent)))
                .Where(c => c.Parent is not null).ToLookup(c => c.Parent!.Value, c => c.Id);
            var below = 0;
            var waiting = new Queue<Guid>([head]);
            while (waiting.TryDequeue(out var id))
            {
                foreach (var child in children[id])
                {
                    below++;
                    waiting.Enqueue(child);
                }
            }

            return below;
        }
    }

    static WorkItem Item(long id, NewWork work, Guid instance, int bookmark, int definition, string? trigger = null) => new()
    {
        Id = id,
        Kind = work.Kind,
        Name = work.Name,
        CorrelationId = work.CorrelationId,
        Payload = work.Payload,
        InstanceId = instance,
        Bookmark = bookmark,
        Definition = definition,
        Binding = work.Binding,
        Parent = work.Parent,
        Within = work.Within,
        TriggerActivityId = trigger,
        Key = work.Key,
        Hops = work.Hops,
    };

    void Add(NewWork work)
    {
        if (work.Key is not null && !_keys.TryAdd(work.Key, work.At)) return;
        _queue.Add(++_lastSignal, new Queued(work, null));
    }

    sealed record Queued(NewWork Work, Guid? HeldBy);
}
