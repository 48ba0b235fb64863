namespace GrantFlow.Workflows.Runtime;

/// <content>Definitions, bindings and triggers.</content>
public sealed partial class MemoryWorkflowStore
{
    readonly List<StoredDefinition> _definitions = [];
    readonly Dictionary<int, List<StoredTrigger>> _triggers = [];
    readonly Dictionary<Guid, Dictionary<string, BoundVersion>> _bindings = [];

    /// <inheritdoc/>
    public Task<StoredDefinition> PublishAsync(NewDefinition definition, DateTimeOffset now, CancellationToken ct)
    {
        lock (_lock)
        {
            var versions = VersionsOf(definition.DefinitionId);
            var published = versions.Find(v => v.IsPublished);
            var draft = versions.Find(v => v.PublishedAt is null);
            if (draft is not null) _definitions.Remove(draft);
            if (published?.Json == definition.Json) return Task.FromResult(published);
            if (published is not null) Unpublish(published);
            var version = draft?.Version ?? NextVersion(versions);
            var stored = new StoredDefinition(
                draft?.Number ?? NextNumber(), StoredDefinition.IdOf(definition.DefinitionId, version), definition.DefinitionId, version,
                definition.Name, definition.Json, true, definition.UsableAsActivity, definition.Dependencies, now, draft?.CreatedAt ?? now);
            _definitions.Add(stored);
            _triggers[stored.Number] = [.. definition.Triggers];
            return Task.FromResult(stored);
        }
    }

    /// <inheritdoc/>
    public Task<StoredDefinition> SaveDraftAsync(string definitionId, string name, string json, DateTimeOffset now, CancellationToken ct)
    {
        lock (_lock)
        {
            var versions = VersionsOf(definitionId);
            var draft = versions.Find(v => v.PublishedAt is null);
            if (draft is not null) _definitions.Remove(draft);
            var version = draft?.Version ?? NextVersion(versions);
            var saved = new StoredDefinition(
                draft?.Number ?? NextNumber(), StoredDefinition.IdOf(definitionId, version), definitionId, version,
                name, json, false, false, new Dictionary<string, int>(), null, draft?.CreatedAt ?? now);
            _definitions.Add(saved);
            return Task.FromResult(saved);
        }
    }

    /// <inheritdoc/>
    public Task<bool> RetractAsync(string definitionId, CancellationToken ct)
    {
        lock (_lock)
        {
            var published = VersionsOf(definitionId).Find(v => v.IsPublished);
            if (published is not null) Unpublish(published);
            return Task.FromResult(published is not null);
        }
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string versionId, CancellationToken ct)
    {
        lock (_lock)
        {
            var version = _definitions.Find(d => d.VersionId == versionId);
            if (version is null || _instances.Values.Any(i => i.Definition == version.Number)
                || _bindings.Values.Any(b => b.ContainsValue(new(version.DefinitionId, version.Version)))) return Task.FromResult(false);
            _triggers.Remove(version.Number);
            return Task.FromResult(_definitions.Remove(version));
        }
    }

    /// <inheritdoc/>
    public Task<StoredDefinition?> DefinitionAsync(int number, CancellationToken ct)
    {
        lock (_lock) return Task.FromResult(_definitions.Find(d => d.Number == number));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredDefinition>> DefinitionsAsync(string? definitionId, CancellationToken ct)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<StoredDefinition>>(
                [.. _definitions
                    .Where(d => definitionId is null || d.DefinitionId == definitionId)
                    .OrderBy(d => d.DefinitionId, StringComparer.Ordinal).ThenBy(d => d.Version)]);
        }
    }

    /// <inheritdoc/>
    public Task BindAsync(Guid binding, IReadOnlyDictionary<string, BoundVersion> versions, CancellationToken ct)
    {
        lock (_lock)
        {
            if (!_bindings.TryGetValue(binding, out var bound)) _bindings.Add(binding, bound = []);
            foreach (var (id, version) in versions) bound[id] = version;
            return Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, BoundVersion>> BindingAsync(Guid binding, CancellationToken ct)
    {
        lock (_lock) return Task.FromResult<IReadOnlyDictionary<string, BoundVersion>>(new Dictionary<string, BoundVersion>(_bindings.GetValueOrDefault(binding) ?? []));
    }

    StoredDefinition? VersionFor(NewWork start)
    {
        BoundVersion? bound = start.Binding is { } binding && _bindings.GetValueOrDefault(binding)?.TryGetValue(start.Name, out var found) == true ? found : null;
        var (name, wanted) = (bound?.DefinitionId ?? start.Name, start.Version ?? bound?.Version);
        return _definitions.Find(d => d.DefinitionId == name
            && (wanted is null ? d.IsPublished : d.Version == wanted && d.PublishedAt is not null));
    }

    IEnumerable<(StoredDefinition Version, string ActivityId)> TriggersOf(string signal) =>
        from d in _definitions
        where d.IsPublished
        from t in _triggers[d.Number]
        where t.Signal == signal
        select (d, t.ActivityId);

    IEnumerable<WorkItem> Schedules(WorkClaim claim) =>
        from d in _definitions
        where d.IsPublished && (claim.Only is null || claim.Only == new WorkRef(0, default, d.Number))
        from t in _triggers[d.Number]
        where t.NextAt <= claim.Now
        select new WorkItem { Kind = WorkKind.Schedule, Definition = d.Number, TriggerActivityId = t.ActivityId, DueAt = t.NextAt };

    DateTimeOffset? NextSchedule() =>
        _definitions.Where(d => d.IsPublished).SelectMany(d => _triggers[d.Number]).Min(t => t.NextAt);

    void Reschedule(int definition, string activityId, DateTimeOffset? next)
    {
        var triggers = _triggers[definition];
        var place = triggers.FindIndex(t => t.ActivityId == activityId);
        triggers[place] = triggers[place] with { NextAt = next };
    }

    void Unpublish(StoredDefinition published) => _definitions[_definitions.IndexOf(published)] = published with { IsPublished = false };

    List<StoredDefinition> VersionsOf(string definitionId) => _definitions.FindAll(d => d.DefinitionId == definitionId);

    static int NextVersion(List<StoredDefinition> versions) => versions.Count == 0 ? 1 : versions.Max(v => v.Version) + 1;

    int NextNumber() => _definitions.Count == 0 ? 1 : _definitions.Max(d => d.Number) + 1;
}
