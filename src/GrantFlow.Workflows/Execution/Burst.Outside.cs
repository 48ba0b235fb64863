using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Definitions;
using GrantFlow.Workflows.Expressions;

namespace GrantFlow.Workflows.Execution;

/// <summary>Bounded instances: before one of the engine's own activities names something outside, the caller is asked.</summary>
public sealed partial class Burst
{
    static readonly Dictionary<string, object?> NoInputs = [];

    /// <summary>Lets the activity that <see cref="HostCall.Outside"/> told of do it, and goes on.</summary>
    /// <returns>The next call, or null when the burst is over.</returns>
    public HostCall? Permit()
    {
        var (item, visit) = (_pending, _pending.Existing!);
        try
        {
            ExecuteActivity(visit);
            AfterExecute(item, visit);
        }
        catch (Exception e)
        {
            Fault(visit, e);
        }

        return Loop();
    }

    /// <summary>Makes it that activity's fault, and goes on.</summary>
    /// <param name="why">The incident's sentence.</param>
    /// <returns>The next call, or null when the burst is over.</returns>
    public HostCall? Refuse(string why)
    {
        Fault(_pending.Existing!, new LastingFaultException(why));
        return Loop();
    }

    HostCall Asking(Visit visit, NamedOutside outside) => new(
        visit.Node.View.Type,
        new ActivityRun(_state.InstanceId, _state.CorrelationId, visit.Node.View.ActivityId, "", NoInputs, _now, null) { Within = _options.Within },
        visit.Node.View.Number, visit.Number, 1)
    {
        Outside = outside,
    };

    // What a drawing begins by a fixed id was checked when it was published; an expression's may begin the drawing itself.
    static bool StartsComputed(Node node) =>
        node.Kind is NodeKind.ExecuteWorkflow or NodeKind.DispatchWorkflow or NodeKind.BulkDispatchWorkflows && node.Inputs[0].Expression is not Constant;

    NamedOutside? OutsideOf(Visit visit)
    {
        switch (visit.Node.Kind)
        {
            case NodeKind.Correlate: return About(InputsOf(visit)[0]);
            case NodeKind.PublishEvent: return About(InputsOf(visit)[1]);
            case NodeKind.ExecuteWorkflow or NodeKind.DispatchWorkflow: return Named(InputsOf(visit)[0], 1, [InputsOf(visit)[1] as string]);
            case NodeKind.BulkDispatchWorkflows:
                var inputs = InputsOf(visit);
                var key = inputs[2] as string is { Length: > 0 } given ? given : "Item";
                var items = Values.Items(inputs[1]);
                return Named(inputs[0], items.Count, items.Select(i => CorrelationOf(visit, key, i)));
            default: return null;
        }

        static NamedOutside? About(object? value) => value is string { Length: > 0 } text ? new NamedOutside([], [text]) : null;

        NamedOutside Named(object? definition, int begun, IEnumerable<string?> correlations) =>
            new(definition is string { Length: > 0 } id ? [id] : [], [.. correlations.OfType<string>().Distinct()], _state.ParentId)
            {
                By = _state.InstanceId,
                Computed = StartsComputed(visit.Node) ? begun : 0,
            };
    }
}
