using System.Text.Json.Serialization;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Simulation;

/// <summary>How a try ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TryEnd>))]
public enum TryEnd
{
    /// <summary>Played to the end.</summary>
    Played,

    /// <summary>Not played: the draft can't be published.</summary>
    Unsound,

    /// <summary>Not played to the end: it took too long.</summary>
    TooLong,

    /// <summary>Not played to the end: the workflows didn't come to rest.</summary>
    Restless,

    /// <summary>Not played to the end: the play itself failed.</summary>
    Failed,
}

/// <summary>How it was noticed that a play doesn't come to rest.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Restlessness>))]
public enum Restlessness
{
    /// <summary>Workflows did too much at one instant.</summary>
    AtOnce,

    /// <summary>Workflows did too much in all.</summary>
    InAll,

    /// <summary>People answer their own acts at one instant.</summary>
    People,
}

/// <summary>What a try showed. Instants are virtual but for <see cref="Seconds"/>.</summary>
public sealed record TryResult
{
    /// <summary>How it ended.</summary>
    public required TryEnd End { get; init; }

    /// <summary>How it was noticed that it doesn't come to rest; null where it does.</summary>
    public Restlessness? Restless { get; init; }

    /// <summary>Which workflow did most, where it was stopped; null where it was played to the end, or nothing ran.</summary>
    public BusiestWorkflow? Busiest { get; init; }

    /// <summary>Why the play itself failed, in the words of what failed; null otherwise.</summary>
    public string? Detail { get; init; }

    /// <summary>What keeps the draft from being published.</summary>
    public IReadOnlyList<DefinitionProblem> Problems { get; init; } = [];

    /// <summary>The programme's first instant played.</summary>
    public DateTimeOffset From { get; init; }

    /// <summary>The last instant played.</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>What it took, by the wall's clock.</summary>
    public double Seconds { get; init; }

    /// <summary>Pieces of work that the engine did.</summary>
    public long Work { get; init; }

    /// <summary>What became of the sample.</summary>
    public SampleCounts Counts { get; init; } = new(0, 0, 0, 0, 0);

    /// <summary>The sample instances of the draft, in the order they began.</summary>
    public IReadOnlyList<TriedInstance> Instances { get; init; } = [];

    /// <summary>Connections of the draft that no instance followed.</summary>
    public IReadOnlyList<UntakenBranch> Untaken { get; init; } = [];

    /// <summary>Mails in the order they were written.</summary>
    public IReadOnlyList<TriedMail> Mails { get; init; } = [];

    /// <summary>Dates in the order they were set.</summary>
    public IReadOnlyList<TriedDeadline> Deadlines { get; init; } = [];

    /// <summary>What was asked of staff, in the order asked.</summary>
    public IReadOnlyList<TriedTask> Tasks { get; init; } = [];

    /// <summary>Signals that nobody plays and that were sent all the same.</summary>
    public IReadOnlyList<SentSignal> Signals { get; init; } = [];

    /// <summary>What failed, in every workflow of the sample.</summary>
    public IReadOnlyList<TriedIncident> Incidents { get; init; } = [];

    /// <summary>What people were refused, by code.</summary>
    public IReadOnlyDictionary<string, int> Refused { get; init; } = new Dictionary<string, int>();
}

/// <summary>The workflow that did most of what was done.</summary>
/// <param name="Workflow">Its name.</param>
/// <param name="Instances">How many of it began.</param>
/// <param name="Steps">How many activities they began, without the containers around them.</param>
public sealed record BusiestWorkflow(string Workflow, long Instances, long Steps);

/// <summary>What became of the sample.</summary>
public sealed record SampleCounts(int Organisations, int Entitled, int Applications, int Awards, int Reports);

/// <summary>What an instance, a mail or a date is about.</summary>
/// <param name="Kind">organisation, award, report …</param>
/// <param name="Name">Number or name, in the sample's first language; empty where it has none.</param>
public sealed record TriedSubject(string Kind, string Name);

/// <summary>One sample instance.</summary>
/// <param name="About">Its subject, or null.</param>
/// <param name="Began">When.</param>
/// <param name="Ended">When, or null.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Steps">Its activities in the order they began.</param>
/// <param name="Waits">What it still waits for.</param>
public sealed record TriedInstance(
    TriedSubject? About, DateTimeOffset Began, DateTimeOffset? Ended, [property: JsonConverter(typeof(JsonStringEnumConverter<WorkflowSubStatus>))] WorkflowSubStatus Status,
    IReadOnlyList<TriedStep> Steps, IReadOnlyList<TriedWait> Waits);

/// <summary>One visit of an activity.</summary>
/// <param name="Caption">As drawn.</param>
/// <param name="Type">For instance <c>GrantFlow.WaitForReport</c>.</param>
/// <param name="At">When it began.</param>
/// <param name="Until">When it was over, or null.</param>
/// <param name="Outcomes">The ways out that it took.</param>
/// <param name="Event">The last of the journal's words on it: Completed, Suspended, Faulted …</param>
/// <param name="Mails">The numbers of the mails it wrote.</param>
public sealed record TriedStep(
    string Caption, string Type, DateTimeOffset At, DateTimeOffset? Until, IReadOnlyList<string> Outcomes, string Event, IReadOnlyList<int> Mails);

/// <summary>An open wait at the end.</summary>
/// <param name="Caption">Whose.</param>
/// <param name="Signal">The signal's name, or null for an instant.</param>
/// <param name="Until">The instant, or null for a signal.</param>
/// <param name="Since">When it began to wait.</param>
public sealed record TriedWait(string Caption, string? Signal, DateTimeOffset? Until, DateTimeOffset Since);

/// <summary>A connection that no instance followed.</summary>
/// <param name="From">The activity it leaves.</param>
/// <param name="Port">By which way out.</param>
/// <param name="To">The activity it leads to.</param>
/// <param name="Reached">True when the activity it leaves was come to, and ended otherwise.</param>
public sealed record UntakenBranch(string From, string Port, string To, bool Reached);

/// <summary>One mail that would have been sent.</summary>
/// <param name="Number">Counts from 1; addresses its parts.</param>
/// <param name="At">When it was written.</param>
/// <param name="Kind">The template.</param>
/// <param name="Language">hy, ky, ru or en.</param>
/// <param name="Receiver">The name.</param>
/// <param name="Address">The address.</param>
/// <param name="Role">What the receiver is: a role of staff, or <c>Organisation.</c> and one in theirs; null when neither.</param>
/// <param name="About">The subject, or null.</param>
/// <param name="Title">The subject line.</param>
/// <param name="Sent">False when its reason ended first.</param>
/// <param name="Drawn">Written by the draft itself, or because of a date that it set.</param>
/// <param name="By">The caption of the activity that wrote it or set the date; null when people's acts did.</param>
public sealed record TriedMail(
    int Number, DateTimeOffset At, string Kind, string Language, string Receiver, string Address, string? Role, TriedSubject? About, string Title, bool Sent, bool Drawn, string? By);

/// <summary>One date with its prompts.</summary>
/// <param name="Kind">profile, report …</param>
/// <param name="About">Of what.</param>
/// <param name="Set">When it was set.</param>
/// <param name="Due">When it is due.</param>
/// <param name="State">Open, Missed, Met or Cancelled.</param>
/// <param name="Ended">When it was met or cancelled.</param>
/// <param name="Drawn">Set by the draft itself.</param>
/// <param name="By">The caption of the activity that set it; null when people's acts did.</param>
/// <param name="Prompts">In the order of their times.</param>
public sealed record TriedDeadline(
    string Kind, TriedSubject? About, DateTimeOffset Set, DateTimeOffset Due, string State, DateTimeOffset? Ended, bool Drawn, string? By, IReadOnlyList<TriedPrompt> Prompts);

/// <summary>One prompt of a date.</summary>
/// <param name="Rung">before-14d, due, after-1d, escalate-7d …</param>
/// <param name="At">When it is sent.</param>
/// <param name="Receivers">How many get it.</param>
/// <param name="State">Pending, Sent, Silenced, Superseded or Faulty.</param>
public sealed record TriedPrompt(string Rung, DateTimeOffset At, int Receivers, string State);

/// <summary>Something asked of staff.</summary>
/// <param name="Title">What.</param>
/// <param name="Role">Whom, or null for one person.</param>
/// <param name="About">Of what.</param>
/// <param name="Asked">When.</param>
/// <param name="Due">When it is due, or null.</param>
/// <param name="State">Open, Done or Withdrawn.</param>
/// <param name="Outcome">The answer, or null.</param>
/// <param name="Drawn">Asked by the draft.</param>
public sealed record TriedTask(
    string Title, string? Role, TriedSubject? About, DateTimeOffset Asked, DateTimeOffset? Due, string State, string? Outcome, bool Drawn);

/// <summary>A signal that nobody plays.</summary>
public sealed record SentSignal(string Signal, TriedSubject? About, DateTimeOffset At);

/// <summary>Something that failed.</summary>
/// <param name="Workflow">The definition's name.</param>
/// <param name="About">What the instance is about.</param>
/// <param name="Caption">The activity, as drawn.</param>
/// <param name="Message">The reason.</param>
/// <param name="At">When.</param>
/// <param name="Drawn">In the draft.</param>
public sealed record TriedIncident(string Workflow, TriedSubject? About, string Caption, string Message, DateTimeOffset At, bool Drawn);

/// <summary>A mail's two parts.</summary>
public sealed record MailParts(string Text, string Html);
