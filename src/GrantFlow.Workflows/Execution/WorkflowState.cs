using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Workflows.Execution;

/// <summary>All that one instance is between two bursts.</summary>
/// <remarks>
/// Mutable, owned by one caller at a time: a burst changes it in place. Kept by <see cref="StateCodec"/>; what must be found
/// by query (bookmarks, incidents, journal) is in the <see cref="Effects"/> besides.
/// </remarks>
public sealed class WorkflowState
{
    static readonly Dictionary<string, object?> Nothing = [];

    internal WorkflowState(Guid instanceId) => InstanceId = instanceId;

    /// <summary>The instance's id.</summary>
    public Guid InstanceId { get; }

    /// <summary>The workflow that started this one, or null.</summary>
    public Guid? ParentId { get; internal set; }

    /// <summary>What the instance is about, as <c>kind:id</c>, or null.</summary>
    public string? CorrelationId { get; internal set; }

    /// <summary>The name that SetName gave, or null.</summary>
    public string? Name { get; internal set; }

    /// <summary>Where it stands.</summary>
    public WorkflowSubStatus SubStatus { get; internal set; }

    /// <summary>Over or not.</summary>
    public WorkflowStatus Status => IsOver(SubStatus) ? WorkflowStatus.Finished : WorkflowStatus.Running;

    /// <summary>The number of the last journal line.</summary>
    public long JournalSequence { get; internal set; }

    /// <summary>The open bookmarks, oldest first.</summary>
    public IReadOnlyList<Bookmark> Bookmarks => OpenBookmarks;

    /// <summary>The numbers of the open incidents, oldest first.</summary>
    public IEnumerable<int> OpenIncidents => Incidents.Select(i => i.Number);

    /// <summary>Inputs that outlive the first burst, by name.</summary>
    public IReadOnlyDictionary<string, object?> Input => Inputs ?? Nothing;

    /// <summary>What SetOutput gave, by name.</summary>
    public IReadOnlyDictionary<string, object?> Output => Outputs ?? Nothing;

    internal Visit? Root { get; set; }

    /// <summary>
    /// Live visits whose container is over: an End completes its flowchart, and what was queued beside it still runs, as in
    /// the real engine. They tell nobody of their completion, but the instance isn't over before they are.
    /// </summary>
    internal List<Visit> Orphans { get; } = [];

    internal int LastVisit { get; set; }

    internal int LastBookmark { get; set; }

    internal int LastIncident { get; set; }

    internal List<Bookmark> OpenBookmarks { get; } = [];

    internal List<OpenIncident> Incidents { get; } = [];

    internal Dictionary<string, object?>? Inputs { get; set; }

    internal Dictionary<string, object?>? Outputs { get; set; }

    /// <summary>A new instance that has not run yet.</summary>
    /// <param name="instanceId">Its id.</param>
    /// <param name="correlationId">What it is about, or null.</param>
    /// <param name="parentId">The workflow that started it, or null.</param>
    public static WorkflowState Create(Guid instanceId, string? correlationId = null, Guid? parentId = null) =>
        new(instanceId) { CorrelationId = correlationId, ParentId = parentId };

    internal static bool IsOver(WorkflowSubStatus status) =>
        status is WorkflowSubStatus.Finished or WorkflowSubStatus.Cancelled or WorkflowSubStatus.Faulted;
}

/// <summary>An incident that nobody has dealt with yet.</summary>
/// <param name="Number">The incident's number.</param>
/// <param name="Visit">The visit that failed.</param>
readonly record struct OpenIncident(int Number, int Visit);
