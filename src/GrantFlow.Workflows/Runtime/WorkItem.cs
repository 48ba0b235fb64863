namespace GrantFlow.Workflows.Runtime;

/// <summary>What a piece of work asks for.</summary>
public enum WorkKind
{
    /// <summary>A signal for a bookmark, or for a definition that it starts.</summary>
    Signal,

    /// <summary>The start of an instance.</summary>
    Start,

    /// <summary>The end of one known bookmark: a child's completion.</summary>
    Resume,

    /// <summary>An operator's word to run a failed activity again.</summary>
    Retry,

    /// <summary>An operator's word to go on without a failed activity.</summary>
    Skip,

    /// <summary>A timer that is due.</summary>
    Timer,

    /// <summary>A definition's own time to start an instance.</summary>
    Schedule,
}

/// <summary>Which work to claim.</summary>
/// <param name="Now">Timers due by then, signals not expired by then.</param>
/// <param name="Max">At most this many signals and as many timers.</param>
/// <param name="Everything">
/// True looks again at signals that nobody waited for; the store wakes them itself when a bookmark appears, but two hosts
/// may pass each other unseen, so every idle runtime looks now and then.
/// </param>
/// <param name="Only">One signal or timer alone, for work that must not share a transaction; null for any.</param>
public sealed record WorkClaim(DateTimeOffset Now, int Max, bool Everything = false, WorkRef? Only = null);

/// <summary>Names one piece of work.</summary>
/// <param name="Id">The signal, or 0 for a timer.</param>
/// <param name="InstanceId">The timer's instance.</param>
/// <param name="Bookmark">The timer's bookmark, or a schedule's definition.</param>
public readonly record struct WorkRef(long Id, Guid InstanceId, int Bookmark);

/// <summary>One claimed piece of work for one instance.</summary>
public sealed class WorkItem
{
    /// <summary>The signal's row, or 0 for a timer.</summary>
    public long Id { get; init; }

    /// <summary>What it asks for.</summary>
    public required WorkKind Kind { get; init; }

    /// <summary>The signal's name or the definition id.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whom the signal was addressed to, or what a start is about.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>JSON, or null.</summary>
    public string? Payload { get; init; }

    /// <summary>The instance that receives it or is started.</summary>
    public Guid InstanceId { get; init; }

    /// <summary>The bookmark that it ends, or the incident's number; 0 for none.</summary>
    public int Bookmark { get; init; }

    /// <summary>A start's version number.</summary>
    public int Definition { get; init; }

    /// <summary>A start's set of versions.</summary>
    public Guid? Binding { get; init; }

    /// <summary>A start's waiting parent.</summary>
    public Guid? Parent { get; init; }

    /// <summary>Whose things alone a start's instance may touch: its parent's bounds; null for anybody's.</summary>
    public Guid? Within { get; init; }

    /// <summary>The parent's bookmark.</summary>
    public int? ParentBookmark { get; init; }

    /// <summary>The activity whose trigger starts the instance, or null.</summary>
    public string? TriggerActivityId { get; init; }

    /// <summary>A schedule's time, UTC.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Guards a signal against a second delivery; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>How many pieces of work followed from one another until this one; 0 for what came from outside, or after a minute's rest.</summary>
    public int Hops { get; init; }

    /// <summary>Names it for a claim of its own.</summary>
    public WorkRef Ref => Id == 0 ? new(0, Kind == WorkKind.Timer ? InstanceId : default, Kind == WorkKind.Timer ? Bookmark : Definition) : new(Id, default, 0);
}

/// <summary>Work to leave in the store.</summary>
/// <param name="Kind">What it asks for; never a timer or a schedule.</param>
/// <param name="Name">The signal's name or the definition id.</param>
/// <param name="At">When it was left.</param>
public sealed record NewWork(WorkKind Kind, string Name, DateTimeOffset At)
{
    /// <summary>Whom it is addressed to, or what a start is about.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>JSON, or null.</summary>
    public string? Payload { get; init; }

    /// <summary>The instance that receives it or is started.</summary>
    public Guid? InstanceId { get; init; }

    /// <summary>The bookmark that it ends, the incident's number, or the parent's bookmark of a start.</summary>
    public int? Bookmark { get; init; }

    /// <summary>A start's fixed version.</summary>
    public int? Version { get; init; }

    /// <summary>A start's set of versions.</summary>
    public Guid? Binding { get; init; }

    /// <summary>A start's waiting parent.</summary>
    public Guid? Parent { get; init; }

    /// <summary>The bounds of the instance that left it: a start begins within them, a signal reaches nobody outside; null for none.</summary>
    public Guid? Within { get; init; }

    /// <summary>The same key twice is one signal; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>How many pieces of work followed from one another until this one; 0 for what comes from outside.</summary>
    public int Hops { get; init; }

    /// <summary>Not done before this instant, UTC; null for at once.</summary>
    public DateTimeOffset? DueAt { get; init; }
}
