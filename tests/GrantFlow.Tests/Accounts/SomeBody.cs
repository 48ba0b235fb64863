using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GrantFlow.Tests.Accounts;

/// <summary>Makes the smallest body that a route takes, from its request's own annotations.</summary>
static class SomeBody
{
    /// <summary>JSON for a route's request record; an empty object for a route without one.</summary>
    /// <param name="handler">The route's handler.</param>
    /// <param name="known">Values for members by name, such as the organisation meant.</param>
    internal static JsonObject For(MethodInfo handler, IReadOnlyDictionary<string, JsonNode> known) =>
        handler.GetParameters().FirstOrDefault(p => p.ParameterType.Name == "Request") is { } body ? Record(body.ParameterType, known) : [];

    static JsonObject Record(Type type, IReadOnlyDictionary<string, JsonNode> known)
    {
        var made = new JsonObject();
        foreach (var parameter in type.GetConstructors().MaxBy(c => c.GetParameters().Length)!.GetParameters())
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
            if (known.TryGetValue(name, out var given)) made[name] = given.DeepClone();
            else if (!parameter.HasDefaultValue) made[name] = Value(parameter.ParameterType, parameter, name, known);
        }

        return made;
    }

    static JsonNode? Value(Type type, ParameterInfo? at, string name, IReadOnlyDictionary<string, JsonNode> known)
    {
        if (Nullable.GetUnderlyingType(type) is not null) return null;
        if (type == typeof(string)) return at?.GetCustomAttribute<EmailAddressAttribute>() is not null ? "some@example.org" : name == "language" ? "hy" : "Some text";
        if (type == typeof(Guid)) return Guid.CreateVersion7().ToString();
        if (type == typeof(bool)) return true;
        if (type == typeof(DateOnly)) return "2021-09-01";
        if (type == typeof(DateTimeOffset)) return "2021-09-01T12:00:00Z";
        if (type.IsEnum) return Enum.GetNames(type)[0];
        if (type.IsPrimitive || type == typeof(decimal)) return 1;
        if (type == typeof(LocalText)) return new JsonObject { ["en"] = "Some text" };
        if (type == typeof(JsonElement)) return new JsonObject { ["some"] = "text" };
        if (Element(type, typeof(IReadOnlyDictionary<,>)) is not null || Element(type, typeof(IDictionary<,>)) is not null) return new JsonObject();
        if (Element(type, typeof(IEnumerable<>)) is { } element) return new JsonArray(Value(element, null, name, known));
        return Record(type, known);
    }

    static Type? Element(Type type, Type open) =>
        type.GetInterfaces().Append(type).FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == open)?.GetGenericArguments()[0];
}
