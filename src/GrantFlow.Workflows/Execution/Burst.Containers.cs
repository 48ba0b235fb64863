using GrantFlow.Workflows.Definitions;
using GrantFlow.Workflows.Expressions;

namespace GrantFlow.Workflows.Execution;

/// <summary>Containers and loops: what they schedule, and what they do when a child completes.</summary>
public sealed partial class Burst
{
    void OnChildCompleted(Visit parent, Visit child, string[]? outcomes)
    {
        switch (parent.Node.Kind)
        {
            case NodeKind.Flowchart:
                OnFlowChildCompleted(parent, child, outcomes);
                break;
            case NodeKind.Workflow or NodeKind.If:
                Complete(parent);
                break;
            case NodeKind.DefinitionActivity:
                CompleteUsed(parent);
                break;
            case NodeKind.Sequence:
                if (parent.Has(VisitFlags.Breaking) || child.Node.IsTerminal) Complete(parent);
                else NextOfSequence(parent);
                break;
            case NodeKind.Parallel or NodeKind.Switch or NodeKind.ParallelForEach:
                if (--parent.Counter == 0) Complete(parent);
                break;
            case NodeKind.While:
                NextOfWhile(parent);
                break;
            case NodeKind.For:
                NextOfFor(parent);
                break;
            case NodeKind.ForEach:
                NextOfForEach(parent);
                break;
            case NodeKind.BulkDispatchWorkflows:
                CompleteBulkIfDone(parent);
                break;
            default:
                throw new InvalidOperationException($"{parent.Node.View.Type} has no children.");
        }
    }

    void ScheduleAll(Visit visit)
    {
        var children = visit.Node.Children;
        visit.Counter = children.Length;
        foreach (var child in children) Schedule(child!, visit);
        if (children.Length == 0) Complete(visit);
    }

    void ScheduleOrComplete(Visit visit, Node? child)
    {
        if (child is null) Complete(visit);
        else Schedule(child, visit);
    }

    void NextOfSequence(Visit visit)
    {
        var children = visit.Node.Children;
        if (visit.Counter >= children.Length)
        {
            Complete(visit);
            return;
        }

        Schedule(children[visit.Counter]!, visit);
        visit.Counter++;
    }

    void ExecuteIf(Visit visit)
    {
        var met = Values.IsTrue(InputsOf(visit)[0]);
        SetOutput(visit, "Result", met ? Values.True : Values.False);
        ScheduleOrComplete(visit, visit.Node.Children[met ? 0 : 1]);
    }

    void NextOfWhile(Visit visit)
    {
        var body = visit.Node.Children[0];
        if (!visit.Has(VisitFlags.Breaking) && body is not null && Values.IsTrue(Evaluate(visit.Node.Inputs[0], visit))) Schedule(body, visit);
        else Complete(visit);
    }

    void NextOfFor(Visit visit)
    {
        var body = visit.Node.Children[0];
        var inputs = InputsOf(visit);
        var (start, end, step) = (inputs[0] as int? ?? 0, inputs[1] as int? ?? 0, inputs[2] as int? ?? 1);
        var inclusive = inputs[3] is not false;
        var current = visit.Has(VisitFlags.Begun) ? visit.Second + step : start;
        var goes = !visit.Has(VisitFlags.Breaking) && body is not null
            && (step >= 0 ? inclusive ? current <= end : current < end : inclusive ? current >= end : current > end);
        if (!goes)
        {
            Complete(visit);
            return;
        }

        Schedule(body!, visit, [current]);
        visit.Second = current;
        visit.Flags |= VisitFlags.Begun;
        SetOutput(visit, "CurrentValue", current);
    }

    void NextOfForEach(Visit visit)
    {
        var body = visit.Node.Children[0];
        if (visit.Has(VisitFlags.Breaking) || body is null)
        {
            Complete(visit);
            return;
        }

        var items = Values.Items(InputsOf(visit)[0]);
        if (visit.Counter >= items.Count)
        {
            Complete(visit);
            return;
        }

        var item = items[visit.Counter];
        SetOutput(visit, "CurrentValue", item);
        Schedule(body, visit, [item, visit.Counter]);
        visit.Counter++;
    }

    void ExecuteParallelForEach(Visit visit)
    {
        var body = visit.Node.Children[0];
        var items = body is null ? [] : Values.Items(InputsOf(visit)[0]);
        visit.Counter = items.Count;
        for (var i = 0; i < items.Count; i++) Schedule(body!, visit, [items[i], i]);
        if (items.Count == 0) Complete(visit);
    }

    void ExecuteSwitch(Visit visit)
    {
        var node = visit.Node;
        var first = InputsOf(visit)[0] as string is not ("MatchAny" or "1");
        var scheduled = 0;
        var matched = false;
        for (var i = 0; i < node.Cases.Length && !(first && matched); i++)
        {
            if (!Values.IsTrue(node.Cases[i].Condition.Evaluate(this, visit))) continue;
            matched = true;
            if (node.Children[i + 1] is not { } activity) continue;
            Schedule(activity, visit);
            scheduled++;
        }

        if (!matched && node.Children[0] is { } fallback)
        {
            Schedule(fallback, visit);
            scheduled++;
        }

        visit.Counter = scheduled;
        if (scheduled == 0) Complete(visit);
    }

    void ExecuteFlowSwitch(Visit visit)
    {
        var first = InputsOf(visit)[0] as string is not ("MatchAny" or "1");
        var labels = new List<string>();
        foreach (var @case in visit.Node.Cases)
        {
            if (first && labels.Count > 0) break;
            if (Values.IsTrue(@case.Condition.Evaluate(this, visit))) labels.Add(@case.Label);
        }

        Complete(visit, labels.Count == 0 ? ["Default"] : [.. labels]);
    }

    /// <summary>Marks the sequences on the way and the nearest loop; the loop ends after this turn.</summary>
    void ExecuteBreak(Visit visit)
    {
        for (var scope = visit; scope is not null; scope = scope.Parent)
        {
            if (scope.Node.Kind == NodeKind.Sequence) scope.Flags |= VisitFlags.Breaking;
            if (scope.Node.Kind is not (NodeKind.For or NodeKind.ForEach or NodeKind.While)) continue;
            scope.Flags |= VisitFlags.Breaking;
            break;
        }

        Complete(visit);
    }

    /// <summary>Ends the nearest workflow, or workflow used as an activity, with outcomes; loops on the way are cancelled.</summary>
    void ExecuteComplete(Visit visit)
    {
        var outcomes = Outcomes(InputsOf(visit)[0]);
        for (var scope = visit; scope is not null; scope = scope.Parent)
        {
            if (scope.Node.Kind is NodeKind.For or NodeKind.ForEach or NodeKind.While) CancelFromBelow(scope);
            if (scope.Node.Kind != NodeKind.Workflow) continue;
            if (scope.Parent is not null) _completedWith = outcomes;
            Complete(visit);
            Complete(scope, outcomes);
            break;
        }

        Complete(visit);
    }

    /// <summary>What a Complete activity gave the workflow used as an activity that it ends.</summary>
    string[]? _completedWith;

    static string[] Outcomes(object? value) => value is null ? ["Done"] : [.. Values.Items(value).Select(v => Values.Text(v ?? ""))];

    void BeginUsed(Visit visit)
    {
        var node = visit.Node;
        var inputs = InputsOf(visit);
        for (var i = 0; i < inputs.Length; i++) visit.Variables![FirstExport(node) + i] = inputs[i];
        if (node.Children is [{ } workflow]) Schedule(workflow, visit);
        else throw new WorkflowFaultException($"The workflow of '{node.View.ActivityId}' can't be run.");
    }

    void CompleteUsed(Visit visit)
    {
        var outcomes = _completedWith;
        _completedWith = null;
        var node = visit.Node;
        var first = FirstExport(node) + node.Inputs.Length;
        for (var i = 0; i < node.Exports.Length; i++) SetOutput(visit, node.Exports[i], visit.Variables![first + i]);

        Complete(visit, outcomes);
    }
}
