using GrantFlow.Workflows.Execution;
using Jint;
using Jint.Native;

namespace GrantFlow.Workflows.Expressions;

/// <summary>The script engine of one burst.</summary>
sealed class Scripts(Burst burst)
{
    Engine? _engine;
    Visit? _visit;

    /// <summary>A value that scripts see under a name, for the length of one evaluation.</summary>
    public (string Name, object? Value)? Argument { get; set; }

    string[]? _outcomes;

    public object? Run(Script script, Visit visit)
    {
        _visit = visit;
        _engine ??= new Engine();
        _engine.SetValue("getInput", new Func<string, JsValue>(n => JsValue.FromObject(_engine, burst.InputOf(_visit, n))));
        _engine.Execute(script.Program);
        return Values.Normalise(_engine.GetCompletionValue().ToObject());
    }

    public string[]? TakeOutcomes()
    {
        var outcomes = _outcomes;
        _outcomes = null;
        return outcomes;
    }
}
