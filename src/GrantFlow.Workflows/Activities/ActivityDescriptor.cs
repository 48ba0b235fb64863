namespace GrantFlow.Workflows.Activities;

/// <summary>What the designer's palette and the checker know of an activity type.</summary>
/// <param name="TypeName">For instance <c>GrantFlow.RequestReport</c>; unique together with the version.</param>
/// <param name="Version">Starts at 1; raised when inputs or outcomes change their meaning.</param>
/// <param name="Category">The palette's group: a stage's name, or Elsa's own. Never holds a slash (contract 6.2).</param>
/// <param name="DisplayName">The caption.</param>
/// <param name="Description">One plain sentence: what it does, queues or waits for.</param>
/// <param name="Kind">Elsa's kinds: Action, Trigger, Job, Task.</param>
/// <param name="Inputs">In the order shown.</param>
/// <param name="Outputs">In the order shown.</param>
/// <param name="Ports">Outcomes and embedded children; no flow port means the plain <c>Done</c>.</param>
public sealed record ActivityDescriptor(
    string TypeName,
    int Version,
    string Category,
    string DisplayName,
    string Description,
    ActivityKind Kind,
    IReadOnlyList<InputDescriptor> Inputs,
    IReadOnlyList<OutputDescriptor> Outputs,
    IReadOnlyList<PortDescriptor> Ports)
{
    /// <summary>True for containers such as the flowchart.</summary>
    public bool IsContainer { get; init; }

    /// <summary>True for a node without an input port.</summary>
    public bool IsStart { get; init; }

    /// <summary>True for a node without an output port.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>False hides the type from the palette.</summary>
    public bool IsBrowsable { get; init; } = true;

    /// <summary>The grant stage whose colour the node bears, or null for the engine's own.</summary>
    public string? Stage { get; init; }

    /// <summary>The input whose list of texts names the outcomes (Elsa's dynamic-outcomes), or null.</summary>
    public string? OutcomesInput { get; init; }

    /// <summary>The node waits for somebody or something, so it may leave the instance suspended.</summary>
    public bool Waits { get; init; }

    /// <summary>The input that sets a wait's deadline: without a value the wait has none. Null when the wait ends or escalates by itself.</summary>
    public string? DueInput { get; init; }

    /// <summary>The node sets a date with reminders and escalation, which holds for what waits after it.</summary>
    public bool SetsDeadline { get; init; }

    /// <summary>What the node is drawn with: a name of the host's own set of icons, or null for the stage's.</summary>
    public string? Icon { get; init; }
}

/// <summary>Elsa's kinds of activity.</summary>
public enum ActivityKind
{
    /// <summary>A plain step.</summary>
    Action,

    /// <summary>May start a workflow.</summary>
    Trigger,

    /// <summary>Work handed to a job.</summary>
    Job,

    /// <summary>Work that may take time.</summary>
    Task,
}

/// <summary>One input of an activity type.</summary>
/// <param name="Name">PascalCase; the JSON member is its camelCase.</param>
/// <param name="TypeName">Elsa's type alias: String, Boolean, Int32, Decimal, DateTimeOffset, TimeSpan, Object, String[].</param>
/// <param name="DisplayName">The caption.</param>
/// <param name="Description">What to put in, with the unit.</param>
/// <param name="UiHint">The editor (contract 6.3).</param>
/// <param name="Required">Publishing refuses a definition that leaves it empty.</param>
/// <param name="DefaultValue">What the engine takes when the definition has none; null for none.</param>
/// <param name="Choices">For dropdowns; empty otherwise.</param>
public sealed record InputDescriptor(
    string Name,
    string TypeName,
    string DisplayName,
    string Description,
    string UiHint,
    bool Required,
    object? DefaultValue,
    IReadOnlyList<string> Choices)
{
    /// <summary>False when the JSON holds the raw value, without an expression around it.</summary>
    public bool IsWrapped { get; init; } = true;

    /// <summary>The host's list that a dropdown's choices come from; null where <see cref="Choices"/> holds them all.</summary>
    public string? From { get; init; }
}

/// <summary>One output of an activity type.</summary>
/// <param name="Name">PascalCase.</param>
/// <param name="TypeName">Elsa's type alias.</param>
/// <param name="Description">What it holds.</param>
public sealed record OutputDescriptor(string Name, string TypeName, string Description);

/// <summary>One port of an activity type.</summary>
/// <param name="Name">The outcome's or child's name.</param>
/// <param name="Embedded">True for a drop zone that holds a child activity.</param>
public sealed record PortDescriptor(string Name, bool Embedded = false);
