using System.Collections.Frozen;
using System.Text;
using GrantFlow.Workflows.Execution;
using Jint.Native;

namespace GrantFlow.Workflows.Expressions;

/// <summary>The engine's functions for scripts, by the names that stock Elsa gives them.</summary>
static class ScriptFunctions
{
    static readonly FrozenSet<string> Always = new[]
    {
        "getVariable", "setVariable", "getInput", "getOutput", "setOutput", "getOutputFrom", "getWorkflowInstanceId", "getWorkflowDefinitionId",
        "getWorkflowDefinitionVersion", "getWorkflowInstanceName", "setWorkflowInstanceName", "getCorrelationId", "setCorrelationId",
        "setOutcome", "setOutcomes", "isNullOrWhiteSpace", "isNullOrEmpty", "toJson",
    }.ToFrozenSet(StringComparer.Ordinal);

    // Few scripts need these, and each costs the making of every sandbox a little.
    static readonly FrozenSet<string> OnDemand = new[]
    {
        "getLastResult", "getWorkflowDefinitionVersionId", "parseGuid", "newGuid", "newGuidString", "newShortGuid", "getGuid", "getGuidString", "getShortGuid",
        "bytesToString", "bytesFromString", "bytesToBase64", "bytesFromBase64", "stringToBase64", "stringFromBase64",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public static FrozenSet<string> Names { get; } = Always.Concat(OnDemand).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>True for one that only the scripts that name it are given.</summary>
    public static bool IsOnDemand(string name) => OnDemand.Contains(name);

    /// <summary>Gives a sandbox those that it always has.</summary>
    public static void Define(ScriptSandbox sandbox, Scripts scripts, Burst burst, Func<object?, JsValue> give, Func<JsValue, object?> take)
    {
        sandbox.Define("getVariable", a => scripts.Find(Scripts.Text(a, 0)) is { } v ? give(v.Get(scripts.Visit)) : JsValue.Null);
        sandbox.Define("setVariable", a => Nothing(() => scripts.SetVariable(Scripts.Text(a, 0), take(Scripts.At(a, 1)))));
        sandbox.Define("getInput", a => give(burst.InputOf(scripts.Visit, Scripts.Text(a, 0))));
        sandbox.Define("getOutput", a => give(burst.State.Output.GetValueOrDefault(Scripts.Text(a, 0))));
        sandbox.Define("setOutput", a => Nothing(() => burst.GiveOutput(scripts.Visit, Scripts.Text(a, 0), take(Scripts.At(a, 1)))));
        sandbox.Define("getOutputFrom", a => give(OutputFrom(scripts.Visit, burst, Scripts.Text(a, 0), a.Length > 1 && !a[1].IsUndefined() && !a[1].IsNull() ? Scripts.Text(a, 1) : "Result")));
        sandbox.Define("getWorkflowInstanceId", _ => burst.State.InstanceId.ToString());
        sandbox.Define("getWorkflowDefinitionId", _ => burst.Graph.DefinitionId);
        sandbox.Define("getWorkflowDefinitionVersion", _ => (double)burst.Graph.Version);
        sandbox.Define("getWorkflowInstanceName", _ => give(burst.State.Name));
        sandbox.Define("setWorkflowInstanceName", a => Nothing(() => burst.State.Name = Scripts.Text(a, 0)));
        sandbox.Define("getCorrelationId", _ => give(burst.State.CorrelationId));
        sandbox.Define("setCorrelationId", a => Nothing(() => scripts.Correlate(Scripts.Text(a, 0))));
        sandbox.Define("setOutcome", a => Nothing(() => scripts.ChooseOutcomes([Scripts.Text(a, 0)])));
        sandbox.Define("setOutcomes", a => Nothing(() => scripts.ChooseOutcomes([.. Values.Items(take(Scripts.At(a, 0))).Select(o => Values.Text(o ?? ""))])));
        sandbox.Define("isNullOrWhiteSpace", a => string.IsNullOrWhiteSpace(take(Scripts.At(a, 0)) as string));
        sandbox.Define("isNullOrEmpty", a => string.IsNullOrEmpty(take(Scripts.At(a, 0)) as string));
        sandbox.Define("toJson", a => Values.ToJson(take(Scripts.At(a, 0))));
    }

    /// <summary>Gives a sandbox one that is asked for.</summary>
    public static void DefineOnDemand(string name, ScriptSandbox sandbox, Burst burst, Func<object?, JsValue> give, Func<JsValue, object?> take) => sandbox.Define(name, name switch
    {
        "getLastResult" => _ => give(burst.LastResult),
        "getWorkflowDefinitionVersionId" => _ => burst.Graph.VersionId,
        "parseGuid" => a => Checked(sandbox, () => Guid.Parse(Scripts.Text(a, 0)).ToString()),
        "newGuid" or "newGuidString" or "getGuid" or "getGuidString" => _ => Guid.CreateVersion7(burst.Now).ToString(),
        // The letters that an address can't bear are left out.
        "newShortGuid" or "getShortGuid" => _ => string.Concat(Convert.ToBase64String(Guid.CreateVersion7(burst.Now).ToByteArray()).Where(char.IsAsciiLetterOrDigit)),
        "bytesToString" => a => Encoding.UTF8.GetString(Bytes(take(Scripts.At(a, 0)))),
        "bytesFromString" => a => give(List(Encoding.UTF8.GetBytes(Scripts.Text(a, 0)))),
        "bytesToBase64" => a => Convert.ToBase64String(Bytes(take(Scripts.At(a, 0)))),
        "bytesFromBase64" => a => Checked(sandbox, () => give(List(Convert.FromBase64String(Scripts.Text(a, 0))))),
        "stringToBase64" => a => Convert.ToBase64String(Encoding.UTF8.GetBytes(Scripts.Text(a, 0))),
        "stringFromBase64" => a => Checked(sandbox, () => Encoding.UTF8.GetString(Convert.FromBase64String(Scripts.Text(a, 0)))),
        _ => throw new ArgumentException($"There is no function {name}."),
    });

    /// <summary>What an activity gave: of several of a name the nearest, else whichever ran.</summary>
    static object? OutputFrom(Visit visit, Burst burst, string activity, string output) =>
        Accessor.Activities(visit.Node, n => n.View.Name == activity || n.View.ActivityId == activity) is [var found, ..]
            ? burst.OutputOf(found, output)
            : burst.OutputOf(activity, output);

    /// <summary>Bytes are lists of numbers here.</summary>
    static System.Text.Json.JsonElement List(byte[] bytes) => System.Text.Json.JsonSerializer.SerializeToElement(bytes.Select(b => (int)b));

    static byte[] Bytes(object? list) => [.. Values.Items(list).Select(i => Values.To(i, ValueKind.Int32) is int n ? (byte)(n & 255) : (byte)0)];

    static JsValue Checked(ScriptSandbox sandbox, Func<JsValue> convert)
    {
        try
        {
            return convert();
        }
        catch (FormatException e)
        {
            throw new Jint.Runtime.JavaScriptException(sandbox.Engine.Error, e.Message);
        }
    }

    static JsValue Nothing(Action act)
    {
        act();
        return JsValue.Undefined;
    }
}
