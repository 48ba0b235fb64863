using System.Collections.Frozen;
using GrantFlow.Workflows.Definitions;

namespace GrantFlow.Workflows.Activities;

/// <summary>The engine's own activities, as the designer knows them.</summary>
static class BuiltIns
{
    static readonly (NodeKind Kind, ActivityDescriptor Descriptor)[] All =
    [
        (NodeKind.Workflow, Container("Elsa.Workflow", "Composition", "Workflow", "Holds a workflow's root activity.", Embedded("Root"))),
        (NodeKind.Flowchart, Container("Elsa.Flowchart", "Flow", "Flowchart", "Activities and the connections between them.")),
        (NodeKind.Sequence, Container("Elsa.Sequence", "Workflows", "Sequence", "Runs its activities one after the other.")),
        (NodeKind.Parallel, Container("Elsa.Parallel", "Workflows", "Parallel", "Starts all its activities and ends when all have ended.")),
        (NodeKind.Unknown, Of("Elsa.NotFoundActivity", "Primitives", "Not found", "Stands for an activity type that isn't installed.", [], []) with { IsBrowsable = false }),

        (NodeKind.If, Of("Elsa.If", "Branching", "If", "Runs one of two activities, as a condition says.",
            [Flag("Condition", "Which of the two.")], [Embedded("Then"), Embedded("Else")], [new("Result", "Boolean", "The condition's value.")])),
        (NodeKind.Switch, Of("Elsa.Switch", "Branching", "Switch", "Runs the activities of the cases that match.",
            [SwitchMode(), Cases("switch-editor")], [Embedded("Default")])),
        (NodeKind.FlowDecision, Of("Elsa.FlowDecision", "Branching", "Decision", "Follows True or False, as a condition says.",
            [Flag("Condition", "Which of the two.")], [Port("True"), Port("False")])),
        (NodeKind.FlowSwitch, Of("Elsa.FlowSwitch", "Branching", "Switch (flow)", "Follows the cases that match, or Default.",
            [SwitchMode(), Cases("flow-switch-editor")], [Port("Default")])),
        (NodeKind.FlowFork, Of("Elsa.FlowFork", "Branching", "Fork (flow)", "Goes on along all its branches.",
            [Input("Branches", "String[]", "The branches' names.", "dynamic-outcomes")], []) with { OutcomesInput = "Branches" }),
        (NodeKind.FlowJoin, Of("Elsa.FlowJoin", "Branching", "Join", "Brings branches together again.",
            [Input("Mode", "String", "Go on at the first branch, when all have come, or when all that are active have come.", "dropdown", value: "WaitAny", choices: ["WaitAny", "WaitAll", "WaitAllActive"])], [])),

        (NodeKind.While, Of("Elsa.While", "Looping", "While", "Repeats its body as long as a condition holds.",
            [Flag("Condition", "Evaluated before each turn.")], [Embedded("Body"), Port("Done")])),
        (NodeKind.For, Of("Elsa.For", "Looping", "For", "Repeats its body for the numbers between two bounds.",
            [
                Input("Start", "Int32", "The first number.", "singleline", value: 0),
                Input("End", "Int32", "The bound.", "singleline", value: 0),
                Input("Step", "Int32", "Added each turn; negative counts down.", "singleline", value: 1),
                Input("OuterBoundInclusive", "Boolean", "The bound itself is taken too.", "checkbox", value: true),
            ],
            [Embedded("Body"), Port("Done")], [new("CurrentValue", "Object", "The current number.")])),
        (NodeKind.ForEach, Of("Elsa.ForEach", "Looping", "For each", "Repeats its body for each item of a list.",
            [Input("Items", "Object", "The list.", "multitext")], [Embedded("Body"), Port("Done")], [new("CurrentValue", "Object", "The current item.")])),
        (NodeKind.ParallelForEach, Of("Elsa.ParallelForEach", "Looping", "Parallel for each", "Runs its body for all items of a list at once.",
            [Input("Items", "Object", "The list.", "multitext")], [Embedded("Body"), Port("Done")])),
        (NodeKind.Break, Of("Elsa.Break", "Looping", "Break", "Ends the loop around it.", [], []) with { IsTerminal = true }),

        (NodeKind.Start, Of("Elsa.Start", "Flow", "Start", "Where a flowchart begins.", [], []) with { IsStart = true }),
        (NodeKind.End, Of("Elsa.End", "Flow", "End", "Ends the flowchart or sequence that holds it.", [], []) with { IsTerminal = true }),
        (NodeKind.Finish, Of("Elsa.Finish", "Primitives", "Finish", "Ends the workflow at once.", [], []) with { IsTerminal = true }),
        (NodeKind.Complete, Of("Elsa.Complete", "Composition", "Complete", "Ends the workflow, or the workflow used as an activity, with outcomes.",
            [Input("Outcomes", "Object", "One outcome or a list.", "outcome-picker")], []) with { IsTerminal = true }),
        (NodeKind.Fault, Of("Elsa.Fault", "Primitives", "Fault", "Fails with a message.",
            [Text("Code", "A code for programs."), Text("Category", "For instance General."), Text("FaultType", "For instance System."), Text("Message", "What went wrong.")], [])),

        (NodeKind.SetVariable, Of("Elsa.SetVariable", "Primitives", "Set variable", "Gives a variable a value.",
            [Input("Value", "Object", "The value.", "singleline"), Input("Variable", "Object", "Which variable.", "variable-picker", required: true) with { IsWrapped = false }], [])),
        (NodeKind.SetOutput, Of("Elsa.SetOutput", "Composition", "Set output", "Gives an output of the workflow a value.",
            [Input("OutputName", "String", "Which output.", "output-picker", required: true), Input("OutputValue", "Object", "The value.", "singleline")], [])),
        (NodeKind.SetName, Of("Elsa.SetName", "Primitives", "Set name", "Names this instance.", [Text("Value", "The name.")], [])),
        (NodeKind.Correlate, Of("Elsa.Correlate", "Primitives", "Correlate", "Says what this instance is about.", [Text("CorrelationId", "kind:id")], [])),
        (NodeKind.WriteLine, Of("Elsa.WriteLine", "Console", "Write line", "Writes a line to the log.", [Text("Text", "The line.")], [])),
        (NodeKind.RunJavaScript, Of("Elsa.RunJavaScript", "Scripting", "Run JavaScript", "Runs a script.",
            [Input("Script", "String", "The script; setOutcome('Name') chooses where to go on.", "code-editor", required: true)], [], [new("Result", "Object", "The script's value.")])),

        (NodeKind.Event, Of("Elsa.Event", "Primitives", "Event", "Waits for a signal.",
            [Text("EventName", "The signal's name.", required: true)], [], [new("Result", "Object", "What the signal carried.")])
            with { Kind = ActivityKind.Trigger, Waits = true }),
        (NodeKind.PublishEvent, Of("Elsa.PublishEvent", "Primitives", "Publish event", "Sends a signal.",
            [
                Text("EventName", "The signal's name.", required: true), Text("CorrelationId", "Only to instances about this; empty is all."),
                Flag("IsLocalEvent", "Only to this instance."), Input("Payload", "Object", "What it carries.", "singleline"),
            ],
            [])),
        (NodeKind.Delay, Of("Elsa.Delay", "Scheduling", "Delay", "Waits for a while.",
            [Input("TimeSpan", "TimeSpan", "Days.hours:minutes:seconds.", "singleline", value: "00:01:00")], []) with { Waits = true }),
        (NodeKind.Timer, Of("Elsa.Timer", "Scheduling", "Timer", "Starts the workflow, or goes on, after an interval.",
            [Input("Interval", "TimeSpan", "Days.hours:minutes:seconds.", "singleline", value: "00:01:00")], []) with { Kind = ActivityKind.Trigger, Waits = true }),
        (NodeKind.StartAt, Of("Elsa.StartAt", "Scheduling", "Start at", "Starts the workflow, or goes on, at an instant.",
            [Input("DateTime", "DateTimeOffset", "The instant; UTC without an offset.", "datetime-picker", required: true)], [])
            with { Kind = ActivityKind.Trigger, Waits = true }),
        (NodeKind.Cron, Of("Elsa.Cron", "Scheduling", "Cron", "Starts the workflow, or goes on, by a cron expression.",
            [Text("CronExpression", "Five fields, or six with seconds first; a zone such as Asia/Yerevan may follow, else UTC.", required: true)], [])
            with { Kind = ActivityKind.Trigger, Waits = true }),

        (NodeKind.ExecuteWorkflow, Of("Elsa.ExecuteWorkflow", "Composition", "Execute workflow", "Starts another workflow and takes its result.",
            [.. Child(), Flag("WaitForCompletion", "Go on only when it has ended.")], [], [new("Result", "Object", "The child's id, status and output.")]) with { Kind = ActivityKind.Task, Waits = true }),
        (NodeKind.DispatchWorkflow, Of("Elsa.DispatchWorkflow", "Composition", "Dispatch workflow", "Starts another workflow.",
            [.. Child(), Flag("WaitForCompletion", "Go on only when it has ended.")], [], [new("Result", "Object", "The child's id, status and output.")]) with { Waits = true }),
        (NodeKind.BulkDispatchWorkflows, Of("Elsa.BulkDispatchWorkflows", "Composition", "Bulk dispatch workflows", "Starts a workflow for each item of a list.",
            [
                Input("WorkflowDefinitionId", "String", "Which workflow.", "workflow-definition-picker", required: true),
                Input("Items", "Object", "The list; an object's members become inputs.", "singleline"),
                Input("DefaultItemInputKey", "String", "The input that takes an item that isn't an object.", "singleline", value: "Item"),
                Text("CorrelationIdFunction", "What each is about; the item is at hand under the input's name."),
                Input("Input", "Object", "Inputs for all.", "dictionary"),
                Input("WaitForCompletion", "Boolean", "Go on only when all have ended.", "checkbox", value: true),
            ],
            [Embedded("ChildCompleted"), Embedded("ChildFaulted"), Port("Completed"), Port("Canceled"), Port("Done")]) with { Kind = ActivityKind.Task, Waits = true }),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ActivityDescriptor> Descriptors { get; } = [.. All.Select(a => a.Descriptor)];

    /// <summary>What the engine does with each type.</summary>
    public static FrozenDictionary<string, NodeKind> Kinds { get; } =
        All.Where(a => a.Kind != NodeKind.Unknown).ToFrozenDictionary(a => a.Descriptor.TypeName, a => a.Kind, StringComparer.Ordinal);

    static ActivityDescriptor Of(
        string type, string category, string caption, string description, InputDescriptor[] inputs, PortDescriptor[] ports, OutputDescriptor[]? outputs = null) =>
        new(type, 1, category, caption, description, ActivityKind.Action, inputs, outputs ?? [], ports);

    static ActivityDescriptor Container(string type, string category, string caption, string description, params PortDescriptor[] ports) =>
        Of(type, category, caption, description, [], ports) with { IsContainer = true, IsBrowsable = false };

    static PortDescriptor Port(string name) => new(name);

    static PortDescriptor Embedded(string name) => new(name, true);

    static InputDescriptor Input(
        string name, string type, string description, string hint, bool required = false, object? value = null, string[]? choices = null) =>
        new(name, type, ActivityCatalogue.Caption(name), description, hint, required, value, choices ?? []);

    static InputDescriptor Text(string name, string description, bool required = false) => Input(name, "String", description, "singleline", required);

    static InputDescriptor Flag(string name, string description) => Input(name, "Boolean", description, "checkbox");

    static InputDescriptor SwitchMode() =>
        Input("Mode", "String", "The first case that matches, or all.", "dropdown", value: "MatchFirst", choices: ["MatchFirst", "MatchAny"]);

    static InputDescriptor Cases(string hint) => Input("Cases", "Object", "Labels and conditions.", hint) with { IsWrapped = false };

    static InputDescriptor[] Child() =>
    [
        Input("WorkflowDefinitionId", "String", "Which workflow.", "workflow-definition-picker", required: true),
        Text("CorrelationId", "What it is about, as kind:id."),
        Input("Input", "Object", "Its inputs.", "dictionary"),
    ];
}
