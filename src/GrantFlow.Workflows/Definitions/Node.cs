using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Expressions;

namespace GrantFlow.Workflows.Definitions;

/// <summary>One activity of the graph, compiled.</summary>
sealed class Node
{
    /// <summary>How others name it.</summary>
    public required GraphNode View { get; init; }

    /// <summary>What the engine does with it.</summary>
    public required NodeKind Kind { get; init; }

    /// <summary>The container, or null for the workflow itself.</summary>
    public Node? Parent { get; init; }

    /// <summary>What the drawing calls it: the caption given there, else its type's.</summary>
    public string Caption { get; init; } = "";

    /// <summary>Where it stands in its definition's text, as a JSON pointer.</summary>
    public string Place { get; init; } = "";

    /// <summary>Outcomes that may lead nowhere, as the definition says on purpose; <c>*</c> is all.</summary>
    public string[] LooseEnds { get; set; } = [];

    /// <summary>Its place among its container's children.</summary>
    public int Position { get; set; }

    /// <summary>May start the workflow.</summary>
    public bool CanStart { get; init; }

    /// <summary>Inputs in the descriptor's order.</summary>
    public CompiledInput[] Inputs { get; set; } = [];

    /// <summary>The inputs' values when all are constant, so that a visit need not evaluate any.</summary>
    public object?[]? ConstantInputs { get; set; }

    /// <summary>Outputs that the definition binds to a variable.</summary>
    public OutputBinding[] Outputs { get; set; } = [];

    /// <summary>The outputs that its type has.</summary>
    public IReadOnlyList<OutputDescriptor> Given { get; set; } = [];

    /// <summary>Variables that a visit declares: the container's own, or a loop's for its body.</summary>
    public VariableSlot[] Variables { get; set; } = [];

    /// <summary>A container's children, or an activity's embedded ports in their fixed order; a missing port is null.</summary>
    public Node?[] Children { get; set; } = [];

    /// <summary>A flowchart's plans by start: one for the usual start, one for each trigger.</summary>
    public FlowPlan?[] Plans { get; set; } = [];

    /// <summary>A flowchart's usual start, or -1 when it is empty.</summary>
    public int Start { get; set; } = -1;

    /// <summary>The cases of a switch.</summary>
    public SwitchCase[] Cases { get; set; } = [];

    /// <summary>The variable that SetVariable sets; null when it isn't in scope.</summary>
    public VariableRef? Target { get; set; }

    /// <summary>The id that SetVariable names, or the outputs and inputs of a workflow used as an activity.</summary>
    public string? TargetId { get; set; }

    /// <summary>The inputs' and outputs' names of a workflow used as an activity, as its variables name them.</summary>
    public string[] Exports { get; set; } = [];

    /// <summary>A host activity's known outcomes; empty when any is right.</summary>
    public string[] Outcomes { get; set; } = [];

    /// <summary>How a host activity is tried again.</summary>
    public RetryPolicy Retry { get; set; } = RetryPolicy.Usual;

    /// <summary>The script of a RunJavaScript, parsed; null when only running tells its text.</summary>
    public Script? Script { get; set; }

    /// <summary>Ends the container that holds it.</summary>
    public bool IsTerminal => Kind is NodeKind.End or NodeKind.Finish or NodeKind.Complete or NodeKind.Break;

    /// <summary>True when its type has an output of the name, which is in Pascal case.</summary>
    public bool Gives(string output) => Given.Any(o => Accessor.IsPascal(output, o.Name)) || Exports.Any(e => Accessor.IsPascal(output, e));

    /// <summary>The variables' first values.</summary>
    public object?[] NewVariables()
    {
        var values = new object?[Variables.Length];
        for (var i = 0; i < values.Length; i++) values[i] = Variables[i].Default;
        return values;
    }
}

/// <summary>What the engine does with a node.</summary>
enum NodeKind : byte
{
    Unknown,
    Workflow,
    Flowchart,
    Sequence,
    Parallel,
    If,
    Switch,
    While,
    For,
    ForEach,
    ParallelForEach,
    Break,
    Start,
    End,
    Finish,
    Complete,
    Fault,
    FlowDecision,
    FlowSwitch,
    FlowFork,
    FlowJoin,
    SetVariable,
    SetOutput,
    SetName,
    Correlate,
    WriteLine,
    Event,
    PublishEvent,
    Delay,
    StartAt,
    Timer,
    Cron,
    ExecuteWorkflow,
    DispatchWorkflow,
    BulkDispatchWorkflows,
    RunJavaScript,
    DefinitionActivity,
    Host,
}

/// <summary>One input of a node.</summary>
/// <param name="Name">The descriptor's name.</param>
/// <param name="Kind">What the value is converted to.</param>
/// <param name="Expression">How it comes about.</param>
/// <param name="Lazy">Evaluated by the activity itself, when it needs it.</param>
sealed record CompiledInput(string Name, ValueKind Kind, Expression Expression, bool Lazy = false);

/// <summary>An output and what takes it: a variable, an output of the workflow, or both where they share a name.</summary>
/// <param name="Name">The output.</param>
/// <param name="Target">The variable; null for none.</param>
/// <param name="WorkflowOutput">The workflow's output; null for none.</param>
sealed record OutputBinding(string Name, VariableRef? Target, string? WorkflowOutput);

/// <summary>A variable that a visit declares.</summary>
/// <param name="Id">Found by this.</param>
/// <param name="Name">Scripts find it by this.</param>
/// <param name="Kind">Its type.</param>
/// <param name="Default">Its first value.</param>
/// <param name="Kept">Outlives a burst; otherwise it falls back to its first value.</param>
sealed record VariableSlot(string Id, string Name, ValueKind Kind, object? Default, bool Kept);

/// <summary>One case of a switch.</summary>
/// <param name="Label">The outcome of a flow switch.</param>
/// <param name="Condition">Met or not.</param>
sealed record SwitchCase(string Label, Expression Condition);

/// <summary>How a host activity that throws is tried again before an incident is opened.</summary>
/// <param name="Attempts">In all, the first included.</param>
/// <param name="Waits">Before the second, the third …; the last one repeats.</param>
sealed record RetryPolicy(int Attempts, TimeSpan[] Waits)
{
    /// <summary>Three attempts, after one minute, ten minutes and an hour.</summary>
    public static readonly RetryPolicy Usual = new(3, [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1)]);

    /// <summary>The wait after a number of failed attempts.</summary>
    public TimeSpan After(int failures) => Waits.Length == 0 ? TimeSpan.Zero : Waits[Math.Min(failures, Waits.Length) - 1];
}

/// <summary>What an unhandled fault does to the instance.</summary>
enum IncidentStrategy : byte
{
    /// <summary>The definition says nothing: the engine's own activities end the instance, a host activity's incident waits for an operator.</summary>
    Unset,

    /// <summary>Ends the instance as faulted.</summary>
    Fault,

    /// <summary>Other branches go on; the instance stays.</summary>
    Continue,
}
