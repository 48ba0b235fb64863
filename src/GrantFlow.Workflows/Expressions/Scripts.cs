using GrantFlow.Workflows.Definitions;
using GrantFlow.Workflows.Execution;
using Jint;
using Jint.Native;
using Jint.Runtime;

namespace GrantFlow.Workflows.Expressions;

/// <summary>The script engine of one burst: made when first needed, used by all its scripts.</summary>
sealed class Scripts(Burst burst)
{
    readonly Dictionary<(Node, string), Accessor?> _accessors = [];
    readonly HashSet<string> _provided = new(StringComparer.Ordinal);
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
            throw new WorkflowFaultException($"The script failed: {Reason(e)}", e);
        }
        catch (Exception e) when (e is StatementsCountOverflowException or RecursionDepthOverflowException or TimeoutException
            or ScriptStoppedException or InsufficientExecutionStackException or System.Text.RegularExpressions.RegexMatchTimeoutException or OutOfMemoryException)
        {
            _sandbox?.Abandon();
            _sandbox = null;
            _provided.Clear();
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

    // Jint has no words for a property read of null: the kind of error and its place are all there is to tell.
    static string Reason(JavaScriptException e) =>
        string.IsNullOrWhiteSpace(e.Message) ? $"{e.Error}, line {e.Location.Start.Line}, column {e.Location.Start.Column + 1}" : e.Message;

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
        foreach (var name in script.Names.Mentioned) Provide(_sandbox, name);
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
        ScriptFunctions.Define(sandbox, this, burst, Give, Take);
        sandbox.Seal();
        return sandbox;
    }

    /// <summary>Gives a script what it asks for by name: accessors of what is in its scope, functions that few need.</summary>
    void Provide(ScriptSandbox sandbox, string name)
    {
        var engine = sandbox.Engine;
        if (ScriptFunctions.IsOnDemand(name))
        {
            if (_provided.Add(name)) ScriptFunctions.DefineOnDemand(name, sandbox, burst, v => ScriptValues.ToScript(engine, v), v => ScriptValues.FromScript(v, burst.Options.Scripts));
        }
        else if (FindAccessor(name) is not null || Argument?.Name == name[3..])
        {
            // Anew each time: a script before may have put something of its own in its place.
            sandbox.Define(name, a => Access(name, a, engine));
            _provided.Add(name);
        }
        else if (_provided.Remove(name))
        {
            engine.Global.Delete(name, false);
        }
    }

    JsValue Access(string name, JsValue[] arguments, Engine engine)
    {
        object? value;
        switch (FindAccessor(name))
        {
            case Accessor.OfVariable { Variable: var variable } when name[0] == 's':
                variable.Set(Visit, ScriptValues.FromScript(At(arguments, 0), burst.Options.Scripts));
                return JsValue.Undefined;
            case Accessor.OfVariable { Variable: var variable }: value = variable.Get(Visit); break;
            case Accessor.OfInput { Name: var input }: value = burst.InputOf(Visit, input); break;
            case Accessor.OfOutput { Activity: var activity, Output: var output }: value = burst.OutputOf(activity, output); break;
            default:
                if (Argument is not { } argument || argument.Name != name[3..]) throw new JavaScriptException(engine.ReferenceError, $"{name} is not defined");
                value = argument.Value;
                break;
        }

        return ScriptValues.ToScript(engine, value);
    }

    Accessor? FindAccessor(string name)
    {
        if (_accessors.TryGetValue((Visit.Node, name), out var known)) return known;
        return _accessors[(Visit.Node, name)] = Accessor.Find(Visit.Node, name, burst.Graph.Inputs);
    }

    /// <summary>The variable of a name in the nearest scope, or null.</summary>
    internal VariableRef? Find(string name) => Accessor.NearestVariable(Visit.Node, v => v == name);

    internal void SetVariable(string name, object? value)
    {
        var variable = Find(name) ?? throw new WorkflowFaultException($"Variable '{name}' not found.");
        variable.Set(Visit, value);
    }

    internal void ChooseOutcomes(string[] outcomes) => _outcomes = outcomes;

    // What a programme's own workflow may be about is judged outside the burst, and a script can't wait for an answer.
    internal void Correlate(string id)
    {
        if (burst.Options.Within is not null && id != burst.State.CorrelationId)
            throw new WorkflowFaultException("A script of a programme's own workflow can't change what the instance is about: the activity Correlate can.");
        burst.State.CorrelationId = id;
    }

    internal static JsValue At(JsValue[] arguments, int place) => place < arguments.Length ? arguments[place] : JsValue.Undefined;

    internal static string Text(JsValue[] arguments, int place) => TypeConverter.ToString(At(arguments, place));
}
