using System.Text.Json;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Workflows.Execution;

/// <summary>What sets an instance going for one burst.</summary>
public abstract record Stimulus
{
    Stimulus()
    {
    }

    /// <summary>Begins a new instance.</summary>
    /// <param name="Input">Inputs by name, compared without case; null for none.</param>
    /// <param name="TriggerActivityId">The activity whose trigger started it, or null when it was started by hand.</param>
    /// <param name="Payload">What the trigger's signal carried.</param>
    public sealed record Start(
        IReadOnlyDictionary<string, object?>? Input = null,
        string? TriggerActivityId = null,
        JsonElement? Payload = null) : Stimulus;

    /// <summary>A bookmark's signal has come or its instant has passed.</summary>
    /// <param name="Bookmark">The bookmark's number; one that isn't open any more changes nothing.</param>
    /// <param name="Payload">What the signal carried; null for a timer or nothing.</param>
    public sealed record Resume(int Bookmark, JsonElement? Payload = null) : Stimulus;

    /// <summary>A child workflow that a bookmark waits for has ended.</summary>
    /// <param name="Bookmark">The parent's bookmark, as <see cref="ChildStart.Bookmark"/> named it.</param>
    /// <param name="ChildId">The child.</param>
    /// <param name="SubStatus">How it ended.</param>
    /// <param name="Output">What it gave.</param>
    public sealed record ChildEnded(
        int Bookmark,
        Guid ChildId,
        WorkflowSubStatus SubStatus,
        IReadOnlyDictionary<string, object?> Output) : Stimulus;

    /// <summary>Ends the instance.</summary>
    /// <param name="Reason">Goes to the journal.</param>
    public sealed record Cancel(string Reason) : Stimulus;

    /// <summary>Runs the activity of an open incident again.</summary>
    /// <param name="Incident">The incident's number.</param>
    public sealed record Retry(int Incident) : Stimulus;

    /// <summary>Gives up the activity of an open incident and goes on as if it had completed.</summary>
    /// <param name="Incident">The incident's number.</param>
    /// <param name="Outcome">The port to follow; null is the plain <c>Done</c>.</param>
    public sealed record Skip(int Incident, string? Outcome = null) : Stimulus;
}
