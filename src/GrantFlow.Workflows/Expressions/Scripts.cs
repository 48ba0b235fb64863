using GrantFlow.Workflows.Execution;
using Jint.Native;
using Jint.Runtime;

namespace GrantFlow.Workflows.Expressions;

/// <summary>The script engine of one burst: made when first needed, used by all its scripts.</summary>
sealed class Scripts(Burst burst)
{
    ScriptSandbox? _sandbox;
    string[]? _outcomes;

    /// <summary>A value that scripts see under a name, for the length of one evaluation.</summary>
    public (string Name, object? Value)? Argument { get; set; }

    /// <summary>The visit whose script runs.</summary>
    public Visit Visit { get; private set; } = null!;

    /// <summary>Runs a script in the scope of a visit.</summary>
    /// <exception cref="WorkflowFaultException">The script failed or went beyond its limits.</exception>
    public object? Run(Script script, Visit visit)
    {
        Visit = visit;
        var limits = burst.Options.Scripts;
        try
        {
            // The watch from outside is for what no check inside reaches; it is generous on a busy machine.
            return ScriptThread.Run(() => RunHere(script, limits), (limits.Time * 4) + TimeSpan.FromSeconds(2));
        }
        catch (JavaScriptException e)
        {
            throw new WorkflowFaultException($"The script failed: {e.Message}", e);
        }
        catch (Exception e) when (e is StatementsCountOverflowException or RecursionDepthOverflowException or TimeoutException
            or ScriptStoppedException or InsufficientExecutionStackException or System.Text.RegularExpressions.RegexMatchTimeoutException or OutOfMemoryException)
        {
            _sandbox?.Abandon();
            _sandbox = null;
            throw new WorkflowFaultException($"The script was stopped: {Reason(e)}", e);
        }
    }

    /// <summary>The outcomes that the last script chose, or null.</summary>
    public string[]? TakeOutcomes()
    {
        var outcomes = _outcomes;
        _outcomes = null;
        return outcomes;
    }

    static string Reason(Exception e) => e switch
    {
        StatementsCountOverflowException => "too many statements.",
        RecursionDepthOverflowException or InsufficientExecutionStackException => "calls nested too deeply.",
        TimeoutException or System.Text.RegularExpressions.RegexMatchTimeoutException => "it took too long.",
        OutOfMemoryException => "it used too much memory.",
        _ => e.Message,
    };

    object? RunHere(Script script, ScriptLimits limits)
    {
        _sandbox ??= Build(limits);
        var engine = _sandbox.Engine;
        _sandbox.Begin();
        if (Argument is { } argument) engine.SetValue(argument.Name, ScriptValues.ToScript(engine, argument.Value));
        engine.Execute(script.Program);
        return ScriptValues.FromScript(engine.GetCompletionValue(), limits);
    }

    ScriptSandbox Build(ScriptLimits limits)
    {
        var sandbox = new ScriptSandbox(limits, burst.Now);
        var engine = sandbox.Engine;
        JsValue Give(object? value) => ScriptValues.ToScript(engine, value);
        object? Take(JsValue value) => ScriptValues.FromScript(value, limits);
        engine.SetValue("variables", new ScriptScope(engine, name => Find(name) is { } v ? Give(v.Get(Visit)) : null, (name, value) => SetVariable(name, Take(value))));
        engine.SetValue("input", new ScriptScope(engine, name => burst.InputOf(Visit, name) is { } value ? Give(value) : null, null));
        // Before the rest: a variable of the name "Variable" takes no function of ours away.
        foreach (var name in burst.Graph.InputNames)
            foreach (var called in new HashSet<string> { name, ScriptNames.Called(name) })
                sandbox.Define($"get{called}", _ => Give(burst.InputOf(Visit, name)));
        foreach (var name in burst.Graph.VariableNames)
        {
            // A container beside may declare it, and not this one; then it may be an input.
            sandbox.Define($"get{ScriptNames.Called(name)}", _ => Give(Find(name) is { } v ? v.Get(Visit) : burst.InputOf(Visit, name)));
            sandbox.Define($"set{ScriptNames.Called(name)}", a => Nothing(() => SetVariable(name, Take(At(a, 0)))));
        }

        sandbox.Define("getVariable", a => Find(Text(a, 0)) is { } v ? Give(v.Get(Visit)) : JsValue.Null);
        sandbox.Define("setVariable", a => Nothing(() => SetVariable(Text(a, 0), Take(At(a, 1)))));
        sandbox.Define("getInput", a => Give(burst.InputOf(Visit, Text(a, 0))));
        sandbox.Define("getOutput", a => Give(burst.State.Output.GetValueOrDefault(Text(a, 0))));
        sandbox.Define("setOutput", a => Nothing(() => burst.GiveOutput(Visit, Text(a, 0), Take(At(a, 1)))));
        sandbox.Define("getOutputFrom", a => Give(burst.OutputOf(Text(a, 0), a.Length > 1 ? Text(a, 1) : null)));
        sandbox.Define("getWorkflowInstanceId", _ => burst.State.InstanceId.ToString());
        sandbox.Define("getWorkflowDefinitionId", _ => burst.Graph.DefinitionId);
        sandbox.Define("getWorkflowDefinitionVersion", _ => (double)burst.Graph.Version);
        sandbox.Define("getWorkflowInstanceName", _ => Give(burst.State.Name));
        sandbox.Define("setWorkflowInstanceName", a => Nothing(() => burst.State.Name = Text(a, 0)));
        sandbox.Define("getCorrelationId", _ => Give(burst.State.CorrelationId));
        sandbox.Define("setCorrelationId", a => Nothing(() => burst.State.CorrelationId = Text(a, 0)));
        sandbox.Define("setOutcome", a => Nothing(() => _outcomes = [Text(a, 0)]));
        sandbox.Define("setOutcomes", a => Nothing(() => _outcomes = [.. Values.Items(Take(At(a, 0))).Select(o => Values.Text(o ?? ""))]));
        sandbox.Define("isNullOrWhiteSpace", a => string.IsNullOrWhiteSpace(Take(At(a, 0)) as string));
        sandbox.Define("isNullOrEmpty", a => string.IsNullOrEmpty(Take(At(a, 0)) as string));
        sandbox.Define("toJson", a => Values.ToJson(Take(At(a, 0))));
        sandbox.Seal();
        return sandbox;
    }

    /// <summary>The variable of a name in the nearest scope, or null.</summary>
    VariableRef? Find(string name)
    {
        var levels = 0;
        for (var scope = Visit; scope is not null; scope = scope.Parent, levels++)
        {
            var slot = Array.FindIndex(scope.Node.Variables, v => v.Name == name);
            if (slot >= 0) return new VariableRef(levels, slot, scope.Node.Variables[slot].Kind);
        }

        return null;
    }

    void SetVariable(string name, object? value)
    {
        var variable = Find(name) ?? throw new WorkflowFaultException($"Variable '{name}' not found.");
        variable.Set(Visit, value);
    }

    static JsValue At(JsValue[] arguments, int place) => place < arguments.Length ? arguments[place] : JsValue.Undefined;

    static string Text(JsValue[] arguments, int place) => TypeConverter.ToString(At(arguments, place));

    static JsValue Nothing(Action act)
    {
        act();
        return JsValue.Undefined;
    }
}
