using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Designer;

/// <summary>What happened in an instance, told activity by activity.</summary>
/// <param name="Instance">Where it stands now.</param>
/// <param name="Journal">Every event, in order.</param>
/// <param name="Executions">Every run of every activity, in the order in which they began.</param>
/// <param name="Drawing">The captions.</param>
public sealed record InstanceStory(
    WorkflowInstanceView Instance,
    IReadOnlyList<JournalEntry> Journal,
    IReadOnlyList<ActivityExecution> Executions,
    Drawing Drawing)
{
    static readonly HashSet<string> Containers = ["Elsa.Workflow", "Elsa.Flowchart", "Elsa.Sequence"];

    /// <summary>The runs that people drew an activity for, without the containers around them.</summary>
    public IEnumerable<ActivityExecution> Path => Executions.Where(e => !Containers.Contains(e.ActivityType));

    /// <summary>Reads it; null where there is no such instance.</summary>
    public static async Task<InstanceStory?> ReadAsync(IWorkflowEngine engine, DrawingCache drawings, Guid id, CancellationToken ct) =>
        await engine.FindAsync(id, ct) is { } instance
            ? ToldJournal.Nothing.Behind(await engine.JournalAsync(id, ct)).Of(instance, await drawings.OfAsync(instance.DefinitionId, instance.Version, ct))
            : null;
}

/// <summary>One run of an activity.</summary>
/// <param name="Id">The visit.</param>
/// <param name="ActivityId">Which activity.</param>
/// <param name="NodeId">The path of ids.</param>
/// <param name="ActivityType">Its type.</param>
/// <param name="StartedAt">When it began.</param>
public sealed record ActivityExecution(string Id, string ActivityId, string NodeId, string ActivityType, DateTimeOffset StartedAt)
{
    /// <summary>Where it stands.</summary>
    public ActivityStatus Status { get; init; } = ActivityStatus.Running;

    /// <summary>When it ended, or null.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The outcomes that it ended with; empty for the plain one.</summary>
    public IReadOnlyList<string> Outcomes { get; init; } = [];

    /// <summary>What it last had to say: a fault's message, the reason of a skip; or null.</summary>
    public string? Message { get; init; }

    /// <summary>How often it failed.</summary>
    public int Faults { get; init; }

    /// <summary>It was or will be tried again.</summary>
    public bool HasRetries { get; init; }

    /// <summary>It was given up by hand.</summary>
    public bool WasSkipped { get; init; }

    /// <summary>It waits for somebody, something or an instant.</summary>
    public bool Waits { get; init; }

    /// <summary>What its expressions gave it, short texts by input; what stands in the drawing as a value isn't among them.</summary>
    public IReadOnlyDictionary<string, string> Given { get; init; } = new Dictionary<string, string>();

    /// <summary>The same after one more event.</summary>
    public ActivityExecution With(JournalEntry entry) => entry.Inputs.Count > 0 ? After(entry) with { Given = entry.Inputs } : After(entry);

    ActivityExecution After(JournalEntry entry) => entry.Event switch
    {
        "Completed" => this with { Status = ActivityStatus.Completed, EndedAt = entry.At, Outcomes = entry.Outcomes },
        "Canceled" => this with { Status = ActivityStatus.Canceled, EndedAt = entry.At },
        "Workflow cancelled" => this with { Status = ActivityStatus.Canceled, EndedAt = entry.At, Message = entry.Message },
        "Faulted" or "Precondition Failed" => this with { Status = ActivityStatus.Faulted, EndedAt = entry.At, Message = entry.Message, Faults = Faults + 1 },
        "Retry scheduled" => this with { Status = ActivityStatus.Running, Message = entry.Message, Faults = Faults + 1, HasRetries = true },
        "Retried" => this with { Status = ActivityStatus.Running, EndedAt = null, HasRetries = true },
        "Skipped" => this with { WasSkipped = true, Message = entry.Message },
        _ => this with { Status = ActivityStatus.Running, EndedAt = null },
    };
}

/// <summary>Where a run of an activity stands, in Elsa's words.</summary>
public enum ActivityStatus
{
    /// <summary>Not begun.</summary>
    Pending,

    /// <summary>Runs or waits.</summary>
    Running,

    /// <summary>Came to its end.</summary>
    Completed,

    /// <summary>Was cancelled.</summary>
    Canceled,

    /// <summary>Failed.</summary>
    Faulted,
}
