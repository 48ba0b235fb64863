using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Workflows;

/// <summary>Where definitions, instances and the work for them are kept.</summary>
/// <remarks>
/// Concurrency: any number of hosts use one store. Work is claimed with its instances locked until the batch ends, so two
/// hosts never run one instance at the same time, and a batch that isn't committed has changed nothing.
/// </remarks>
public interface IWorkflowStore
{
    /// <summary>Publishes a text as the next version, or returns the published version when it has the same text.</summary>
    Task<StoredDefinition> PublishAsync(NewDefinition definition, DateTimeOffset now, CancellationToken ct);

    /// <summary>Keeps a text as the definition's one draft: the version after the last published one.</summary>
    /// <returns>The draft.</returns>
    Task<StoredDefinition> SaveDraftAsync(string definitionId, string name, string json, DateTimeOffset now, CancellationToken ct);

    /// <summary>Takes the published version back: no new instance starts, those that run go on.</summary>
    /// <returns>False when none is published.</returns>
    Task<bool> RetractAsync(string definitionId, CancellationToken ct);

    /// <summary>Removes a draft, or a version that no instance has run and no binding keeps.</summary>
    /// <returns>False when there is none, or it is in use.</returns>
    Task<bool> DeleteAsync(string versionId, CancellationToken ct);

    /// <summary>The version with this number, or null.</summary>
    Task<StoredDefinition?> DefinitionAsync(int number, CancellationToken ct);

    /// <summary>All versions, by definition id and version; of one definition when its id is given.</summary>
    Task<IReadOnlyList<StoredDefinition>> DefinitionsAsync(string? definitionId, CancellationToken ct);

    /// <summary>Sets the versions that instances started with the binding take; entries for other definitions stay.</summary>
    Task BindAsync(Guid binding, IReadOnlyDictionary<string, BoundVersion> versions, CancellationToken ct);

    /// <summary>The versions of a binding, by the definition id that starts name; empty when there is none.</summary>
    Task<IReadOnlyDictionary<string, BoundVersion>> BindingAsync(Guid binding, CancellationToken ct);

    /// <summary>Leaves work; a key that is waiting or was delivered before is left out.</summary>
    Task EnqueueAsync(IReadOnlyList<NewWork> work, CancellationToken ct);

    /// <summary>Claims work that can be done now, with the instances it concerns locked; passes over what others hold.</summary>
    Task<IWorkBatch> ClaimAsync(WorkClaim claim, CancellationToken ct);

    /// <summary>Locks one instance, waiting for whoever holds it, and its unfinished descendants when asked.</summary>
    /// <returns>A batch without items; without instances when there is none by that id.</returns>
    Task<IWorkBatch> LockAsync(Guid instanceId, bool withDescendants, CancellationToken ct);

    /// <summary>Locks several instances, waiting for whoever holds one, in one batch.</summary>
    /// <returns>A batch without items; those that don't exist are left out.</returns>
    Task<IWorkBatch> LockAllAsync(IReadOnlyList<Guid> instances, CancellationToken ct);

    /// <summary>The rows of several instances as they stand now, nothing locked; those that don't exist are left out.</summary>
    Task<IReadOnlyList<StoredInstance>> InstancesAsync(IReadOnlyList<Guid> instances, CancellationToken ct);

    /// <summary>All incidents of several instances, open and closed.</summary>
    Task<IReadOnlyList<StoredIncident>> IncidentsAsync(IReadOnlyList<Guid> instances, CancellationToken ct);

    /// <summary>The next timer's instant, or null when no instance waits for one.</summary>
    Task<DateTimeOffset?> NextDueAsync(CancellationToken ct);

    /// <summary>
    /// Forgets signals left before an instant that nobody waits for, unless an instance about the same correlation isn't over yet
    /// (or has still to begin): it may come to wait for them. Forgets keys of signals as old, too. Starts and held work are kept.
    /// </summary>
    /// <param name="before">What is as old as this or younger stays.</param>
    /// <param name="now">Stamps the keys of forgotten signals: they count as delivered.</param>
    /// <param name="ct">Cancels.</param>
    Task<Trimmed> TrimAsync(DateTimeOffset before, DateTimeOffset now, CancellationToken ct);

    /// <summary>One instance with its bookmarks and incidents, or null. A start that nobody claimed yet is a pending instance.</summary>
    Task<InstanceRecord?> FindAsync(Guid instanceId, CancellationToken ct);

    /// <summary>Instances that fit, newest first.</summary>
    Task<WorkflowInstancePage> QueryAsync(WorkflowInstanceQuery query, CancellationToken ct);

    /// <summary>An instance's bursts in order: those that begin behind a sequence number; 0 is before the first.</summary>
    /// <param name="instanceId">Which instance.</param>
    /// <param name="after">The number.</param>
    /// <param name="most">No more bursts than these; null for all.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<StoredBurst>> JournalAsync(Guid instanceId, long after, int? most, CancellationToken ct);

    /// <summary>One incident, or null.</summary>
    Task<StoredIncident?> IncidentAsync(Guid incidentId, CancellationToken ct);
}

/// <summary>What a store forgot.</summary>
/// <param name="Signals">That nobody had waited for.</param>
/// <param name="Keys">Of signals delivered long ago.</param>
public sealed record Trimmed(int Signals, int Keys);

/// <summary>Work claimed from a store, and the transaction it is done in. Disposing it without a commit undoes everything.</summary>
public interface IWorkBatch : IAsyncDisposable
{
    /// <summary>In the order of delivery; a signal that several bookmarks wait for comes once for each.</summary>
    IReadOnlyList<WorkItem> Items { get; }

    /// <summary>The locked instances.</summary>
    IReadOnlyDictionary<Guid, StoredInstance> Instances { get; }

    /// <summary>Runs a host activity in this batch's transaction.</summary>
    /// <param name="type">A class of the catalogue.</param>
    /// <param name="run">What it is given.</param>
    /// <param name="guarded">True undoes what the activity wrote when it throws; false leaves the whole batch to be given up.</param>
    /// <param name="ct">Ends the work when the host drains.</param>
    ValueTask<Activities.Outcome> RunAsync(Type type, Activities.ActivityRun run, bool guarded, CancellationToken ct);

    /// <summary>Says why an instance mustn't name something, or null when it may: one that may touch one owner's things alone, or that stands too deep or among too many (<see cref="ChildDepth"/>).</summary>
    /// <param name="within">Whose things; null for anybody's.</param>
    /// <param name="outside">What one of the engine's own activities is about to name.</param>
    /// <param name="ct">Cancels.</param>
    ValueTask<string?> JudgeAsync(Guid? within, Execution.NamedOutside outside, CancellationToken ct);

    /// <summary>Lets the host write something of its own in this batch's transaction; it commits or vanishes with the rest.</summary>
    ValueTask BesideAsync(Beside write, CancellationToken ct);

    /// <summary>Writes everything and commits.</summary>
    Task CommitAsync(BatchWrites writes, CancellationToken ct);
}
