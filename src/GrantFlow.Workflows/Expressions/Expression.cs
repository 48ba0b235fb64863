using GrantFlow.Workflows.Execution;

namespace GrantFlow.Workflows.Expressions;

/// <summary>A compiled expression: evaluated in the scope of a visit.</summary>
abstract class Expression
{
    /// <summary>True when the value is the same always.</summary>
    public virtual bool IsConstant => false;

    /// <summary>Evaluates, leaving the conversion to the input's type to the caller.</summary>
    public abstract object? Evaluate(Burst burst, Visit visit);
}

/// <summary>A value that the definition holds.</summary>
sealed class Constant(object? value) : Expression
{
    public static readonly Constant Null = new(null);

    public object? Value => value;

    public override bool IsConstant => true;

    public override object? Evaluate(Burst burst, Visit visit) => value;
}

/// <summary>A variable, found at compile time: so many containers up, such a slot there.</summary>
sealed class VariableRead(VariableRef variable) : Expression
{
    public override object? Evaluate(Burst burst, Visit visit) => variable.Get(visit);
}

/// <summary>A workflow input by name.</summary>
sealed class InputRead(string name) : Expression
{
    public override object? Evaluate(Burst burst, Visit visit) => burst.InputOf(visit, name);
}

/// <summary>A script's value.</summary>
sealed class Computed(Script script) : Expression
{
    public Script Script => script;

    public override object? Evaluate(Burst burst, Visit visit) => burst.Scripts.Run(script, visit);
}

/// <summary>A table of named expressions, as the designer's dictionary editor writes it.</summary>
sealed class Table(IReadOnlyList<KeyValuePair<string, Expression>> rows) : Expression
{
    public IReadOnlyList<KeyValuePair<string, Expression>> Rows => rows;

    public override bool IsConstant => rows.All(r => r.Value.IsConstant);

    public override object? Evaluate(Burst burst, Visit visit) =>
        Values.ToElement(rows.ToDictionary(r => r.Key, r => (object?)Values.ToElement(r.Value.Evaluate(burst, visit))));
}

/// <summary>Stands for an expression that can't be evaluated: a draft's fault, met only when it is reached.</summary>
sealed class Unreadable(string message) : Expression
{
    public override object? Evaluate(Burst burst, Visit visit) => throw new WorkflowFaultException(message);
}

/// <summary>A variable's place relative to a visit.</summary>
/// <param name="levels">Containers to climb.</param>
/// <param name="slot">The slot there.</param>
/// <param name="kind">The variable's type.</param>
sealed class VariableRef(int levels, int slot, ValueKind kind)
{
    public object? Get(Visit visit) => Scope(visit).Variables is { } values ? values[slot] : null;

    /// <summary>Sets the value, converted to the variable's type.</summary>
    public void Set(Visit visit, object? value) => SetAs(visit, Values.To(value, kind));

    /// <summary>Sets a value that keeps its own type when the variable's type can't hold it (an activity's output).</summary>
    public void SetLoosely(Visit visit, object? value) =>
        SetAs(visit, Values.Reads(value, kind) ? Values.To(value, kind) : value);

    void SetAs(Visit visit, object? value)
    {
        var scope = Scope(visit);
        (scope.Variables ??= scope.Node.NewVariables())[slot] = value;
    }

    Visit Scope(Visit visit)
    {
        for (var i = 0; i < levels; i++) visit = visit.Parent!;
        return visit;
    }
}
