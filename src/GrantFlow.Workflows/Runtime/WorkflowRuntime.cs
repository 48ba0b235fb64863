using System.Diagnostics;
using GrantFlow.Workflows.Execution;

namespace GrantFlow.Workflows.Runtime;

/// <summary>Does the work that waits in a store: claims a batch, runs the bursts, writes all of them at once.</summary>
/// <remarks>
/// Concurrency: any number of runtimes share a store. A batch is one transaction. When a host activity throws, the batch is
/// given up and done again with a guard around each call, so that the failure touches its own instance only; when that
/// fails too, every piece of work gets a transaction of its own, and the one that fails there is held back behind an
/// incident.
/// </remarks>
public sealed class WorkflowRuntime(IWorkflowStore store, GraphCache graphs, TimeProvider clock, RuntimeOptions? options = null)
{
    // Two hosts that park a signal and wait for it in the same instant don't see each other; nothing else needs the long look.
    static readonly TimeSpan LongLookEvery = TimeSpan.FromSeconds(1);

    readonly RuntimeOptions _options = options ?? new();
    long _longLook;

    /// <summary>Does one batch of what can be done now.</summary>
    /// <param name="ct">Ends the work between two steps; what wasn't committed is done again by whoever comes next.</param>
    /// <returns>How many pieces of work were done; 0 when there is nothing to do now.</returns>
    /// <exception cref="StoreUnavailableException">The store can't be reached; nothing was done.</exception>
    public async Task<int> RunOnceAsync(CancellationToken ct = default)
    {
        var done = await RunOnceAsync(false, ct);
        if (done > 0 || (_longLook != 0 && Stopwatch.GetElapsedTime(_longLook) < LongLookEvery)) return done;
        _longLook = Stopwatch.GetTimestamp();
        return await RunOnceAsync(true, ct);
    }

    /// <summary>Does batches until nothing can be done now.</summary>
    /// <returns>How many pieces of work were done.</returns>
    public async Task<int> RunUntilIdleAsync(CancellationToken ct = default)
    {
        var total = 0;
        while (await RunOnceAsync(ct) is > 0 and var done) total += done;
        return total;
    }

    /// <summary>When the next timer or schedule is due: a simulated clock moves there. Null when none waits.</summary>
    public Task<DateTimeOffset?> NextDueAsync(CancellationToken ct = default) => store.NextDueAsync(ct);

    /// <summary>Forgets signals, and keys of signals, that are older than <see cref="RuntimeOptions.SignalPatience"/> and that nobody can want any more.</summary>
    public Task<Trimmed> TrimAsync(CancellationToken ct = default)
    {
        var now = clock.GetUtcNow();
        return store.TrimAsync(now - _options.SignalPatience, now, ct);
    }

    /// <summary>Does one batch.</summary>
    /// <param name="everything">Looks again at signals that nobody waited for.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task<int> RunOnceAsync(bool everything, CancellationToken ct)
    {
        var claim = new WorkClaim(clock.GetUtcNow(), _options.BatchSize, everything);
        try
        {
            return await RunBatchAsync(claim, guarded: false, ct);
        }
        catch (Exception e) when (e is not StoreUnavailableException && !ct.IsCancellationRequested)
        {
            // A host activity threw, two hosts met on one row, or the engine has a fault: the next round tells which.
        }

        try
        {
            return await RunBatchAsync(claim, guarded: true, ct);
        }
        catch (Exception e) when (e is not StoreUnavailableException && !ct.IsCancellationRequested)
        {
            return await RunSinglyAsync(claim, ct);
        }
    }

    async Task<int> RunBatchAsync(WorkClaim claim, bool guarded, CancellationToken ct)
    {
        await using var batch = await store.ClaimAsync(claim, ct);
        if (batch.Items.Count == 0) return 0;
        var run = new BatchRun(batch, graphs, claim.Now, guarded, _options);
        foreach (var item in batch.Items) await run.DoAsync(item, ct);
        await batch.CommitAsync(run.Finish(), ct);
        return batch.Items.Count;
    }

    async Task<int> RunSinglyAsync(WorkClaim claim, CancellationToken ct)
    {
        List<WorkRef> work;
        await using (var batch = await store.ClaimAsync(claim, ct)) work = [.. batch.Items.Select(i => i.Ref).Distinct()];
        foreach (var one in work)
        {
            var alone = claim with { Only = one };
            try
            {
                await RunBatchAsync(alone, guarded: true, ct);
            }
            catch (Exception e) when (e is not StoreUnavailableException && !ct.IsCancellationRequested)
            {
                _options.OnFault?.Invoke(one, e);
                await HoldAsync(alone, e, ct);
            }
        }

        return work.Count;
    }

    /// <summary>Puts work that the engine itself fails on behind an incident: it is kept, and never tried in a loop.</summary>
    async Task HoldAsync(WorkClaim claim, Exception fault, CancellationToken ct)
    {
        await using var batch = await store.ClaimAsync(claim, ct);
        var writes = new BatchWrites();
        foreach (var item in batch.Items)
        {
            var incident = Guid.CreateVersion7(claim.Now);
            var id = item.InstanceId == Guid.Empty ? Guid.CreateVersion7(claim.Now) : item.InstanceId;
            if (item.Kind == WorkKind.Start) writes.Started.Add(Pending(item, id, claim.Now));
            if (item.Kind == WorkKind.Schedule) writes.Rescheduled.Add((item.Definition, item.TriggerActivityId!, null));
            writes.Held.Add((item.Ref, incident));
            writes.Incidents.Add(new StoredIncident(
                incident, id, 0, 0, 0, fault.Message.Replace("\0", "", StringComparison.Ordinal), fault.GetType().FullName, claim.Now));
        }

        if (batch.Items.Count > 0) await batch.CommitAsync(writes, ct);
    }

    static StoredInstance Pending(WorkItem item, Guid id, DateTimeOffset now) => new()
    {
        Id = id,
        Definition = item.Definition,
        Parent = item.Parent,
        ParentBookmark = item.Parent is null || item.Bookmark == 0 ? null : item.Bookmark,
        Binding = item.Binding,
        Within = item.Within,
        SubStatus = WorkflowSubStatus.Pending,
        CorrelationId = item.CorrelationId,
        CreatedAt = now,
        UpdatedAt = now,
        State = StateCodec.Write(WorkflowState.Create(id, item.CorrelationId, item.Parent)),
    };
}

/// <summary>How a runtime works.</summary>
public sealed record RuntimeOptions
{
    /// <summary>Signals, and timers, of one batch. The default value is 500.</summary>
    public int BatchSize { get; init; } = 500;

    /// <summary>How long a signal waits for somebody to wait for it, once no instance about its correlation is under way. The default value is 90 days.</summary>
    public TimeSpan SignalPatience { get; init; } = TimeSpan.FromDays(90);

    /// <summary>The rest that ends a chain of work, and that each link of a chain takes which has grown very long.</summary>
    public static TimeSpan Pace { get; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How many pieces of work may follow from one another as fast as they can before each rests for <see cref="Pace"/>. The default value
    /// is 50,000: a list of 25,000 things gone through one by one, each by a child workflow, begins and ends that many.
    /// </summary>
    public int ManyHops { get; init; } = 50_000;

    /// <summary>The limits of one burst.</summary>
    public BurstOptions Burst { get; init; } = BurstOptions.Usual;

    /// <summary>Hears what WriteLine wrote, once its burst is committed or about to be; null for nobody.</summary>
    public Action<Guid, string>? OnLine { get; init; }

    /// <summary>Hears of work that was held back because the engine failed on it; null for nobody.</summary>
    public Action<WorkRef, Exception>? OnFault { get; init; }
}
