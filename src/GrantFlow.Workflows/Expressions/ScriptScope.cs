using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Descriptors;

namespace GrantFlow.Workflows.Expressions;

/// <summary>An object whose members are looked up when they are asked for: <c>variables.Score</c>, <c>input.Title</c>.</summary>
sealed class ScriptScope(Engine engine, Func<string, JsValue?> get, Action<string, JsValue>? set) : ObjectInstance(engine)
{
    public override JsValue Get(string propertyName) => get(propertyName) ?? JsValue.Undefined;

    public override PropertyDescriptor GetOwnProperty(string propertyName) =>
        get(propertyName) is { } value ? new PropertyDescriptor(value, set is not null, true, false) : PropertyDescriptor.Undefined;

    public override void Put(string propertyName, JsValue value, bool throwOnError)
    {
        if (set is null) throw new JavaScriptException(Engine.TypeError, $"'{propertyName}' can't be set.");
        set(propertyName, value);
    }

    public override bool DefineOwnProperty(string propertyName, PropertyDescriptor desc, bool throwOnError) =>
        throw new JavaScriptException(Engine.TypeError, $"'{propertyName}' can't be defined.");

    public override bool Delete(string propertyName, bool throwOnError) => false;
}
