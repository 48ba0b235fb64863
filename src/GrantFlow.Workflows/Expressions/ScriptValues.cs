using System.Text.Json;
using GrantFlow.Workflows.Definitions;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;

namespace GrantFlow.Workflows.Expressions;

/// <summary>Values on their way into scripts and back.</summary>
static class ScriptValues
{
    const int MaxDepth = 60;

    // What tells a child workflow's end from other values.
    const string ChildMember = "WorkflowInstanceId";

    const int MaxNodes = 100_000;

    public static JsValue ToScript(Engine engine, object? value) => value switch
    {
        null => JsValue.Null,
        string s => s,
        bool b => b,
        int i => (double)i,
        long l => (double)l,
        double d => d,
        decimal m => (double)m,
        DateTimeOffset t => engine.Date.Construct(t),
        JsonElement { ValueKind: JsonValueKind.Array } array => ToArray(engine, array),
        JsonElement { ValueKind: JsonValueKind.Object } members => ToObject(engine, members),
        JsonElement scalar => ToScript(engine, Values.FromJson(scalar)),
        _ => Values.Text(value),
    };

    static ObjectInstance ToArray(Engine engine, JsonElement array)
    {
        var items = array.EnumerateArray().Select(i => ToScript(engine, Values.FromJson(i))).ToArray();
        // One number would be taken for the length.
        var result = engine.Array.Construct([]);
        foreach (var item in items) engine.Array.PrototypeObject.Push(result, [item]);
        return result;
    }

    static ObjectInstance ToObject(Engine engine, JsonElement members)
    {
        var result = engine.Object.Construct([]);
        foreach (var member in members.EnumerateObject()) result.FastAddProperty(member.Name, ToScript(engine, Values.FromJson(member.Value)), true, true, true);
        if (!members.TryGetProperty(ChildMember, out _)) return result;
        // Stock Elsa takes what a child workflow gave by either name, Output and output; only the first is listed.
        foreach (var name in members.EnumerateObject().Select(m => m.Name).Where(n => !result.HasOwnProperty(Json.Camel(n))))
            result.FastAddProperty(Json.Camel(name), result.Get(name), true, false, true);
        return result;
    }

    /// <summary>Takes a script's value: functions and undefined are null, a whole number is an integer.</summary>
    /// <exception cref="ScriptStoppedException">The value is too large, or contains itself.</exception>
    public static object? FromScript(JsValue value, ScriptLimits limits)
    {
        if (value.IsUndefined() || value.IsNull()) return null;
        if (value.IsBoolean()) return value.AsBoolean() ? Values.True : Values.False;
        if (value.IsString()) return value.AsString();
        if (value.IsNumber()) return Number(value.AsNumber());
        if (value.IsDate()) return Instant(value.AsDate().PrimitiveValue);
        if (!value.IsObject() || value.AsObject().Class is "Function") return null;
        if (value.AsObject().Class is "String" or "Number" or "Boolean") return FromScript(TypeConverter.ToPrimitive(value, Types.None), limits);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            var left = MaxNodes;
            Write(writer, value, 0, ref left, limits);
        }

        using var document = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), new JsonDocumentOptions { MaxDepth = MaxDepth + 8 });
        return document.RootElement.Clone();
    }

    /// <summary>Walks a value as it would be written, to see that it is of a bearable size.</summary>
    public static void Measure(JsValue value, ScriptLimits limits)
    {
        var left = MaxNodes;
        using var writer = new Utf8JsonWriter(Stream.Null);
        Write(writer, value, 0, ref left, limits);
    }

    static void Write(Utf8JsonWriter writer, JsValue value, int depth, ref int left, ScriptLimits limits)
    {
        if (depth > MaxDepth) throw new ScriptStoppedException("a value is nested too deeply or contains itself.");
        if (--left < 0 || writer.BytesCommitted + writer.BytesPending > limits.Length * 8L) throw new ScriptStoppedException("a value is too large.");
        if (value.IsObject() && value.AsObject() is { } instance && instance.Class is not ("Function" or "Date" or "String" or "Number" or "Boolean"))
        {
            if (instance.Class == "Array") WriteArray(writer, instance, depth, ref left, limits);
            else WriteObject(writer, instance, depth, ref left, limits);
            return;
        }

        switch (FromScript(value, limits))
        {
            case null: writer.WriteNullValue(); break;
            case string s: writer.WriteStringValue(s); break;
            case bool b: writer.WriteBooleanValue(b); break;
            case int i: writer.WriteNumberValue(i); break;
            case long l: writer.WriteNumberValue(l); break;
            case double d: writer.WriteNumberValue(d); break;
            case DateTimeOffset t: writer.WriteStringValue(t); break;
            default: writer.WriteNullValue(); break;
        }
    }

    static void WriteArray(Utf8JsonWriter writer, ObjectInstance array, int depth, ref int left, ScriptLimits limits)
    {
        var length = TypeConverter.ToUint32(array.Get("length"));
        if (length > left) throw new ScriptStoppedException("a value is too large.");
        writer.WriteStartArray();
        for (var i = 0U; i < length; i++) Write(writer, array.Get(TypeConverter.ToString((double)i)), depth + 1, ref left, limits);
        writer.WriteEndArray();
    }

    static void WriteObject(Utf8JsonWriter writer, ObjectInstance instance, int depth, ref int left, ScriptLimits limits)
    {
        writer.WriteStartObject();
        foreach (var (name, property) in instance.GetOwnProperties().ToArray())
        {
            if (property.Enumerable != true) continue;
            var value = instance.Get(name);
            if (value.IsUndefined() || (value.IsObject() && value.AsObject().Class == "Function")) continue;
            writer.WritePropertyName(name);
            Write(writer, value, depth + 1, ref left, limits);
        }

        writer.WriteEndObject();
    }

    static object? Number(double number) => number switch
    {
        double.NaN or double.PositiveInfinity or double.NegativeInfinity => null,
        _ when number != Math.Floor(number) || Math.Abs(number) > 9e15 => number,
        _ when Math.Abs(number) <= int.MaxValue => (int)number,
        _ => (long)number,
    };

    static DateTimeOffset? Instant(double milliseconds) => double.IsNaN(milliseconds) || Math.Abs(milliseconds) > 6.2e13
        ? null
        : DateTimeOffset.UnixEpoch.AddMilliseconds(milliseconds);
}
