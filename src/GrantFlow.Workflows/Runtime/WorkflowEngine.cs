using System.Runtime.CompilerServices;
using System.Text.Json;
using GrantFlow.Workflows.Definitions;
using GrantFlow.Workflows.Execution;

namespace GrantFlow.Workflows.Runtime;

/// <summary>The default engine: this library over a store. Work is left in the store and done by a <see cref="WorkflowRuntime"/>.</summary>
public sealed class WorkflowEngine(IWorkflowStore store, GraphCache graphs, TimeProvider clock) : IWorkflowEngine
{
    // Some ten kilobytes, with bursts of the usual size; one that ran all of its 100,000 activities has a megabyte by itself.
    const int BurstsAtOnce = 200;

    /// <inheritdoc/>
    public async Task<PublishResult> PublishAsync(string definitionJson, CancellationToken ct = default)
    {
        var usable = await graphs.UsableAsync(ct);
        var compiled = DefinitionCompiler.Compile(definitionJson, graphs.Catalogue, usable.ToDictionary(u => u.Key, u => u.Value.Json));
        if (compiled is not { IsSound: true, Graph: { } graph }) return new PublishResult(null, compiled.Problems);
        var now = clock.GetUtcNow();
        var stored = await store.PublishAsync(
            Describe(graph, definitionJson, usable.ToDictionary(u => u.Key, u => u.Value.Version), now),
            now,
            ct);
        return new PublishResult(new WorkflowVersion(stored.VersionId, stored.DefinitionId, stored.Version, stored.Name), []);
    }

    /// <summary>A definition with what a store keeps beside its text.</summary>
    /// <param name="graph">What was made of the text.</param>
    /// <param name="json">The text.</param>
    /// <param name="usable">The published versions that it may contain as activities.</param>
    /// <param name="now">Its schedules are counted from here.</param>
    public static NewDefinition Describe(WorkflowGraph graph, string json, IReadOnlyDictionary<string, int> usable, DateTimeOffset now) => new(
        graph.DefinitionId,
        graph.Name,
        json,
        [.. Enumerable.Range(0, graph.Count).Select(n => new StoredNode(graph[n].ActivityId, graph[n].NodeId, graph[n].Type))],
        [.. graph.Triggers.Select(t => TriggerOf(t, now))],
        graph.UsableAsActivity,
        usable.Where(u => u.Key != graph.DefinitionId).ToDictionary());

    /// <inheritdoc/>
    public async Task<Guid> StartAsync(StartWorkflow start, CancellationToken ct = default)
    {
        var versions = await store.DefinitionsAsync(start.DefinitionId, ct);
        if (!versions.Any(v => start.Version is null ? v.IsPublished : v.Version == start.Version && v.PublishedAt is not null))
            throw new KeyNotFoundException($"No version{(start.Version is { } n ? $" {n}" : "")} of {start.DefinitionId} is published.");
        var id = start.InstanceId ?? Guid.CreateVersion7(clock.GetUtcNow());
        await store.EnqueueAsync(
            [
                new NewWork(WorkKind.Start, start.DefinitionId, clock.GetUtcNow())
                {
                    CorrelationId = start.CorrelationId,
                    Payload = PayloadJson.Write(start.Input),
                    InstanceId = id,
                    Version = start.Version,
                    Binding = start.Binding,
                },
            ],
            ct);
        return id;
    }

    /// <inheritdoc/>
    public Task SignalAsync(WorkflowSignal signal, CancellationToken ct = default) =>
        store.EnqueueAsync(
            [
                new NewWork(WorkKind.Signal, signal.Name, clock.GetUtcNow())
                {
                    CorrelationId = signal.CorrelationId,
                    Payload = signal.Payload?.GetRawText(),
                    Key = signal.Key,
                },
            ],
            ct);

    /// <summary>Binds all definitions that are published now to their published versions.</summary>
    /// <param name="binding">The set's id, to be given to starts.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The versions, by definition id.</returns>
    public async Task<IReadOnlyDictionary<string, int>> BindToPublishedAsync(Guid binding, CancellationToken ct = default)
    {
        var versions = (await store.DefinitionsAsync(null, ct)).Where(d => d.IsPublished).ToDictionary(d => d.DefinitionId, d => d.Version);
        await store.BindAsync(binding, versions.ToDictionary(v => v.Key, v => new BoundVersion(v.Key, v.Value)), ct);
        return versions;
    }

    /// <inheritdoc/>
    public async Task<bool> CancelAsync(Guid instanceId, string reason, Beside? beside = null, CancellationToken ct = default)
    {
        await using var batch = await store.LockAsync(instanceId, withDescendants: true, ct);
        if (!batch.Instances.TryGetValue(instanceId, out var instance))
            return await DropPendingAsync(batch, instanceId, beside, ct);
        if (instance.IsFinished) return false;
        var now = clock.GetUtcNow();
        var run = new BatchRun(batch, graphs, now, guarded: true, new RuntimeOptions());
        foreach (var id in batch.Instances.Keys) await run.CancelAsync(id, id == instanceId ? reason : $"Parent cancelled: {reason}", ct);
        await CommitAsync(batch, run.Finish(), beside, ct);
        return true;
    }

    /// <inheritdoc/>
    public Task<bool> RetryAsync(Guid incidentId, Beside? beside = null, CancellationToken ct = default) =>
        DealAsync(incidentId, WorkKind.Retry, null, beside, ct);

    /// <inheritdoc/>
    public Task<bool> SkipAsync(Guid incidentId, string? outcome, Beside? beside = null, CancellationToken ct = default) =>
        DealAsync(incidentId, WorkKind.Skip, outcome, beside, ct);

    /// <inheritdoc/>
    public async Task<WorkflowInstanceView?> FindAsync(Guid instanceId, CancellationToken ct = default)
    {
        if (await store.FindAsync(instanceId, ct) is not { } found) return null;
        var i = found.Instance;
        var (version, graph) = await graphs.GetAsync(i.Definition, ct);
        var state = i.State.Length > 0 ? StateCodec.Read(graph, i.State) : WorkflowState.Create(i.Id, i.CorrelationId, i.Parent);
        var variables = graph.VariablesOf(state).Select(v => new VariableView(v.Id, v.Name, Json(v.Value))).ToList();
        return new WorkflowInstanceView(
            i.Id, version.DefinitionId, version.VersionId, version.Version, i.Name, i.CorrelationId,
            i.IsFinished ? WorkflowStatus.Finished : WorkflowStatus.Running, i.SubStatus, i.Parent,
            i.CreatedAt, i.UpdatedAt, i.FinishedAt,
            [.. found.Bookmarks.Select(b => View(b, graph))],
            [.. found.Incidents.Select(n => View(n, graph))],
            variables.DistinctBy(v => v.Name).ToDictionary(v => v.Name, v => v.Value),
            state.Input.ToDictionary(v => v.Key, v => Json(v.Value)),
            state.Output.ToDictionary(v => v.Key, v => Json(v.Value)))
        {
            Declared = variables,
        };
    }

    /// <inheritdoc/>
    public Task<WorkflowInstancePage> QueryAsync(WorkflowInstanceQuery query, CancellationToken ct = default) => store.QueryAsync(query, ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JournalEntry>> JournalAsync(Guid instanceId, long after, CancellationToken ct = default)
    {
        List<JournalEntry> entries = [];
        foreach (var burst in await store.JournalAsync(instanceId, after, null, ct))
            entries.AddRange(JournalPacking.Unpack(burst, (await graphs.GetAsync(burst.Definition, ct)).Graph));
        return entries;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<JournalEntry> ReadJournalAsync(Guid instanceId, [EnumeratorCancellation] CancellationToken ct = default)
    {
        for (var after = 0L; ;)
        {
            var bursts = await store.JournalAsync(instanceId, after, BurstsAtOnce, ct);
            foreach (var burst in bursts)
            {
                var graph = (await graphs.GetAsync(burst.Definition, ct)).Graph;
                foreach (var entry in JournalPacking.Unpack(burst, graph)) yield return entry;
            }

            if (bursts.Count < BurstsAtOnce) yield break;
            after = bursts[^1].Sequence;
        }
    }

    /// <summary>Closes an open incident and leaves the operator's word as work, in the transaction that holds the instance.</summary>
    async Task<bool> DealAsync(Guid incidentId, WorkKind kind, string? outcome, Beside? beside, CancellationToken ct)
    {
        if (await store.IncidentAsync(incidentId, ct) is not { ClosedAt: null, InstanceId: var instanceId }) return false;
        await using var batch = await store.LockAsync(instanceId, withDescendants: false, ct);
        // Only who holds the instance closes its incidents, so what is read now stays true.
        if (await store.IncidentAsync(incidentId, ct) is not { ClosedAt: null } incident) return false;
        var now = clock.GetUtcNow();
        var writes = new BatchWrites();
        writes.Dealt.Add((incidentId, now, kind == WorkKind.Retry ? "retried" : "skipped"));
        if (incident.Number == 0)
        {
            writes.Released.Add((incidentId, kind == WorkKind.Retry));
        }
        else
        {
            // An instance that the fault itself ended is taken up again; one that finished or was cancelled isn't.
            if (!batch.Instances.TryGetValue(instanceId, out var instance)
                || instance.SubStatus is WorkflowSubStatus.Finished or WorkflowSubStatus.Cancelled) return false;
            writes.Left.Add(new NewWork(kind, kind.ToString(), now)
            {
                InstanceId = instanceId,
                Bookmark = incident.Number,
                Payload = outcome is null ? null : JsonSerializer.Serialize(outcome),
            });
        }

        await CommitAsync(batch, writes, beside, ct);
        return true;
    }

    async Task<bool> DropPendingAsync(IWorkBatch batch, Guid instanceId, Beside? beside, CancellationToken ct)
    {
        if (await store.FindAsync(instanceId, ct) is null) return false;
        var writes = new BatchWrites();
        writes.NeverStarted.Add(instanceId);
        await CommitAsync(batch, writes, beside, ct);
        return true;
    }

    static async Task CommitAsync(IWorkBatch batch, BatchWrites writes, Beside? beside, CancellationToken ct)
    {
        if (beside is not null) await batch.BesideAsync(beside, ct);
        await batch.CommitAsync(writes, ct);
    }

    static StoredTrigger TriggerOf(WorkflowTrigger trigger, DateTimeOffset now) =>
        trigger.Kind == WorkflowTriggerKind.Event
            ? new StoredTrigger(trigger.ActivityId, trigger.Value, null)
            : new StoredTrigger(trigger.ActivityId, null, trigger.Next(now)?.ToUniversalTime());

    static BookmarkView View(StoredBookmark bookmark, WorkflowGraph graph) => new(
        graph[bookmark.Node].ActivityId,
        graph[bookmark.Node].Type,
        bookmark.Kind == BookmarkKind.Event ? bookmark.Name : null,
        bookmark.CorrelationId,
        bookmark.DueAt)
    {
        Number = bookmark.Number,
        NodeId = graph[bookmark.Node].NodeId,
        ActivityInstanceId = JournalPacking.VisitId(bookmark.InstanceId, bookmark.Visit),
    };

    static IncidentView View(StoredIncident incident, WorkflowGraph graph) => new(
        incident.Id, incident.InstanceId, graph[incident.Node].ActivityId, graph[incident.Node].Type, incident.Message,
        incident.At, incident.ClosedAt is null)
    {
        NodeId = graph[incident.Node].NodeId,
        ActivityInstanceId = JournalPacking.VisitId(incident.InstanceId, incident.Visit),
        Detail = incident.Detail,
        ClosedAt = incident.ClosedAt,
        ClosedBy = incident.ClosedBy,
    };

    static JsonElement Json(object? value) => value is JsonElement json ? json : JsonSerializer.SerializeToElement(value);
}
