using System.Security.Cryptography;
using GrantFlow.Workflows.Definitions;
using GrantFlow.Workflows.Execution;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Workflows.Moving;

/// <summary>Moves stored instances to another version, and back as long as they haven't gone on.</summary>
/// <remarks>
/// Concurrency: plans are made again under the instances' locks, so what was previewed may come out otherwise; what is moved in
/// one call is moved in one transaction, with what the host writes beside it. Signals and timers that come meanwhile wait for the locks.
/// </remarks>
public sealed class InstanceMover(IWorkflowStore store, GraphCache graphs)
{
    /// <summary>Whether a version still compiles without a problem here: instances may be moved to it.</summary>
    /// <param name="version">The version's number.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<bool> IsSoundAsync(int version, CancellationToken ct = default) => (await graphs.GetAsync(version, ct)).IsSound;

    /// <summary>What a move would do; nothing is locked or changed.</summary>
    /// <param name="instances">Whom; those that don't exist are left out.</param>
    /// <param name="to">The version's number.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<MovePreview>> PreviewAsync(IReadOnlyList<Guid> instances, int to, CancellationToken ct = default)
    {
        var target = (await graphs.GetAsync(to, ct)).Graph;
        List<MovePreview> previews = [];
        foreach (var row in await store.InstancesAsync(instances, ct))
        {
            var (state, plan) = Plan(row, (await graphs.GetAsync(row.Definition, ct)).Graph, target);
            previews.Add(new(
                row.Id, row.Definition, row.CorrelationId, row.SubStatus,
                state is null ? [] : InstanceMove.StandsAt(state),
                plan.State is null ? [] : InstanceMove.StandsAt(plan.State),
                plan.Bars, plan.Notes));
        }

        return previews;
    }

    /// <summary>Moves those that can be moved, in one transaction.</summary>
    /// <param name="instances">Whom.</param>
    /// <param name="to">The version's number; it must be published.</param>
    /// <param name="beside">What the host writes with it, given what was moved; isn't called when nothing is.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>What was moved. The others stand where they stood; a preview says why.</returns>
    public async Task<IReadOnlyList<MovedInstance>> MoveAsync(
        IReadOnlyList<Guid> instances, int to, Func<IReadOnlyList<MovedInstance>, Beside>? beside = null, CancellationToken ct = default)
    {
        var target = await graphs.GetAsync(to, ct);
        if (!target.IsSound) throw new InvalidOperationException($"{target.Version.VersionId} can't be run here as it was published.");
        if (target.Version.PublishedAt is null) throw new InvalidOperationException($"{target.Version.VersionId} is a draft: instances run published versions only.");
        await using var batch = await store.LockAllAsync(instances, ct);
        var writes = new BatchWrites();
        List<MovedInstance> moved = [];
        var incidents = (await store.IncidentsAsync([.. batch.Instances.Keys], ct)).ToLookup(i => i.InstanceId);
        foreach (var row in batch.Instances.Values.Where(i => i.Definition != to))
        {
            var graph = (await graphs.GetAsync(row.Definition, ct)).Graph;
            if (Plan(row, graph, target.Graph).Plan.State is not { } state) continue;
            var bytes = StateCodec.Write(state);
            var one = new MovedInstance(
                row.Id, row.Definition, to, InstanceMove.StandsAt(state), row.State, SHA256.HashData(bytes), row.Binding, row.CorrelationId,
                incidents[row.Id].ToDictionary(i => i.Id, i => i.Node));
            foreach (var incident in incidents[row.Id]) writes.IncidentsRenumbered.Add((incident.Id, NodeOf(incident.Node, graph, target.Graph)));
            Write(row, to, bytes, state, writes);
            moved.Add(one);
        }

        await CommitAsync(batch, writes, moved, beside, ct);
        return moved;
    }

    /// <summary>Takes moves back for those instances that haven't gone on since, in one transaction.</summary>
    /// <param name="moves">What <see cref="MoveAsync"/> gave.</param>
    /// <param name="beside">What the host writes with it, given what was taken back; isn't called when nothing is.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>What was taken back.</returns>
    public async Task<IReadOnlyList<MovedInstance>> UndoAsync(
        IReadOnlyList<MovedInstance> moves, Func<IReadOnlyList<MovedInstance>, Beside>? beside = null, CancellationToken ct = default)
    {
        await using var batch = await store.LockAllAsync([.. moves.Select(m => m.InstanceId)], ct);
        var writes = new BatchWrites();
        List<MovedInstance> undone = [];
        foreach (var move in moves)
        {
            if (!batch.Instances.TryGetValue(move.InstanceId, out var row)) continue;
            // A burst writes other bytes, if only a journal number: the same bytes are the same instance.
            if (row.Definition != move.To || !SHA256.HashData(row.State).AsSpan().SequenceEqual(move.After)) continue;
            var graph = (await graphs.GetAsync(move.From, ct)).Graph;
            Write(row, move.From, move.Before, StateCodec.Read(graph, move.Before), writes);
            writes.IncidentsRenumbered.AddRange(move.IncidentNodes.Select(i => (i.Key, i.Value)));
            undone.Add(move);
        }

        await CommitAsync(batch, writes, undone, beside, ct);
        return undone;
    }

    static (WorkflowState? State, MovePlan Plan) Plan(StoredInstance row, WorkflowGraph graph, WorkflowGraph target)
    {
        // A start that an engine fault held back has no state yet.
        if (row.State.Length == 0) return (null, MovePlan.Barred(MoveBar.NotBegun));
        var state = StateCodec.Read(graph, row.State);
        return (state, InstanceMove.Plan(state, target));
    }

    static void Write(StoredInstance row, int definition, byte[] bytes, WorkflowState state, BatchWrites writes)
    {
        (row.Definition, row.State) = (definition, bytes);
        writes.Changed.Add(row);
        writes.WaitsRenumbered.AddRange(state.Bookmarks.Select(b => (row.Id, b.Number, b.Node)));
    }

    static async Task CommitAsync(IWorkBatch batch, BatchWrites writes, List<MovedInstance> done, Func<IReadOnlyList<MovedInstance>, Beside>? beside, CancellationToken ct)
    {
        if (done.Count == 0) return;
        if (beside is not null) await batch.BesideAsync(beside(done), ct);
        await batch.CommitAsync(writes, ct);
    }

    /// <summary>The number of an incident's activity in the other version; the workflow itself when it is gone there, which only a closed one's may be.</summary>
    static int NodeOf(int node, WorkflowGraph from, WorkflowGraph to) =>
        Array.Find(to.Nodes, n => n.View.NodeId == from[node].NodeId)?.View.Number ?? to.Find(from[node].ActivityId)?.View.Number ?? 0;
}

/// <summary>What a move would do to one instance.</summary>
/// <param name="InstanceId">Which.</param>
/// <param name="From">The number of the version that it is bound to.</param>
/// <param name="CorrelationId">What it is about.</param>
/// <param name="SubStatus">Whether it waits, or failed.</param>
/// <param name="Stands">Captions of the activities where it stands.</param>
/// <param name="WouldStand">The same in the new version; empty when it can't be moved.</param>
/// <param name="Bars">Why it can't; empty when it can.</param>
/// <param name="Notes">What doesn't take hold where it stands.</param>
public sealed record MovePreview(
    Guid InstanceId,
    int From,
    string? CorrelationId,
    WorkflowSubStatus SubStatus,
    IReadOnlyList<string> Stands,
    IReadOnlyList<string> WouldStand,
    IReadOnlyList<MoveRemark> Bars,
    IReadOnlyList<MoveRemark> Notes)
{
    /// <summary>True when nothing stands against it.</summary>
    public bool CanMove => Bars.Count == 0;
}

/// <summary>An instance that was moved, with all that takes it back.</summary>
/// <param name="InstanceId">Which.</param>
/// <param name="From">The number of the version before.</param>
/// <param name="To">The number of the version after.</param>
/// <param name="StandsAt">Captions of the activities where it stands in the version after.</param>
/// <param name="Before">The state before, as it was stored.</param>
/// <param name="After">The SHA-256 of the state after; as long as the state has it, the instance hasn't gone on.</param>
/// <param name="Binding">The versions that its children take, or null.</param>
/// <param name="CorrelationId">What it is about.</param>
/// <param name="IncidentNodes">The activities of its incidents before, by the incident's id.</param>
public sealed record MovedInstance(
    Guid InstanceId,
    int From,
    int To,
    IReadOnlyList<string> StandsAt,
    byte[] Before,
    byte[] After,
    Guid? Binding,
    string? CorrelationId,
    IReadOnlyDictionary<Guid, int> IncidentNodes);
