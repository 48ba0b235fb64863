using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Definitions;
using GrantFlow.Workflows.Execution;

namespace GrantFlow.Workflows.Runtime;

/// <summary>Runs the bursts of one batch and gathers what they write.</summary>
sealed class BatchRun(IWorkBatch batch, GraphCache graphs, DateTimeOffset now, bool guarded, RuntimeOptions options)
{
    readonly Dictionary<Guid, Live> _live = [];
    readonly HashSet<long> _done = [];
    readonly BurstOptions _judged = options.Burst with { IsJudged = true };
    readonly BatchWrites _writes = new();

    /// <summary>Does one piece of work.</summary>
    public async ValueTask DoAsync(WorkItem item, CancellationToken ct)
    {
        if (item.Kind is WorkKind.Start or WorkKind.Schedule || item.TriggerActivityId is not null)
        {
            await StartAsync(item, ct);
            return;
        }

        var live = await LoadAsync(item.InstanceId, ct);
        var bookmark = item.Kind is WorkKind.Retry or WorkKind.Skip ? null : Open(live.State, item.Bookmark);
        var stale = bookmark is null && item.Kind is WorkKind.Signal or WorkKind.Resume or WorkKind.Timer;
        // An operator may take up an instance again that a fault ended.
        var over = live.Row.IsFinished && item.Kind is not (WorkKind.Retry or WorkKind.Skip);
        if (stale || over)
        {
            // An earlier burst ended this wait. A signal stays for the next one who waits; the others were for this wait only.
            _writes.Ended.Add((item.InstanceId, item.Bookmark));
            if (item.Kind != WorkKind.Signal) Done(item);
            return;
        }

        await RunAsync(live, StimulusOf(item, bookmark), item.Hops, ct);
        Done(item);
    }

    /// <summary>Ends a locked instance.</summary>
    public async ValueTask CancelAsync(Guid id, string reason, CancellationToken ct)
    {
        var live = await LoadAsync(id, ct);
        if (live.Row.IsFinished) return;
        await RunAsync(live, new Stimulus.Cancel(reason), 0, ct);
        _writes.Orphaned.Add(id);
        _writes.EndedAll.Add(id);
    }

    /// <summary>Everything to write.</summary>
    public BatchWrites Finish()
    {
        foreach (var live in _live.Values.Where(l => l.Changed))
        {
            var (row, state) = (live.Row, live.State);
            row.SubStatus = state.SubStatus;
            row.CorrelationId = state.CorrelationId;
            row.Name = state.Name;
            row.UpdatedAt = now;
            row.FinishedAt = row.IsFinished ? row.FinishedAt ?? now : null;
            row.State = StateCodec.Write(state);
            (live.IsNew ? _writes.Started : _writes.Changed).Add(row);
            if (live.Waits is { } waits) _writes.Waits.AddRange(waits.Values);
            if (row.IsFinished && state.Bookmarks.Count > 0) _writes.EndedAll.Add(row.Id);
        }

        _writes.Done.AddRange(_done);
        return _writes;
    }

    async ValueTask StartAsync(WorkItem item, CancellationToken ct)
    {
        var (version, graph) = await graphs.GetAsync(item.Definition, ct);
        var id = item.InstanceId == Guid.Empty ? Guid.CreateVersion7(now) : item.InstanceId;
        if (item.Kind == WorkKind.Schedule) Reschedule(item, graph);
        else Done(item);
        // The same id twice starts once; a pending row is a start that an engine fault held back.
        if (_live.ContainsKey(id) || (batch.Instances.TryGetValue(id, out var twin) && twin.SubStatus != WorkflowSubStatus.Pending)) return;

        if (item.Within is { } within && version.Owner is { } owner && owner != within)
            throw new LastingFaultException($"The workflow '{version.DefinitionId}' is somebody else's.");
        var live = new Live(
            new StoredInstance
            {
                Id = id,
                Definition = item.Definition,
                Parent = item.Parent,
                ParentBookmark = item.Kind == WorkKind.Start && item.Parent is not null && item.Bookmark > 0 ? item.Bookmark : null,
                Binding = item.Binding,
                Within = item.Within ?? version.Owner,
                CorrelationId = item.CorrelationId,
                CreatedAt = now,
            },
            graph,
            WorkflowState.Create(id, item.CorrelationId, item.Parent),
            true);
        _live.Add(id, live);
        await RunAsync(
            live,
            item.Kind == WorkKind.Start
                ? new Stimulus.Start(PayloadJson.Values(item.Payload))
                : new Stimulus.Start(null, item.TriggerActivityId, PayloadJson.Element(item.Payload)),
            item.Hops,
            ct);
    }

    async ValueTask<Live> LoadAsync(Guid id, CancellationToken ct)
    {
        if (_live.TryGetValue(id, out var known)) return known;
        var row = batch.Instances[id];
        var graph = (await graphs.GetAsync(row.Definition, ct)).Graph;
        var live = new Live(row, graph, StateCodec.Read(graph, row.State), false);
        _live.Add(id, live);
        return live;
    }

    async ValueTask RunAsync(Live live, Stimulus stimulus, int hops, CancellationToken ct)
    {
        var bounds = live.Row.Within is { } within ? _judged with { Within = within } : _judged;
        var burst = new Burst(live.Graph, live.State, stimulus, now, bounds);
        for (var call = burst.Run(); call is not null;) call = await CallAsync(burst, call, hops, ct);
        if (!burst.Effects.IsNothing) Gather(live, burst.Effects, hops + 1);
    }

    async ValueTask<HostCall?> CallAsync(Burst burst, HostCall call, int hops, CancellationToken ct)
    {
        if (call.Outside is { } outside)
            return await batch.JudgeAsync(call.Run.Within, outside, ct) is { } why ? burst.Refuse(why) : burst.Permit();
        Outcome outcome;
        try
        {
            var type = graphs.Catalogue.HostTypes.GetValueOrDefault(call.ActivityType)
                ?? throw new InvalidOperationException($"This host has no activity {call.ActivityType}.");
            outcome = await batch.RunAsync(type, call.Run with { Hops = hops + 1, Rest = Rest(hops + 1) }, guarded, ct);
        }
        catch (Exception e) when (guarded && e is not StoreUnavailableException && !ct.IsCancellationRequested)
        {
            return burst.Throw(e);
        }

        return burst.Return(outcome);
    }

    void Gather(Live live, Effects effects, int hops)
    {
        var id = live.Row.Id;
        live.Changed = true;
        foreach (var number in effects.BookmarksRemoved)
        {
            live.Waits?.Remove(number);
            _writes.Ended.Add((id, number));
        }

        foreach (var b in effects.BookmarksAdded)
            (live.Waits ??= [])[b.Number] = Wait(id, b, hops);
        var rest = Rest(hops);
        if (effects.Journal.Count > 0) _writes.Bursts.Add(JournalPacking.Pack(id, now, live.Row.Definition, effects.Journal));
        foreach (var i in effects.IncidentsOpened)
            _writes.Incidents.Add(new(Guid.CreateVersion7(now), id, i.Number, i.Node, i.Visit, Printable(i.Message), Printable(i.Detail), i.At));
        foreach (var number in effects.IncidentsClosed) _writes.Closed.Add((id, number, now, "closed"));
        foreach (var c in effects.Children)
        {
            _writes.Left.Add(new NewWork(WorkKind.Start, c.DefinitionId, now)
            {
                CorrelationId = c.CorrelationId,
                Payload = PayloadJson.Write(c.Input),
                InstanceId = c.InstanceId,
                Parent = id,
                Bookmark = c.Bookmark,
                Binding = live.Row.Binding,
                Within = live.Row.Within,
                Hops = hops,
                DueAt = rest,
            });
        }

        // No key: the signal is left in the transaction that keeps the state, so no repetition can leave it twice.
        foreach (var p in effects.Published)
        {
            _writes.Left.Add(new NewWork(WorkKind.Signal, p.Name, now)
            {
                CorrelationId = p.CorrelationId,
                Payload = p.Payload?.GetRawText(),
                InstanceId = p.InstanceId,
                Within = live.Row.Within,
                Hops = hops,
                DueAt = rest,
            });
        }

        if (options.OnLine is { } hear)
            foreach (var line in effects.Lines) hear(id, line);
        if (effects.Ended) TellParent(live, hops);
    }

    // Workflows that wake each other, and a loop over a timer of no length, come to rest after every burst, so the bound on
    // one burst's steps never ends them: they would take turns for ever. Hence every piece of work counts those that it
    // followed from. A chain that has grown so long isn't stopped, since it may be a right one; it is only given time. What
    // comes from outside, and what has rested for a minute by itself, begins a new chain, so that nothing slower notices.
    DateTimeOffset? Rest(int hops) => hops > options.ManyHops ? (now + RuntimeOptions.Pace).ToUniversalTime() : null;

    StoredBookmark Wait(Guid id, Bookmark b, int hops)
    {
        var isShort = b.DueAt < now + RuntimeOptions.Pace;
        return new(
            id, b.Number, b.Kind, b.Node, b.Visit, b.Name, b.CorrelationId,
            isShort && Rest(hops) is { } rest ? rest : b.DueAt?.ToUniversalTime(),
            isShort ? hops : 0);
    }

    void TellParent(Live live, int hops)
    {
        if (live.Row is not { Parent: { } parent, ParentBookmark: { } bookmark }) return;
        _writes.Left.Add(new NewWork(WorkKind.Resume, "child", now)
        {
            InstanceId = parent,
            Bookmark = bookmark,
            Payload = PayloadJson.Ended(live.Row.Id, live.State.SubStatus, live.State.Output),
            Hops = hops,
            DueAt = Rest(hops),
        });
    }

    void Reschedule(WorkItem item, WorkflowGraph graph)
    {
        // What an outage missed is made up for once; then the rhythm goes on.
        var trigger = graph.Triggers.FirstOrDefault(t => t.ActivityId == item.TriggerActivityId);
        var next = trigger?.Next(item.DueAt ?? now);
        if (next <= now) next = trigger?.Next(now);
        // Each start leaves an instance behind, so one after another without a minute's rest would fill the store.
        if (next is { } at && trigger!.Next(at) - at < RuntimeOptions.Pace && at < now + RuntimeOptions.Pace) next = now + RuntimeOptions.Pace;
        _writes.Rescheduled.Add((item.Definition, item.TriggerActivityId!, next));
    }

    void Done(WorkItem item)
    {
        if (item.Id == 0 || !_done.Add(item.Id)) return;
        if (item.Key is not null) _writes.Keys.Add((item.Key, now));
    }

    static Stimulus StimulusOf(WorkItem item, Bookmark? bookmark)
    {
        switch (item.Kind)
        {
            case WorkKind.Retry:
                return new Stimulus.Retry(item.Bookmark);
            case WorkKind.Skip:
                return new Stimulus.Skip(item.Bookmark, PayloadJson.Element(item.Payload)?.GetString());
            case WorkKind.Resume when bookmark!.Kind == BookmarkKind.Child && item.Payload is not null:
                var (child, subStatus, output) = PayloadJson.ReadEnded(item.Payload);
                return new Stimulus.ChildEnded(bookmark.Number, child, subStatus, output);
            default:
                return new Stimulus.Resume(item.Bookmark, PayloadJson.Element(item.Payload));
        }
    }

    // PostgreSQL's texts hold any character but this one.
    static string Printable(string text) => text.Replace("\0", "", StringComparison.Ordinal);

    static Bookmark? Open(WorkflowState state, int number)
    {
        foreach (var bookmark in state.Bookmarks)
            if (bookmark.Number == number) return bookmark;
        return null;
    }

    /// <summary>An instance in this batch: loaded once, written once.</summary>
    sealed class Live(StoredInstance row, WorkflowGraph graph, WorkflowState state, bool isNew)
    {
        public StoredInstance Row => row;

        public WorkflowGraph Graph => graph;

        public WorkflowState State => state;

        public bool IsNew => isNew;

        public bool Changed { get; set; }

        public Dictionary<int, StoredBookmark>? Waits { get; set; }
    }
}
