using GrantFlow.Workflows.Definitions;
using GrantFlow.Workflows.Execution;

namespace GrantFlow.Workflows.Moving;

/// <summary>What becomes of an instance when its definition's version is changed under it.</summary>
/// <remarks>
/// Pure, between two bursts. Activities are the same when they have the same id within the same container; the workflow's
/// root is the same whatever its id. What runs keeps its place, its attempts and its waits; timers keep their instant. Children
/// keep their own versions. Nothing is run: what is new in the version and lies behind the instance is taken as passed.
/// </remarks>
public static class InstanceMove
{
    /// <summary>Plans a move.</summary>
    /// <param name="state">The instance, read with the version that it is bound to; isn't changed.</param>
    /// <param name="to">The version to go to, newer or older, or another definition drawn from it.</param>
    public static MovePlan Plan(WorkflowState state, WorkflowGraph to) => new MovePlanning(state, to).Plan();

    /// <summary>The captions of the activities where an instance stands: what waits, and what failed.</summary>
    /// <param name="state">The instance, read with the version that it is bound to.</param>
    public static IReadOnlyList<string> StandsAt(WorkflowState state) => [.. Leaves(state).Select(v => v.Node.Caption).Distinct()];

    static IEnumerable<Visit> Leaves(WorkflowState state)
    {
        var stack = new Stack<Visit>(state.Orphans);
        if (state.Root is { } root) stack.Push(root);
        while (stack.TryPop(out var visit))
        {
            if (visit.IsLive && (visit.Children is not { Count: > 0 } || visit.Status == VisitStatus.Faulted)) yield return visit;
            foreach (var child in visit.Children ?? []) stack.Push(child);
        }
    }
}

/// <summary>What a move would do.</summary>
/// <param name="State">The instance in the new version, or null when it can't be moved.</param>
/// <param name="Bars">Why it can't; empty when it can.</param>
/// <param name="Notes">What the new version says differently and doesn't take hold where the instance stands.</param>
public sealed record MovePlan(WorkflowState? State, IReadOnlyList<MoveRemark> Bars, IReadOnlyList<MoveRemark> Notes)
{
    internal static MovePlan Barred(MoveBar bar) => new(null, [new(bar.Code(), "", "")], []);
}

/// <summary>A reason against a move, or a note on one.</summary>
/// <param name="Code">Stable, kebab-case: one of <see cref="MoveBar"/> or <see cref="MoveNote"/>.</param>
/// <param name="Activity">The activity's caption in the version that the instance is bound to; empty when it is the whole.</param>
/// <param name="Detail">A variable's, outcome's or signal's name; empty when there is none.</param>
public sealed record MoveRemark(string Code, string Activity, string Detail);

/// <summary>Why an instance can't be moved.</summary>
public enum MoveBar
{
    /// <summary>It has come to its end.</summary>
    Over,

    /// <summary>It has still to begin: it begins with the version that its start names.</summary>
    NotBegun,

    /// <summary>It runs at this moment.</summary>
    Executing,

    /// <summary>Something still runs whose container is over.</summary>
    Orphan,

    /// <summary>Where it stands isn't in the version.</summary>
    ActivityGone,

    /// <summary>Where it stands is of another type there.</summary>
    OtherType,

    /// <summary>Where it stands is in another container there.</summary>
    OtherContainer,

    /// <summary>A container it is in is of another kind there.</summary>
    ContainerChanged,

    /// <summary>An activity failed and is about to be tried again by itself.</summary>
    AttemptUnderWay,

    /// <summary>The activity of an open incident isn't there, or of another type.</summary>
    IncidentGone,

    /// <summary>Nothing leads to where it stands, so it couldn't go on from there.</summary>
    Unreachable,

    /// <summary>What it waits for may end in an outcome that isn't there.</summary>
    OutcomeGone,

    /// <summary>A variable's value can't be read as the type it has there.</summary>
    VariableType,

    /// <summary>What it began with isn't a beginning there.</summary>
    StartGone,

    /// <summary>An activity would be due at once, and nothing would set it going.</summary>
    AlreadyDue,
}

/// <summary>What a mover should know.</summary>
public enum MoveNote
{
    /// <summary>The timer's length is another; the instant that was reckoned stays.</summary>
    TimerKept,

    /// <summary>The signal's name is another; the old one is still waited for.</summary>
    SignalKept,

    /// <summary>An input is another; it takes hold when the activity runs again.</summary>
    InputChanged,

    /// <summary>A variable isn't there any more; its value is dropped.</summary>
    VariableDropped,
}

static class MoveCodes
{
    public static string Code(this MoveBar bar) => Kebab(bar.ToString());

    public static string Code(this MoveNote note) => Kebab(note.ToString());

    static string Kebab(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
