using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Jint;
using Jint.Native;
using Jint.Native.Function;
using Jint.Native.Object;
using Jint.Native.RegExp;
using Jint.Parser;
using Jint.Runtime;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;

namespace GrantFlow.Workflows.Expressions;

/// <summary>
/// A script engine without reach beyond itself and with a limit on everything. The engine counts statements, calls and
/// time; it knows nothing of memory, and its built-in functions loop unwatched: both are seen to here.
/// </summary>
sealed class ScriptSandbox
{
    // Built-ins that loop as long as a length says are let through only when that length is bearable.
    static readonly string[] Withheld = ["eval", "Function"];
    static readonly Jint.Parser.Ast.Program Clock = new JavaScriptParser().Parse(
        """
        var Date = (function (Real, now) {
            function Date(y, mo, d, h, mi, s, ms) {
                if (!(this instanceof Date)) return new Real(now()).toString();
                switch (arguments.length) {
                    case 0: return new Real(now());
                    case 1: return new Real(y);
                    default: return new Real(y, mo, d === undefined ? 1 : d, h || 0, mi || 0, s || 0, ms || 0);
                }
            }
            Date.prototype = Real.prototype;
            Real.prototype.constructor = Date;
            Date.now = now;
            Date.parse = Real.parse;
            Date.UTC = Real.UTC;
            return Date;
        })(Date, Date.now);
        """);

    readonly ScriptLimits _limits;
    long _allocatedAtStart;
    volatile bool _abandoned;

    public ScriptSandbox(ScriptLimits limits, DateTimeOffset now)
    {
        _limits = limits;
        Begin();
        Engine = new Engine(o => o
            .MaxStatements(limits.Statements)
            .TimeoutInterval(limits.Time)
            .LimitRecursion(limits.Recursion)
            .Culture(CultureInfo.InvariantCulture)
            .LocalTimeZone(TimeZoneInfo.Utc));
        // Time is an input: the burst's, not the machine's.
        double milliseconds = now.ToUnixTimeMilliseconds();
        Engine.Date.FastSetProperty("now", Fixed((_, _) => milliseconds));
        Engine.Execute(Clock);
        foreach (var name in Withheld) Engine.Global.RemoveOwnProperty(name);
        Hidden(ScriptGuard.Tick, (_, _) => Check());
        Hidden(ScriptGuard.Add, (_, terms) => Sum(terms));
        Hidden(ScriptGuard.AddTo, (_, a) => SumTo(a[0], a[1], a[2]));
        Watch();
    }

    public Engine Engine { get; }

    /// <summary>Starts the count of one evaluation.</summary>
    public void Begin() => _allocatedAtStart = GC.GetAllocatedBytesForCurrentThread();

    /// <summary>Makes whatever may still run on a thread left behind stop at its next check, far from the burst's state.</summary>
    public void Abandon() => _abandoned = true;

    /// <summary>Gives scripts a function of the host.</summary>
    public void Define(string name, Func<JsValue[], JsValue> function) => Engine.SetValue(
        name,
        new ClrFunctionInstance(Engine, (_, arguments) =>
        {
            Check();
            return function(arguments);
        }));

    /// <summary>Nothing is left to do; kept as the end of the building.</summary>
    public void Seal() => Begin();

    JsValue Check()
    {
        if (_abandoned) throw new ScriptStoppedException("it was given up.");
        if (GC.GetAllocatedBytesForCurrentThread() - _allocatedAtStart > _limits.Memory) throw new ScriptStoppedException("it used too much memory.");
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return JsValue.Undefined;
    }

    void CheckLength(double length)
    {
        if (length > _limits.Length) throw new ScriptStoppedException("a text or list grew too long.");
    }

    JsValue Sum(JsValue[] terms)
    {
        Check();
        var sum = terms[0];
        for (var i = 1; i < terms.Length; i++) sum = Sum(sum, terms[i]);
        return sum;
    }

    JsValue Sum(JsValue left, JsValue right)
    {
        left = TypeConverter.ToPrimitive(left, Types.None);
        right = TypeConverter.ToPrimitive(right, Types.None);
        if (!left.IsString() && !right.IsString()) return TypeConverter.ToNumber(left) + TypeConverter.ToNumber(right);
        var (head, tail) = (TypeConverter.ToString(left), TypeConverter.ToString(right));
        CheckLength((double)head.Length + tail.Length);
        return head + tail;
    }

    JsValue SumTo(JsValue target, JsValue key, JsValue value)
    {
        Check();
        var instance = TypeConverter.ToObject(Engine, target);
        var name = TypeConverter.ToString(key);
        var sum = Sum(instance.Get(name), value);
        instance.Put(name, sum, false);
        return sum;
    }

    /// <summary>Puts a check before every built-in function that loops or grows.</summary>
    void Watch()
    {
        foreach (var prototype in new ObjectInstance[] { Engine.String.PrototypeObject, Engine.Array.PrototypeObject, Engine.RegExp.PrototypeObject, Engine.Json, Engine.Object, Engine.Array, Engine.String })
            foreach (var (name, property) in prototype.GetOwnProperties().ToArray())
                if (name is not ("constructor" or "prototype") && property.Value is { } value && value.Is<FunctionInstance>())
                    prototype.FastSetProperty(name, Fixed(Watched(name, value.As<FunctionInstance>())));
        Engine.Array.PrototypeObject.FastSetProperty("join", Fixed(Join));
        Engine.Array.PrototypeObject.RemoveOwnProperty("toLocaleString");
        var function = Engine.Function.PrototypeObject;
        var apply = function.Get("apply").As<FunctionInstance>();
        function.FastSetProperty("apply", Fixed(Watched("apply", apply)));
        // Chains of bound functions call each other without a statement between them.
        function.RemoveOwnProperty("bind");
        function.RemoveOwnProperty("constructor");
    }

    Func<JsValue, JsValue[], JsValue> Watched(string name, FunctionInstance original) => (self, arguments) =>
    {
        Check();
        CheckLength(Length(self));
        foreach (var argument in arguments)
        {
            CheckLength(Length(argument));
            Bound(argument);
        }

        Bound(self);
        switch (name)
        {
            case "concat":
                CheckLength(Length(self) + arguments.Sum(a => Math.Max(1, Length(a))));
                break;
            case "replace":
                CheckReplacement(self, arguments);
                break;
            case "stringify" when arguments.Length > 0:
                ScriptValues.Measure(arguments[0], _limits);
                break;
            case "create" or "setPrototypeOf" when arguments.Length > 0:
                CheckChain(arguments[0]);
                break;
            default:
                break;
        }

        return original.Call(self, arguments);
    };

    void CheckReplacement(JsValue self, JsValue[] arguments)
    {
        if (arguments.Length < 2 || !arguments[1].IsString()) return;
        var length = Length(self);
        var replacement = arguments[1].AsString();
        // $`, $' and $& put parts of the text itself in place of each match.
        var each = replacement.Length + (replacement.Count(c => c == '$') * length);
        if (length * each > _limits.Length * 32d) throw new ScriptStoppedException("a text or list grew too long.");
    }

    static void CheckChain(JsValue prototype)
    {
        var length = 0;
        for (var o = prototype.IsObject() ? prototype.AsObject() : null; o is not null; o = o.Prototype)
            if (++length > 50) throw new ScriptStoppedException("objects inherit from each other too deeply.");
    }

    JsValue Join(JsValue self, JsValue[] arguments)
    {
        Check();
        var instance = TypeConverter.ToObject(Engine, self);
        var length = TypeConverter.ToUint32(instance.Get("length"));
        CheckLength(length);
        var separator = arguments.Length > 0 && !arguments[0].IsUndefined() ? TypeConverter.ToString(arguments[0]) : ",";
        var text = new StringBuilder();
        for (var i = 0U; i < length; i++)
        {
            if (i > 0) text.Append(separator);
            var item = instance.Get(i.ToString(CultureInfo.InvariantCulture));
            if (!item.IsUndefined() && !item.IsNull()) text.Append(TypeConverter.ToString(item));
            CheckLength(text.Length);
        }

        return text.ToString();
    }

    /// <summary>Gives a regular expression the engine's limit of time, which the parser didn't.</summary>
    void Bound(JsValue value)
    {
        if (!value.IsRegExp() || value.AsRegExp() is not { Value: { } regex } expression || regex.MatchTimeout != Regex.InfiniteMatchTimeout) return;
        expression.Value = new Regex(regex.ToString(), regex.Options, _limits.Time);
    }

    static double Length(JsValue value)
    {
        if (value.IsString()) return value.AsString().Length;
        if (!value.IsObject() || value.AsObject() is not { } instance || instance is ScriptScope) return 0;
        var length = instance.GetProperty("length");
        return length is { Value: { } own } && own.IsNumber() ? own.AsNumber() : instance is RegExpInstance ? 0 : AccessorLength(length, instance);
    }

    static double AccessorLength(PropertyDescriptor? length, ObjectInstance instance) =>
        length?.Get is null ? 0 : TypeConverter.ToNumber(instance.Get("length"));

    PropertyDescriptor Fixed(Func<JsValue, JsValue[], JsValue> function) => new(new ClrFunctionInstance(Engine, function), false, false, false);

    void Hidden(string name, Func<JsValue, JsValue[], JsValue> function) => Engine.Global.FastSetProperty(name, Fixed(function));
}
