using System.Text.Json;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Definitions;
using GrantFlow.Workflows.Expressions;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Workflows.Execution;

/// <summary>What each of the engine's own activities does.</summary>
public sealed partial class Burst
{
    static readonly string[] TrueOutcome = ["True"];
    static readonly string[] FalseOutcome = ["False"];

    void ExecuteActivity(Visit visit)
    {
        var node = visit.Node;
        switch (node.Kind)
        {
            case NodeKind.Workflow: ScheduleOrComplete(visit, node.Children[0]); break;
            case NodeKind.Flowchart: ExecuteFlowchart(visit); break;
            case NodeKind.Sequence: NextOfSequence(visit); break;
            case NodeKind.Parallel: ScheduleAll(visit); break;
            case NodeKind.If: ExecuteIf(visit); break;
            case NodeKind.Switch: ExecuteSwitch(visit); break;
            case NodeKind.While: NextOfWhile(visit); break;
            case NodeKind.For: NextOfFor(visit); break;
            case NodeKind.ForEach: NextOfForEach(visit); break;
            case NodeKind.ParallelForEach: ExecuteParallelForEach(visit); break;
            case NodeKind.Break: ExecuteBreak(visit); break;
            case NodeKind.Start or NodeKind.End: Complete(visit); break;
            case NodeKind.Finish: ExecuteFinish(visit); break;
            case NodeKind.Complete: ExecuteComplete(visit); break;
            case NodeKind.Fault: throw new WorkflowFaultException(InputsOf(visit)[3] as string ?? $"Fault {InputsOf(visit)[0] ?? "0"}");
            case NodeKind.FlowDecision: Complete(visit, Values.IsTrue(InputsOf(visit)[0]) ? TrueOutcome : FalseOutcome); break;
            case NodeKind.FlowSwitch: ExecuteFlowSwitch(visit); break;
            case NodeKind.FlowFork: Complete(visit, Outcomes(InputsOf(visit)[0])); break;
            case NodeKind.FlowJoin: ExecuteJoin(visit); break;
            case NodeKind.SetVariable: ExecuteSetVariable(visit); break;
            case NodeKind.SetOutput: ExecuteSetOutput(visit); break;
            case NodeKind.SetName:
                _state.Name = InputsOf(visit)[0] as string;
                Complete(visit);
                break;
            case NodeKind.Correlate:
                _state.CorrelationId = InputsOf(visit)[0] as string;
                Complete(visit);
                break;
            case NodeKind.WriteLine:
                Effects.Lines.Add(InputsOf(visit)[0] as string ?? "");
                Complete(visit);
                break;
            case NodeKind.RunJavaScript: ExecuteScript(visit); break;
            case NodeKind.Event: ExecuteEvent(visit); break;
            case NodeKind.PublishEvent: ExecutePublish(visit); break;
            case NodeKind.Delay or NodeKind.Timer or NodeKind.StartAt or NodeKind.Cron: ExecuteTimer(visit); break;
            case NodeKind.ExecuteWorkflow or NodeKind.DispatchWorkflow: StartChild(visit); break;
            case NodeKind.BulkDispatchWorkflows: StartChildren(visit); break;
            case NodeKind.DefinitionActivity: BeginUsed(visit); break;
            case NodeKind.Unknown: throw new WorkflowFaultException($"The activity type '{node.View.Type}' isn't installed.");
            case NodeKind.Host: throw new InvalidOperationException("Host activities run outside the burst.");
        }
    }

    void ExecuteFinish(Visit visit)
    {
        _queue.Clear();
        _head = 0;
        foreach (var bookmark in _state.OpenBookmarks.ToArray()) Burn(bookmark);
        if (_state.Status == WorkflowStatus.Finished)
            throw new WorkflowFaultException($"Cannot transition from {_state.SubStatus} to {WorkflowSubStatus.Finished}");
        _state.SubStatus = WorkflowSubStatus.Finished;
        Complete(visit);
    }

    void ExecuteSetVariable(Visit visit)
    {
        if (visit.Node.Target is not { } target) throw new WorkflowFaultException($"Variable '{visit.Node.TargetId}' not found.");
        target.Set(visit, InputsOf(visit)[0]);
        Complete(visit);
    }

    void ExecuteSetOutput(Visit visit)
    {
        var inputs = InputsOf(visit);
        var name = inputs[0] as string ?? throw new WorkflowFaultException("The output has no name.");
        GiveOutput(visit, name, inputs[1]);
        Complete(visit);
    }

    /// <summary>Sets an output of the workflow used as an activity that holds this activity, else of the instance.</summary>
    internal void GiveOutput(Visit visit, string name, object? value)
    {
        for (var scope = visit.Parent; scope is not null; scope = scope.Parent)
        {
            var index = scope.Node.Kind == NodeKind.DefinitionActivity ? Array.IndexOf(scope.Node.Exports, name) : -1;
            if (index < 0) continue;
            scope.Variables![FirstExport(scope.Node) + scope.Node.Inputs.Length + index] = value;
            return;
        }

        (_state.Outputs ??= [])[name] = value;
    }

    void ExecuteScript(Visit visit)
    {
        var script = InputsOf(visit)[0] as string;
        var outcomes = default(string[]);
        if (!string.IsNullOrWhiteSpace(script))
        {
            var program = visit.Node.Script ?? new Script(script);
            SetOutput(visit, "Result", Scripts.Run(program, visit));
            outcomes = Scripts.TakeOutcomes();
        }

        Complete(visit, outcomes);
    }

    void ExecuteEvent(Visit visit)
    {
        if (_trigger == visit.Node.View.ActivityId && _stimulus is Stimulus.Start start)
        {
            _trigger = null;
            SetOutput(visit, "Result", EventPayload(start.Payload));
            Complete(visit);
            return;
        }

        var name = InputsOf(visit)[0] as string;
        if (string.IsNullOrEmpty(name)) throw new WorkflowFaultException("The event has no name.");
        AddBookmark(visit, BookmarkKind.Event, name, null, null);
    }

    static object? EventPayload(JsonElement? payload) => payload is { } given ? Values.FromJson(given) : Values.EmptyObject;

    void ExecutePublish(Visit visit)
    {
        var inputs = InputsOf(visit);
        var name = inputs[0] as string;
        if (string.IsNullOrEmpty(name)) throw new WorkflowFaultException("The event has no name.");
        var correlation = inputs[1] as string;
        Effects.Published.Add(new PublishedEvent(
            name,
            string.IsNullOrWhiteSpace(correlation) ? null : correlation,
            inputs[3] is { } payload ? Values.ToElement(payload) : null,
            inputs[2] is true ? _state.InstanceId : null,
            $"{_state.InstanceId:N}:{visit.Number}"));
        Complete(visit);
    }

    void ExecuteTimer(Visit visit)
    {
        var kind = visit.Node.Kind;
        if (kind != NodeKind.Delay && _trigger == visit.Node.View.ActivityId)
        {
            _trigger = null;
            Complete(visit);
            return;
        }

        var value = InputsOf(visit)[0];
        DateTimeOffset due;
        switch (kind)
        {
            case NodeKind.StartAt:
                due = value as DateTimeOffset? ?? default;
                if (due <= _now)
                {
                    Complete(visit);
                    return;
                }

                break;
            case NodeKind.Cron:
                var cron = CronExpression.Parse(value as string ?? "");
                due = cron.Next(_now) ?? throw new WorkflowFaultException($"The cron expression '{value}' never comes again.");
                break;
            default:
                var span = value as TimeSpan? ?? TimeSpan.Zero;
                due = span > DateTimeOffset.MaxValue - _now ? DateTimeOffset.MaxValue : _now + span;
                break;
        }

        AddBookmark(visit, BookmarkKind.Timer, visit.Node.View.Type, null, due.ToUniversalTime());
    }

    /// <summary>Binds an output to its variable, or to the workflow's output, and keeps it for scripts of this burst.</summary>
    void SetOutput(Visit visit, string name, object? value)
    {
        var node = visit.Node;
        foreach (var output in node.Outputs)
        {
            if (!string.Equals(output.Name, name, StringComparison.OrdinalIgnoreCase)) continue;
            output.Target?.SetLoosely(visit, value);
            if (output.WorkflowOutput is { } given) GiveOutput(visit, given, value);
        }

        if (string.Equals(name, "Result", StringComparison.OrdinalIgnoreCase)) LastResult = value;
        _register ??= [];
        if (!_register.TryGetValue(node, out var outputs)) _register[node] = outputs = new(StringComparer.OrdinalIgnoreCase);
        outputs[name] = value;
    }

    /// <summary>The last Result that an activity gave in this burst.</summary>
    internal object? LastResult { get; private set; }

    /// <summary>An output of an activity that ran in this burst, by the activity's id or name.</summary>
    internal object? OutputOf(string activity, string? output)
    {
        if (_register is null) return null;
        foreach (var (node, outputs) in _register)
            if (node.View.ActivityId == activity || node.View.Name == activity)
                return outputs.GetValueOrDefault(output ?? "Result");
        return null;
    }

    /// <summary>An output of an activity that ran in this burst.</summary>
    internal object? OutputOf(Node activity, string output) =>
        _register is not null && _register.TryGetValue(activity, out var outputs) ? outputs.GetValueOrDefault(output) : null;

    Scripts? _scripts;

    /// <summary>The script engine, made when a burst first needs it.</summary>
    internal Scripts Scripts => _scripts ??= new Scripts(this);
}
