namespace GrantFlow.Workflows.Runtime;

/// <summary>Everything that a batch writes, in the one round trip that also commits it.</summary>
public sealed class BatchWrites
{
    /// <summary>Instances that began.</summary>
    public List<StoredInstance> Started { get; } = [];

    /// <summary>Instances that went on.</summary>
    public List<StoredInstance> Changed { get; } = [];

    /// <summary>New waits, and waits whose correlation changed.</summary>
    public List<StoredBookmark> Waits { get; } = [];

    /// <summary>Waits that ended.</summary>
    public List<(Guid InstanceId, int Number)> Ended { get; } = [];

    /// <summary>Instances all of whose waits end.</summary>
    public List<Guid> EndedAll { get; } = [];

    /// <summary>The journal.</summary>
    public List<StoredBurst> Bursts { get; } = [];

    /// <summary>New incidents.</summary>
    public List<StoredIncident> Incidents { get; } = [];

    /// <summary>Incidents that a burst closed, by their number in the instance.</summary>
    public List<(Guid InstanceId, int Number, DateTimeOffset At, string By)> Closed { get; } = [];

    /// <summary>Incidents that an operator closed.</summary>
    public List<(Guid Id, DateTimeOffset At, string By)> Dealt { get; } = [];

    /// <summary>Signals, starts and completions left by the bursts.</summary>
    public List<NewWork> Left { get; } = [];

    /// <summary>Signals delivered, to be removed.</summary>
    public List<long> Done { get; } = [];

    /// <summary>Triggers that started an instance at their time, with the next time; null is never again.</summary>
    public List<(int Definition, string ActivityId, DateTimeOffset? NextAt)> Rescheduled { get; } = [];

    /// <summary>Keys of delivered signals, to be remembered.</summary>
    public List<(string Key, DateTimeOffset At)> Keys { get; } = [];

    /// <summary>Work that an engine fault holds back until its incident is closed.</summary>
    public List<(WorkRef Work, Guid Incident)> Held { get; } = [];

    /// <summary>Incidents whose held work is free again (true) or given up (false).</summary>
    public List<(Guid Incident, bool Again)> Released { get; } = [];

    /// <summary>Instances whose start nobody claimed and that are never to begin.</summary>
    public List<Guid> NeverStarted { get; } = [];

    /// <summary>Open waits of instances that were moved to another version, by the activity's number there.</summary>
    public List<(Guid InstanceId, int Number, int Node)> WaitsRenumbered { get; } = [];

    /// <summary>Incidents of instances that were moved to another version, by the activity's number there.</summary>
    public List<(Guid Id, int Node)> IncidentsRenumbered { get; } = [];

    /// <summary>Ended instances: starts of children they wait for, and completions for them, are removed.</summary>
    public List<Guid> Orphaned { get; } = [];
}
