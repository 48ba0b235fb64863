using System.Text.Json;

namespace GrantFlow.Workflows.Runtime;

/// <summary>The port to a workflow engine: publish, start, signal, cancel, query, retry.</summary>
/// <remarks>
/// The default is this library over a store; an adapter for another engine plugs in here. What a use case leaves for
/// workflows inside its own transaction goes through the host's signal table, not through these calls.
/// </remarks>
public interface IWorkflowEngine
{
    /// <summary>Checks a definition and publishes it as the next version; the same text twice is one version.</summary>
    /// <param name="definitionJson">An Elsa 3 workflow definition as the designer writes it.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The version, or what is wrong with the definition.</returns>
    Task<PublishResult> PublishAsync(string definitionJson, CancellationToken ct = default);

    /// <summary>Starts an instance; it runs when a worker claims it.</summary>
    /// <returns>The instance's id.</returns>
    /// <exception cref="KeyNotFoundException">No published version has that definition id.</exception>
    Task<Guid> StartAsync(StartWorkflow start, CancellationToken ct = default);

    /// <summary>Leaves a signal; it is delivered to every instance that waits for it, or kept until one does.</summary>
    Task SignalAsync(WorkflowSignal signal, CancellationToken ct = default);

    /// <summary>Cancels an instance that isn't finished, and its waiting children.</summary>
    /// <param name="instanceId">Which.</param>
    /// <param name="reason">Why, for the journal.</param>
    /// <param name="beside">What the host writes with it, or null; not called when nothing is cancelled.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <returns>False when there is none or it is finished.</returns>
    Task<bool> CancelAsync(Guid instanceId, string reason, Beside? beside = null, CancellationToken ct = default);

    /// <summary>Runs the activity of an open incident again.</summary>
    /// <param name="incidentId">The incident.</param>
    /// <param name="beside">What the host writes with it, or null; not called when nothing is retried.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>False when there is no such open incident.</returns>
    Task<bool> RetryAsync(Guid incidentId, Beside? beside = null, CancellationToken ct = default);

    /// <summary>Gives up the activity of an open incident and goes on as if it had ended with an outcome.</summary>
    /// <param name="incidentId">The incident.</param>
    /// <param name="outcome">The port to follow; null is the plain <c>Done</c>.</param>
    /// <param name="beside">What the host writes with it, or null; not called when nothing is skipped.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>False when there is no such open incident.</returns>
    Task<bool> SkipAsync(Guid incidentId, string? outcome, Beside? beside = null, CancellationToken ct = default);

    /// <summary>One instance with its bookmarks, incidents and variables, or null.</summary>
    Task<WorkflowInstanceView?> FindAsync(Guid instanceId, CancellationToken ct = default);

    /// <summary>Instances that fit, newest first.</summary>
    Task<WorkflowInstancePage> QueryAsync(WorkflowInstanceQuery query, CancellationToken ct = default);

    /// <summary>What happened in an instance, in order.</summary>
    Task<IReadOnlyList<JournalEntry>> JournalAsync(Guid instanceId, CancellationToken ct = default) => JournalAsync(instanceId, 0, ct);

    /// <summary>What came into an instance's journal behind an entry that is known already.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="after">The last known entry's sequence number; 0 reads from the beginning.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<JournalEntry>> JournalAsync(Guid instanceId, long after, CancellationToken ct = default);

    /// <summary>The whole of a journal piece by piece, for one too long to be held at once.</summary>
    IAsyncEnumerable<JournalEntry> ReadJournalAsync(Guid instanceId, CancellationToken ct = default);
}

/// <summary>What the host writes beside an operator's act, in the same transaction: its own record of it.</summary>
/// <param name="services">A scope whose database writes into that transaction.</param>
/// <param name="ct">Cancels.</param>
public delegate ValueTask Beside(IServiceProvider services, CancellationToken ct);

/// <summary>The answer to a publication.</summary>
/// <param name="Version">The version now published, or null when refused.</param>
/// <param name="Problems">Why it was refused; empty when published.</param>
public sealed record PublishResult(WorkflowVersion? Version, IReadOnlyList<DefinitionProblem> Problems);

/// <summary>One published version of a definition.</summary>
/// <param name="VersionId">The version's own id.</param>
/// <param name="DefinitionId">The definition's lasting id.</param>
/// <param name="Version">Counts from 1.</param>
/// <param name="Name">The name shown.</param>
public sealed record WorkflowVersion(string VersionId, string DefinitionId, int Version, string Name);

/// <summary>A request to start an instance.</summary>
/// <param name="DefinitionId">Which workflow.</param>
/// <param name="CorrelationId">What it is about, as <c>kind:id</c>, or null.</param>
/// <param name="Input">Inputs by name; null for none.</param>
/// <param name="InstanceId">The id to take; null makes one. The same id twice starts once.</param>
/// <param name="Version">A fixed version; null takes the binding's, else the published one.</param>
/// <param name="Binding">The set of versions that this instance and all its children keep, or null.</param>
public sealed record StartWorkflow(
    string DefinitionId,
    string? CorrelationId = null,
    IReadOnlyDictionary<string, object?>? Input = null,
    Guid? InstanceId = null,
    int? Version = null,
    Guid? Binding = null);

/// <summary>Something that happened, addressed to the workflows that wait for it.</summary>
/// <param name="Name">The event's name, as Event activities name it.</param>
/// <param name="CorrelationId">Only instances with this correlation; null is all.</param>
/// <param name="Payload">What it carries; null for nothing.</param>
/// <param name="Key">The same key twice is one signal; null for none.</param>
public sealed record WorkflowSignal(string Name, string? CorrelationId = null, JsonElement? Payload = null, string? Key = null);

/// <summary>Elsa's main status.</summary>
public enum WorkflowStatus
{
    /// <summary>Not over.</summary>
    Running,

    /// <summary>Over, well or ill.</summary>
    Finished,
}

/// <summary>Elsa's sub-status, in Elsa's order.</summary>
public enum WorkflowSubStatus
{
    /// <summary>Not yet begun.</summary>
    Pending,

    /// <summary>In a burst.</summary>
    Executing,

    /// <summary>Waits.</summary>
    Suspended,

    /// <summary>Came to its end.</summary>
    Finished,

    /// <summary>Was cancelled.</summary>
    Cancelled,

    /// <summary>Ended by a fault.</summary>
    Faulted,

    /// <summary>Stopped by a drain; goes on by itself.</summary>
    Interrupted,
}

/// <summary>One instance as pages and people see it.</summary>
public sealed record WorkflowInstanceView(
    Guid Id,
    string DefinitionId,
    string VersionId,
    int Version,
    string? Name,
    string? CorrelationId,
    WorkflowStatus Status,
    WorkflowSubStatus SubStatus,
    Guid? ParentId,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? FinishedAt,
    IReadOnlyList<BookmarkView> Bookmarks,
    IReadOnlyList<IncidentView> Incidents,
    IReadOnlyDictionary<string, JsonElement> Variables,
    IReadOnlyDictionary<string, JsonElement> Input,
    IReadOnlyDictionary<string, JsonElement> Output)
{
    /// <summary>The workflow's variables as it declares them, with their values now.</summary>
    public IReadOnlyList<VariableView> Declared { get; init; } = [];
}

/// <summary>A workflow variable of an instance.</summary>
/// <param name="Id">Its id in the definition.</param>
/// <param name="Name">Its name.</param>
/// <param name="Value">What it holds now.</param>
public sealed record VariableView(string Id, string Name, JsonElement Value);

/// <summary>One open wait of an instance.</summary>
/// <param name="ActivityId">Who waits.</param>
/// <param name="ActivityType">Its type.</param>
/// <param name="Signal">The signal's name, or null for a timer.</param>
/// <param name="CorrelationId">Whom the signal must be addressed to.</param>
/// <param name="DueAt">The timer's instant, or null for a signal.</param>
public sealed record BookmarkView(string ActivityId, string ActivityType, string? Signal, string? CorrelationId, DateTimeOffset? DueAt)
{
    /// <summary>Counts within the instance.</summary>
    public int Number { get; init; }

    /// <summary>The path of ids, as Elsa Studio addresses the activity.</summary>
    public string NodeId { get; init; } = "";

    /// <summary>The visit that waits.</summary>
    public string ActivityInstanceId { get; init; } = "";
}

/// <summary>One incident of an instance.</summary>
/// <param name="Id">Addresses retry and skip.</param>
/// <param name="InstanceId">The instance.</param>
/// <param name="ActivityId">Where.</param>
/// <param name="ActivityType">The activity's type.</param>
/// <param name="Message">What went wrong.</param>
/// <param name="At">When.</param>
/// <param name="Open">False once retried, skipped or cancelled.</param>
public sealed record IncidentView(Guid Id, Guid InstanceId, string ActivityId, string ActivityType, string Message, DateTimeOffset At, bool Open)
{
    /// <summary>The path of ids, as Elsa Studio addresses the activity.</summary>
    public string NodeId { get; init; } = "";

    /// <summary>The visit that failed.</summary>
    public string ActivityInstanceId { get; init; } = "";

    /// <summary>The exception's type and its inner messages, for operators; null where there was none.</summary>
    public string? Detail { get; init; }

    /// <summary>When it was settled, or null.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>How it was settled: retried, skipped, closed; or null.</summary>
    public string? ClosedBy { get; init; }
}

/// <summary>One line of an instance's journal.</summary>
/// <param name="Sequence">Rises strictly within the instance.</param>
/// <param name="At">When.</param>
/// <param name="ActivityId">The activity's id.</param>
/// <param name="NodeId">The path of ids, as Elsa Studio addresses it.</param>
/// <param name="ActivityType">Its type.</param>
/// <param name="ActivityInstanceId">The visit: a loop's every turn has its own.</param>
/// <param name="Event">Elsa's words: Started, Completed, Suspended, Resumed, Canceled, Faulted …</param>
/// <param name="Message">A fault's message, a retry's or skip's reason; else null.</param>
/// <param name="Outcomes">The explicit outcomes of a completion; empty for the plain one.</param>
public sealed record JournalEntry(
    long Sequence,
    DateTimeOffset At,
    string ActivityId,
    string NodeId,
    string ActivityType,
    string ActivityInstanceId,
    string Event,
    string? Message,
    IReadOnlyList<string> Outcomes)
{
    /// <summary>What expressions gave the activity, short texts by input: with the line of a host activity's call, a wait or a fault; else empty.</summary>
    public IReadOnlyDictionary<string, string> Inputs { get; init; } = new Dictionary<string, string>();
}

/// <summary>Which instances to list.</summary>
/// <param name="DefinitionId">Of this workflow; null is all.</param>
/// <param name="CorrelationId">About this; null is all.</param>
/// <param name="SubStatus">Where they stand; null is all.</param>
/// <param name="HasIncidents">With or without open incidents; null is both.</param>
/// <param name="Search">Part of the name or correlation; null is all.</param>
/// <param name="Skip">Rows to pass over.</param>
/// <param name="Take">Rows to return, 1 to 500.</param>
public sealed record WorkflowInstanceQuery(
    string? DefinitionId = null,
    string? CorrelationId = null,
    WorkflowSubStatus? SubStatus = null,
    bool? HasIncidents = null,
    string? Search = null,
    int Skip = 0,
    int Take = 50);

/// <summary>A page of instances; bookmarks, incidents and values are left out of the rows.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Total">How many fit in all.</param>
public sealed record WorkflowInstancePage(IReadOnlyList<WorkflowInstanceRow> Items, int Total);

/// <summary>One row of a list of instances.</summary>
public sealed record WorkflowInstanceRow(
    Guid Id,
    string DefinitionId,
    string VersionId,
    int Version,
    string? Name,
    string? CorrelationId,
    WorkflowStatus Status,
    WorkflowSubStatus SubStatus,
    int OpenIncidents,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? FinishedAt);
