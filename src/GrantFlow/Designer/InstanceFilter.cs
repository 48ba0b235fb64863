using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Designer;

/// <summary>Which instances a list shows, and in which order. What is left out doesn't narrow the list.</summary>
public sealed record InstanceFilter
{
    /// <summary>Only this programme's.</summary>
    public Guid? Programme { get; init; }

    /// <summary>Only those about something of this cohort.</summary>
    public Guid? Cohort { get; init; }

    /// <summary>Only of these definitions.</summary>
    public IReadOnlyList<string> Definitions { get; init; } = [];

    /// <summary>Only of this version of their definition.</summary>
    public int? Version { get; init; }

    /// <summary>Only of this version, by its own id.</summary>
    public string? VersionId { get; init; }

    /// <summary>Only about one of these: <c>kind:id</c>.</summary>
    public IReadOnlyList<string> About { get; init; } = [];

    /// <summary>Only these.</summary>
    public IReadOnlyList<Guid> Ids { get; init; } = [];

    /// <summary>Only those that this one started.</summary>
    public Guid? Parent { get; init; }

    /// <summary>Only in one of these states.</summary>
    public IReadOnlyList<WorkflowSubStatus> States { get; init; } = [];

    /// <summary>Only with open incidents, or only without.</summary>
    public bool? HasIncidents { get; init; }

    /// <summary>Part of the instance's name, or of the number or name of what it is about or of the organisation behind that.</summary>
    public string? Search { get; init; }

    /// <summary>Only where all of these hold.</summary>
    public IReadOnlyList<InstanceTime> Times { get; init; } = [];

    /// <summary>What the list is sorted by.</summary>
    public InstanceOrder Order { get; init; }

    /// <summary>From the first to the last; usually the newest come first.</summary>
    public bool Ascending { get; init; }

    /// <summary>Those with open incidents before all others.</summary>
    public bool IncidentsFirst { get; init; }

    /// <summary>Rows to pass over.</summary>
    public int Skip { get; init; }

    /// <summary>Rows to return, at most 1,000.</summary>
    public int Take { get; init; } = 50;
}

/// <summary>What a list of instances is sorted by.</summary>
public enum InstanceOrder
{
    /// <summary>When it began.</summary>
    Created,

    /// <summary>When it last went on.</summary>
    LastExecuted,

    /// <summary>When it ended; what runs comes last.</summary>
    Finished,

    /// <summary>Its name.</summary>
    Name,
}

/// <summary>One condition on a time of an instance.</summary>
/// <param name="Column">Which time.</param>
/// <param name="Comparison">How it is compared.</param>
/// <param name="At">With what.</param>
public sealed record InstanceTime(InstanceTimeColumn Column, TimeComparison Comparison, DateTimeOffset At);

/// <summary>The times of an instance.</summary>
public enum InstanceTimeColumn
{
    /// <summary>When it began.</summary>
    CreatedAt,

    /// <summary>When it last went on.</summary>
    UpdatedAt,

    /// <summary>When it ended.</summary>
    FinishedAt,
}

/// <summary>How two times are compared.</summary>
public enum TimeComparison
{
    /// <summary>The same.</summary>
    Is,

    /// <summary>Another.</summary>
    IsNot,

    /// <summary>Before.</summary>
    LessThan,

    /// <summary>After.</summary>
    GreaterThan,

    /// <summary>Not after.</summary>
    LessThanOrEqual,

    /// <summary>Not before.</summary>
    GreaterThanOrEqual,
}

/// <summary>A page of instances.</summary>
/// <param name="Rows">In the order asked for.</param>
/// <param name="Total">How many fit in all.</param>
/// <param name="Counts">How many fit but for the state, by state.</param>
public sealed record FoundInstances(IReadOnlyList<InstanceCard> Rows, int Total, IReadOnlyDictionary<WorkflowSubStatus, int> Counts);

/// <summary>One instance in a list.</summary>
/// <param name="Id">The instance.</param>
/// <param name="DefinitionId">Which workflow.</param>
/// <param name="VersionId">Its version's own id.</param>
/// <param name="Version">Its version.</param>
/// <param name="DefinitionName">The workflow's name.</param>
/// <param name="Name">The instance's own name, or null.</param>
/// <param name="CorrelationId">What it is about, or null.</param>
/// <param name="State">Where it stands.</param>
/// <param name="OpenIncidents">How many wait for somebody.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="UpdatedAt">When it last went on.</param>
/// <param name="FinishedAt">When it ended, or null.</param>
/// <param name="ProgrammeId">Whose it is; the empty id for the whole service's.</param>
/// <param name="CohortId">The cohort of what it is about, or null.</param>
/// <param name="DueAt">The next instant it waits for, or null.</param>
public sealed record InstanceCard(
    Guid Id,
    string DefinitionId,
    string VersionId,
    int Version,
    string DefinitionName,
    string? Name,
    string? CorrelationId,
    WorkflowSubStatus State,
    int OpenIncidents,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? FinishedAt,
    Guid ProgrammeId,
    Guid? CohortId,
    DateTimeOffset? DueAt)
{
    /// <summary>Over or not.</summary>
    public WorkflowStatus Status =>
        State is WorkflowSubStatus.Finished or WorkflowSubStatus.Cancelled or WorkflowSubStatus.Faulted ? WorkflowStatus.Finished : WorkflowStatus.Running;
}
