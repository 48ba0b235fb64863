using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Definitions;

namespace GrantFlow.Workflows.Execution;

/// <summary>One scheduling of an activity: Elsa's activity execution context.</summary>
sealed class Visit(Node node, Visit? parent, int number)
{
    /// <summary>The activity.</summary>
    public readonly Node Node = node;

    /// <summary>The container's visit; null for the workflow itself.</summary>
    public readonly Visit? Parent = parent;

    /// <summary>The visit's number: the activity instance in the journal.</summary>
    public readonly int Number = number;

    /// <summary>Where it stands.</summary>
    public VisitStatus Status;

    /// <summary>What else is known of it.</summary>
    public VisitFlags Flags;

    /// <summary>Children that are neither completed nor cancelled, in the order that cancelling takes.</summary>
    public List<Visit>? Children;

    /// <summary>A container's own count: a sequence's next child, a parallel's open children, a loop's next index, a flowchart's start.</summary>
    public int Counter;

    /// <summary>A second count: a For loop's current number, a bulk dispatch's ended children.</summary>
    public int Second;

    /// <summary>A flowchart's visit counts.</summary>
    public FlowScope? Flow;

    /// <summary>Values of the variables that this node declares, by slot.</summary>
    public object?[]? Variables;

    /// <summary>Inputs evaluated in this burst, in the node's order; null when not evaluated yet.</summary>
    public object?[]? Inputs;

    /// <summary>A host activity's attempts and what brought it back.</summary>
    public HostRun? Host;

    /// <summary>Neither completed nor cancelled.</summary>
    public bool IsLive => Status is not (VisitStatus.Completed or VisitStatus.Canceled);

    public bool Has(VisitFlags flag) => (Flags & flag) != 0;
}

/// <summary>Elsa's activity status.</summary>
enum VisitStatus : byte
{
    Pending,
    Running,
    Completed,
    Canceled,
    Faulted,
}

[Flags]
enum VisitFlags : byte
{
    None = 0,

    /// <summary>The loop ends after its body.</summary>
    Breaking = 1,

    /// <summary>Came by a backward connection: its completion isn't counted.</summary>
    Backward = 2,

    /// <summary>Is being cancelled: what its children's cancelling signals is void.</summary>
    Cancelling = 4,

    /// <summary>Is being completed: cancelling the rest doesn't complete it a second time.</summary>
    Completing = 8,

    /// <summary>A For loop has begun.</summary>
    Begun = 16,
}

/// <summary>What a host activity's visit remembers.</summary>
/// <param name="Run">Counts the times it was brought back by a wait; part of the key.</param>
/// <param name="Attempt">Counts the failures of this run.</param>
/// <param name="Resumption">What brought it back; null on the first run.</param>
sealed record HostRun(int Run, int Attempt, Resumption? Resumption);

/// <summary>A flowchart's counters: how often each activity and connection was visited, and how the last visit went.</summary>
sealed class FlowScope(int activities, int links)
{
    public readonly int[] Activities = new int[activities];

    /// <summary>Twice the count, plus one when the last visit was followed.</summary>
    public readonly int[] Links = new int[links];
}
