using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Definitions;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Workflows.Execution;

/// <summary>
/// One step of an instance: from a stimulus until nothing is left to do. Pure over graph, state, stimulus and time; reads
/// and writes nothing outside. Host activities are handed to the caller one by one.
/// </summary>
/// <remarks>
/// <code>
/// var burst = new Burst(graph, state, stimulus, now);
/// for (var call = burst.Run(); call is not null;)
///     try { call = burst.Return(await activity.RunAsync(call.Run, ct)); }
///     catch (Exception e) { call = burst.Throw(e); }
/// store.Save(state, burst.Effects);
/// </code>
/// When the host drains, the caller throws the burst and the state away and runs the stimulus again later.
/// </remarks>
public sealed partial class Burst
{
    readonly WorkflowGraph _graph;
    readonly WorkflowState _state;
    readonly Stimulus _stimulus;
    readonly DateTimeOffset _now;
    readonly BurstOptions _options;
    readonly List<WorkItem> _queue = new(8);

    int _head;
    int _steps;
    int _live;
    WorkItem _pending;
    Dictionary<string, object?>? _input;
    Dictionary<Node, Dictionary<string, object?>>? _register;
    string? _trigger;

    /// <summary>Prepares a step.</summary>
    /// <param name="graph">The definition version that the instance is bound to.</param>
    /// <param name="state">Changed in place; after an exception out of the burst itself it must be thrown away.</param>
    /// <param name="stimulus">What sets it going.</param>
    /// <param name="now">The time, UTC.</param>
    /// <param name="options">Limits and the in-memory way of running children; null for the usual ones.</param>
    public Burst(WorkflowGraph graph, WorkflowState state, Stimulus stimulus, DateTimeOffset now, BurstOptions? options = null)
    {
        _graph = graph;
        _state = state;
        _stimulus = stimulus;
        _now = now;
        _options = options ?? BurstOptions.Usual;
    }

    /// <summary>What to write besides the state; complete when <see cref="Run"/>, <see cref="Return"/> or <see cref="Throw"/> gave null.</summary>
    public Effects Effects { get; } = new();

    internal WorkflowState State => _state;

    internal WorkflowGraph Graph => _graph;

    internal DateTimeOffset Now => _now;

    internal BurstOptions Options => _options;

    /// <summary>Runs until a host activity is met or the burst is over.</summary>
    /// <returns>The host activity to run, or null when the burst is over.</returns>
    public HostCall? Run()
    {
        _input = _state.Inputs;
        _live = (_state.Root is { } root ? CountLive(root) : 0) + _state.Orphans.Sum(CountLive);
        var begun = _stimulus switch
        {
            Stimulus.Start start => Begin(start),
            Stimulus.Resume resume => BeginResume(resume.Bookmark),
            Stimulus.ChildEnded ended => BeginResume(ended.Bookmark),
            Stimulus.Cancel cancel => CancelAll(cancel.Reason),
            Stimulus.Retry retry => BeginRetry(retry.Incident),
            Stimulus.Skip skip => SkipIncident(skip.Incident, skip.Outcome),
            _ => throw new ArgumentException("Unknown stimulus."),
        };
        if (begun) return Loop();
        Effects.IsNothing = true;
        return null;
    }

    /// <summary>Hands a host activity's outcome back and goes on.</summary>
    /// <returns>The next host activity to run, or null when the burst is over.</returns>
    public HostCall? Return(Outcome outcome)
    {
        var item = _pending;
        try
        {
            Apply(item.Existing!, outcome);
            AfterExecute(item, item.Existing!);
        }
        catch (Exception e)
        {
            Fault(item.Existing!, e);
        }

        return Loop();
    }

    /// <summary>Hands a host activity's exception back and goes on.</summary>
    /// <returns>The next host activity to run, or null when the burst is over.</returns>
    public HostCall? Throw(Exception exception)
    {
        FailHost(_pending.Existing!, exception);
        return Loop();
    }

    bool Begin(Stimulus.Start start)
    {
        if (_state.SubStatus != WorkflowSubStatus.Pending) return false;
        _state.SubStatus = WorkflowSubStatus.Executing;
        _trigger = start.TriggerActivityId;
        if (start.Input is { Count: > 0 } input) TakeInput(input);
        _queue.Add(new WorkItem { Node = _graph.Nodes[0] });
        return true;
    }

    void TakeInput(IReadOnlyDictionary<string, object?> input)
    {
        _input = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in input) _input[name] = Expressions.Values.Normalise(value);
        foreach (var name in _graph.KeptInputs)
            if (_input.TryGetValue(name, out var kept)) (_state.Inputs ??= new(StringComparer.OrdinalIgnoreCase))[name] = kept;
    }

    HostCall? Loop()
    {
        do
        {
            while (_head < _queue.Count)
            {
                var item = _queue[_head++];
                if (_head == _queue.Count)
                {
                    _queue.Clear();
                    _head = 0;
                }

                if (Execute(item) is { } call) return call;
            }
        }
        while (FinishForgotten());

        End();
        return null;
    }

    HostCall? Execute(WorkItem item)
    {
        var visit = item.Existing ?? NewVisit(item);
        item.Existing = visit;
        Log(visit, item.Verb ?? (IsBookmarked(visit.Node) ? JournalEvent.Resumed : JournalEvent.Started), item.Message);
        try
        {
            if (++_steps > _options.MaxSteps)
                throw new WorkflowFaultException($"More than {_options.MaxSteps} activities ran without a wait: a loop has no end.");
            visit.Inputs = null;
            InputsOf(visit);
            visit.Status = VisitStatus.Running;
            if (item.Resume is { } bookmark)
            {
                if (ResumeVisit(visit, bookmark) is { } again) return Suspended(item, again);
            }
            else if (visit.Node.Kind == NodeKind.Host)
            {
                return Suspended(item, CallHost(visit));
            }
            else if ((_options.Within is not null || (_options.IsJudged && StartsComputed(visit.Node))) && OutsideOf(visit) is { } outside)
            {
                return Suspended(item, Asking(visit, outside));
            }
            else
            {
                ExecuteActivity(visit);
            }

            AfterExecute(item, visit);
        }
        catch (Exception e)
        {
            // Whatever a definition makes the engine stumble over is that activity's fault, never the process's.
            Fault(visit, e);
        }

        return null;
    }

    HostCall Suspended(WorkItem item, HostCall call)
    {
        _pending = item;
        return call;
    }

    void AfterExecute(WorkItem item, Visit visit)
    {
        // A bulk dispatch's bookmark stays until its last child has ended; every other one is used up by its resumption.
        if (item.Resume is { } bookmark && bookmark.Kind != BookmarkKind.Child) Burn(bookmark);
        else if (item.Resume is { } child && visit.Node.Kind != NodeKind.BulkDispatchWorkflows) Burn(child);
        if (visit.Status != VisitStatus.Running || !IsBookmarked(visit.Node)) return;
        Log(visit, JournalEvent.Suspended);
        if (visit.Node.Kind != NodeKind.Host) KeepInputs(visit);
    }

    void End()
    {
        if (_state.Status == WorkflowStatus.Running)
            _state.SubStatus = _live == 0 ? WorkflowSubStatus.Finished : WorkflowSubStatus.Suspended;
        CloseDeadIncidents();
        CorrelateBookmarks();
        Effects.Ended = _state.Status == WorkflowStatus.Finished;
        if (_state.Root is { } root) Settle(root);
        _state.Orphans.Reverse();
        foreach (var orphan in _state.Orphans) Settle(orphan);
    }

    /// <summary>What a store round trip does in the real engine: variables without storage fall back, the order of live visits turns.</summary>
    static void Settle(Visit visit)
    {
        visit.Inputs = null;
        var slots = visit.Node.Variables;
        for (var i = 0; i < slots.Length; i++)
            if (!slots[i].Kept && visit.Variables is { } values) values[i] = slots[i].Default;
        if (visit.Children is not { Count: > 0 } children) return;
        children.Reverse();
        foreach (var child in children) Settle(child);
    }
}

/// <summary>An activity waiting for its turn within a burst.</summary>
struct WorkItem
{
    public Node Node;
    public Visit? Owner;
    public Visit? Existing;
    public bool Backward;

    /// <summary>Values of the loop variables that the container gives its body.</summary>
    public object?[]? Variables;

    /// <summary>The bookmark that ended.</summary>
    public Bookmark? Resume;

    /// <summary>What the journal says in place of Started.</summary>
    public JournalEvent? Verb;
    public string? Message;
}
