namespace GrantFlow.Workflows.Runtime;

/// <content>Finding and listing.</content>
public sealed partial class MemoryWorkflowStore
{
    IServiceProvider? Services => services;

    /// <inheritdoc/>
    public Task<InstanceRecord?> FindAsync(Guid instanceId, CancellationToken ct)
    {
        lock (_lock)
        {
            if (_instances.TryGetValue(instanceId, out var instance))
            {
                return Task.FromResult<InstanceRecord?>(new InstanceRecord(
                    instance.Copy(),
                    [.. _bookmarks.GetValueOrDefault(instanceId)?.Values ?? Enumerable.Empty<StoredBookmark>()],
                    _incidents.FindAll(i => i.InstanceId == instanceId)));
            }

            var start = _queue.Values.Select(q => q.Work).FirstOrDefault(w => w.Kind == WorkKind.Start && w.InstanceId == instanceId);
            if (start is null || VersionFor(start) is not { } version) return Task.FromResult<InstanceRecord?>(null);
            var pending = new StoredInstance
            {
                Id = instanceId,
                Definition = version.Number,
                Parent = start.Parent,
                Binding = start.Binding,
                CorrelationId = start.CorrelationId,
                CreatedAt = start.At,
                UpdatedAt = start.At,
            };
            return Task.FromResult<InstanceRecord?>(new InstanceRecord(pending, [], []));
        }
    }

    /// <inheritdoc/>
    public Task<WorkflowInstancePage> QueryAsync(WorkflowInstanceQuery query, CancellationToken ct)
    {
        lock (_lock)
        {
            var open = _incidents.Where(i => i.ClosedAt is null).GroupBy(i => i.InstanceId).ToDictionary(g => g.Key, g => g.Count());
            var fitting = (
                from i in _instances.Values
                let d = _definitions.Find(d => d.Number == i.Definition)
                where (query.DefinitionId is null || d.DefinitionId == query.DefinitionId)
                    && (query.CorrelationId is null || i.CorrelationId == query.CorrelationId)
                    && (query.SubStatus is null || i.SubStatus == query.SubStatus)
                    && (query.HasIncidents is null || open.ContainsKey(i.Id) == query.HasIncidents)
                    && (query.Search is null || Holds(i.Name, query.Search) || Holds(i.CorrelationId, query.Search))
                orderby i.Id descending
                select new WorkflowInstanceRow(
                    i.Id, d.DefinitionId, d.VersionId, d.Version, i.Name, i.CorrelationId,
                    i.IsFinished ? WorkflowStatus.Finished : WorkflowStatus.Running, i.SubStatus, open.GetValueOrDefault(i.Id),
                    i.CreatedAt, i.UpdatedAt, i.FinishedAt)).ToList();
            return Task.FromResult(new WorkflowInstancePage([.. fitting.Skip(query.Skip).Take(Math.Clamp(query.Take, 1, 500))], fitting.Count));
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredBurst>> JournalAsync(Guid instanceId, long after, int? most, CancellationToken ct)
    {
        lock (_lock) return Task.FromResult<IReadOnlyList<StoredBurst>>([.. (_journal.GetValueOrDefault(instanceId) ?? []).Where(b => b.Sequence > after).Take(most ?? int.MaxValue)]);
    }

    /// <inheritdoc/>
    public Task<StoredIncident?> IncidentAsync(Guid incidentId, CancellationToken ct)
    {
        lock (_lock) return Task.FromResult(_incidents.Find(i => i.Id == incidentId));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredInstance>> InstancesAsync(IReadOnlyList<Guid> instances, CancellationToken ct)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<StoredInstance>>([.. instances.Distinct().Where(_instances.ContainsKey).Select(i => _instances[i].Copy())]);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredIncident>> IncidentsAsync(IReadOnlyList<Guid> instances, CancellationToken ct)
    {
        lock (_lock) return Task.FromResult<IReadOnlyList<StoredIncident>>(_incidents.FindAll(i => instances.Contains(i.InstanceId)));
    }

    static bool Holds(string? text, string part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;
}
