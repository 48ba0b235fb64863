using System.Text.Json;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Workflows.Execution;

/// <summary>Everything a burst asks the store to write besides the new state.</summary>
public sealed class Effects
{
    /// <summary>Bookmarks opened, or changed by a new correlation id: write each over any row of its number.</summary>
    public List<Bookmark> BookmarksAdded { get; } = [];

    /// <summary>Numbers of bookmarks closed that were open before the burst.</summary>
    public List<int> BookmarksRemoved { get; } = [];

    /// <summary>What happened, in order.</summary>
    public List<JournalLine> Journal { get; } = new(16);

    /// <summary>Incidents opened and still open at the end of the burst, or opened and ended by a finished instance.</summary>
    public List<Incident> IncidentsOpened { get; } = [];

    /// <summary>Numbers of incidents closed: retried, skipped or cancelled.</summary>
    public List<int> IncidentsClosed { get; } = [];

    /// <summary>Child workflows to start.</summary>
    public List<ChildStart> Children { get; } = [];

    /// <summary>Signals to send, in order.</summary>
    public List<PublishedEvent> Published { get; } = [];

    /// <summary>What WriteLine wrote.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>True when the stimulus found nothing to do: a closed bookmark, a finished instance. Nothing needs writing.</summary>
    public bool IsNothing { get; internal set; }

    /// <summary>The instance came to its end in this burst, well or ill.</summary>
    public bool Ended { get; internal set; }
}

/// <summary>One line of the journal, with the graph's numbers in place of names.</summary>
/// <param name="Sequence">Rises strictly within the instance.</param>
/// <param name="Node">The activity's place in the graph.</param>
/// <param name="Visit">The visit's number: the activity instance.</param>
/// <param name="Event">What happened.</param>
/// <param name="Message">A fault's message, a retry's or skip's reason; else null.</param>
/// <param name="Outcomes">The explicit outcomes of a completion; null for the plain one.</param>
/// <param name="Inputs">What expressions gave the activity, a JSON object of short texts by input; null where nothing is kept.</param>
public readonly record struct JournalLine(
    long Sequence,
    int Node,
    int Visit,
    JournalEvent Event,
    string? Message = null,
    IReadOnlyList<string>? Outcomes = null,
    string? Inputs = null);

/// <summary>What may happen to a visit.</summary>
public enum JournalEvent : byte
{
    /// <summary>Began.</summary>
    Started,

    /// <summary>Came to its end.</summary>
    Completed,

    /// <summary>Waits.</summary>
    Suspended,

    /// <summary>Its wait ended.</summary>
    Resumed,

    /// <summary>Was cancelled.</summary>
    Canceled,

    /// <summary>Failed.</summary>
    Faulted,

    /// <summary>Could not begin.</summary>
    PreconditionFailed,

    /// <summary>The whole workflow was cancelled.</summary>
    WorkflowCancelled,

    /// <summary>Failed and will be tried again by itself.</summary>
    RetryScheduled,

    /// <summary>An operator, or the retry policy, set it going again.</summary>
    Retried,

    /// <summary>An operator gave it up and went on.</summary>
    Skipped,
}

/// <summary>Elsa's words for journal events.</summary>
public static class JournalEvents
{
    static readonly string[] Names =
    [
        "Started", "Completed", "Suspended", "Resumed", "Canceled", "Faulted", "Precondition Failed", "Workflow cancelled",
        "Retry scheduled", "Retried", "Skipped",
    ];

    /// <summary>The word that the designer and the traces use.</summary>
    public static string Text(this JournalEvent @event) => Names[(int)@event];
}

/// <summary>A failure that somebody has to look at.</summary>
/// <param name="Number">Counts within the instance.</param>
/// <param name="Node">Where.</param>
/// <param name="Visit">Which visit.</param>
/// <param name="Message">What went wrong.</param>
/// <param name="Detail">The exception's type and its inner messages, for operators; never shown to applicants.</param>
/// <param name="At">When.</param>
public sealed record Incident(int Number, int Node, int Visit, string Message, string Detail, DateTimeOffset At);

/// <summary>A child workflow to start.</summary>
/// <param name="InstanceId">The id to take: the same for every repetition of this burst.</param>
/// <param name="DefinitionId">Which workflow; the version is the binding's or the published one.</param>
/// <param name="CorrelationId">What it is about, or null.</param>
/// <param name="Input">Its inputs.</param>
/// <param name="Bookmark">The parent's bookmark to end when the child does, or null when nobody waits.</param>
/// <param name="Node">The parent's activity.</param>
/// <param name="Visit">The parent's visit.</param>
public sealed record ChildStart(
    Guid InstanceId,
    string DefinitionId,
    string? CorrelationId,
    IReadOnlyDictionary<string, object?> Input,
    int? Bookmark,
    int Node,
    int Visit);

/// <summary>How a child ended that was run at once.</summary>
/// <param name="SubStatus">Where it stands.</param>
/// <param name="Output">What it gave.</param>
public sealed record ChildResult(WorkflowSubStatus SubStatus, IReadOnlyDictionary<string, object?> Output);

/// <summary>A signal that an activity sent.</summary>
/// <param name="Name">The event's name.</param>
/// <param name="CorrelationId">Only to instances with this correlation; null is all.</param>
/// <param name="Payload">What it carries, or null.</param>
/// <param name="InstanceId">Only to this instance (a local event), or null.</param>
/// <param name="Key">The same for every repetition of this burst.</param>
public sealed record PublishedEvent(string Name, string? CorrelationId, JsonElement? Payload, Guid? InstanceId, string Key);
