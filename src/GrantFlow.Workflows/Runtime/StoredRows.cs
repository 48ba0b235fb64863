using GrantFlow.Workflows.Execution;

namespace GrantFlow.Workflows.Runtime;

/// <summary>A definition about to be published, with what the store keeps beside its text.</summary>
/// <param name="DefinitionId">The definition's lasting id.</param>
/// <param name="Name">The name shown.</param>
/// <param name="Json">The text as it came.</param>
/// <param name="Nodes">Its activities; the place in the list is the number used everywhere else.</param>
/// <param name="Triggers">What starts it by itself.</param>
/// <param name="UsableAsActivity">Other definitions may contain it as an activity.</param>
/// <param name="Dependencies">The versions it contains as activities, by definition id: kept, since they are part of its graph.</param>
public sealed record NewDefinition(
    string DefinitionId,
    string Name,
    string Json,
    IReadOnlyList<StoredNode> Nodes,
    IReadOnlyList<StoredTrigger> Triggers,
    bool UsableAsActivity,
    IReadOnlyDictionary<string, int> Dependencies);

/// <summary>What starts instances of a published version by itself.</summary>
/// <param name="ActivityId">The activity that they begin with.</param>
/// <param name="Signal">The signal's name; null for a time.</param>
/// <param name="NextAt">The next start, UTC; null for a signal.</param>
public sealed record StoredTrigger(string ActivityId, string? Signal, DateTimeOffset? NextAt);

/// <summary>One activity of a version.</summary>
/// <param name="ActivityId">Its id in the text.</param>
/// <param name="NodeId">The path of ids.</param>
/// <param name="ActivityType">Its type.</param>
public sealed record StoredNode(string ActivityId, string NodeId, string ActivityType);

/// <summary>One version of a definition.</summary>
/// <param name="Number">Names the version in instances and journal.</param>
/// <param name="VersionId">The version's own id.</param>
/// <param name="DefinitionId">The definition's lasting id.</param>
/// <param name="Version">Counts from 1.</param>
/// <param name="Name">The name shown.</param>
/// <param name="Json">The text as it came.</param>
/// <param name="IsPublished">New instances take it.</param>
/// <param name="UsableAsActivity">Other definitions may contain it as an activity.</param>
/// <param name="Dependencies">The versions it contains as activities, by definition id.</param>
/// <param name="PublishedAt">Null for a draft.</param>
/// <param name="CreatedAt">When the version was first saved.</param>
public sealed record StoredDefinition(
    int Number,
    string VersionId,
    string DefinitionId,
    int Version,
    string Name,
    string Json,
    bool IsPublished,
    bool UsableAsActivity,
    IReadOnlyDictionary<string, int> Dependencies,
    DateTimeOffset? PublishedAt,
    DateTimeOffset CreatedAt)
{
    /// <summary>Whose the definition is: its instances may touch that owner's things alone. Null for everybody's.</summary>
    public Guid? Owner { get; init; }

    /// <summary>The id of a version: readable, and the same in every store.</summary>
    public static string IdOf(string definitionId, int version) => $"{definitionId}:{version}";
}

/// <summary>What a binding takes where a start names a definition.</summary>
/// <param name="DefinitionId">The definition named, or another that stands in for it.</param>
/// <param name="Version">Its version.</param>
public readonly record struct BoundVersion(string DefinitionId, int Version);

/// <summary>One instance's row.</summary>
public sealed class StoredInstance
{
    /// <summary>Sorts by time of birth.</summary>
    public required Guid Id { get; init; }

    /// <summary>The version's number.</summary>
    public required int Definition { get; set; }

    /// <summary>The instance that waits for this one, or null.</summary>
    public Guid? Parent { get; init; }

    /// <summary>The parent's bookmark that waits for this one's end, or null.</summary>
    public int? ParentBookmark { get; init; }

    /// <summary>The versions that it and its children keep, or null.</summary>
    public Guid? Binding { get; init; }

    /// <summary>Whose things alone it may touch: its definition's owner's, or its parent's; null for anybody's.</summary>
    public Guid? Within { get; init; }

    /// <summary>Elsa's sub-status; the main status follows from it.</summary>
    public WorkflowSubStatus SubStatus { get; set; }

    /// <summary>What it is about.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>Its name, or null.</summary>
    public string? Name { get; set; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its last burst ran.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When it was over, or null.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>The state, as the codec wrote it.</summary>
    public byte[] State { get; set; } = [];

    /// <summary>Whether the instance is over.</summary>
    public bool IsFinished => SubStatus is WorkflowSubStatus.Finished or WorkflowSubStatus.Cancelled or WorkflowSubStatus.Faulted;

    /// <summary>A copy that can be changed without changing this one.</summary>
    public StoredInstance Copy() => (StoredInstance)MemberwiseClone();
}

/// <summary>One open wait of an instance.</summary>
/// <param name="InstanceId">Who waits.</param>
/// <param name="Number">Unique within the instance, never used again.</param>
/// <param name="Kind">What ends it.</param>
/// <param name="Node">The activity's number.</param>
/// <param name="Visit">The visit that waits.</param>
/// <param name="Name">The signal's name; for a timer or a child the activity's type.</param>
/// <param name="CorrelationId">Whom the signal must be addressed to.</param>
/// <param name="DueAt">The instant; null for a signal or a child.</param>
/// <param name="Hops">A short timer's place in the chain of work that it goes on with; 0 for any other wait.</param>
public readonly record struct StoredBookmark(
    Guid InstanceId,
    int Number,
    BookmarkKind Kind,
    int Node,
    int Visit,
    string Name,
    string? CorrelationId,
    DateTimeOffset? DueAt,
    int Hops = 0);

/// <summary>One incident.</summary>
/// <param name="Id">Addresses retry and skip.</param>
/// <param name="InstanceId">The instance.</param>
/// <param name="Number">The incident's number in the instance's state; 0 for one outside any activity.</param>
/// <param name="Node">The activity's number.</param>
/// <param name="Visit">The visit that failed.</param>
/// <param name="Message">What went wrong.</param>
/// <param name="Detail">The exception's type and trace, or null.</param>
/// <param name="At">When.</param>
/// <param name="ClosedAt">When it was retried, skipped or cancelled; null while it is open.</param>
/// <param name="ClosedBy">Retried, skipped or cancelled; null while it is open.</param>
public sealed record StoredIncident(
    Guid Id,
    Guid InstanceId,
    int Number,
    int Node,
    int Visit,
    string Message,
    string? Detail,
    DateTimeOffset At,
    DateTimeOffset? ClosedAt = null,
    string? ClosedBy = null);

/// <summary>What one burst of an instance left in the journal.</summary>
/// <param name="InstanceId">The instance.</param>
/// <param name="At">The burst's time.</param>
/// <param name="Sequence">The first entry's number; the others follow.</param>
/// <param name="Definition">The version's number.</param>
/// <param name="Entries">Packed by <see cref="JournalPacking"/>.</param>
/// <param name="Notes">Messages and outcomes by an entry's place, as JSON; null for none.</param>
public sealed record StoredBurst(Guid InstanceId, DateTimeOffset At, long Sequence, int Definition, byte[] Entries, string? Notes);

/// <summary>An instance with what belongs to it.</summary>
public sealed record InstanceRecord(
    StoredInstance Instance,
    IReadOnlyList<StoredBookmark> Bookmarks,
    IReadOnlyList<StoredIncident> Incidents);
