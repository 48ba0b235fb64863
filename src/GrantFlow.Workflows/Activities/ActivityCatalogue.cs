using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;

namespace GrantFlow.Workflows.Activities;

/// <summary>Every activity type that definitions may name: the engine's own and the host's.</summary>
public sealed class ActivityCatalogue
{
    static readonly ConcurrentDictionary<Type, ConstructorInfo> Constructors = new();
    static readonly JsonSerializerOptions Lenient = new(JsonSerializerDefaults.Web);

    readonly Dictionary<string, ActivityDescriptor> _descriptors = new(StringComparer.Ordinal);
    readonly Dictionary<string, Type> _hostTypes = new(StringComparer.Ordinal);

    /// <summary>All descriptors, by type name.</summary>
    public IReadOnlyDictionary<string, ActivityDescriptor> Descriptors => _descriptors;

    /// <summary>The host's classes, by type name; resolved from the session's services when one runs.</summary>
    public IReadOnlyDictionary<string, Type> HostTypes => _hostTypes;

    /// <summary>A catalogue that holds every activity the engine itself runs; the host adds its own.</summary>
    public static ActivityCatalogue WithBuiltIns()
    {
        var catalogue = new ActivityCatalogue();
        foreach (var descriptor in BuiltIns.Descriptors) catalogue.Add(descriptor);
        return catalogue;
    }

    /// <summary>Registers a descriptor of an activity that the engine itself runs.</summary>
    public ActivityCatalogue Add(ActivityDescriptor descriptor)
    {
        _descriptors.Add(descriptor.TypeName, descriptor);
        return this;
    }

    /// <summary>Registers a host activity by its attribute and its input record.</summary>
    /// <typeparam name="T">A class derived from <see cref="HostActivity{TInput}"/> that bears <see cref="ActivityAttribute"/>.</typeparam>
    public ActivityCatalogue Add<T>()
        where T : IActivity => Add(typeof(T));

    /// <summary>Registers a host activity by its class.</summary>
    /// <exception cref="ArgumentException">The class bears no attribute or isn't a host activity.</exception>
    public ActivityCatalogue Add(Type type)
    {
        var about = type.GetCustomAttribute<ActivityAttribute>()
            ?? throw new ArgumentException($"{type} bears no [Activity].", nameof(type));
        var input = InputOf(type);
        _hostTypes.Add(about.TypeName, type);
        return Add(new ActivityDescriptor(
            about.TypeName,
            1,
            about.Stage,
            Caption(about.TypeName[(about.TypeName.LastIndexOf('.') + 1)..]),
            about.Description,
            ActivityKind.Action,
            [.. ConstructorOf(input).GetParameters().Select(Describe)],
            [.. about.Outputs.Select(o => o.Split(':', 3)).Select(o => new OutputDescriptor(o[0], o[1], o[2]))],
            [.. about.Outcomes.Select(o => new PortDescriptor(o))])
        {
            Stage = about.Stage,
            OutcomesInput = about.OutcomesInput,
            Waits = about.Waits,
            DueInput = about.DueInput,
            SetsDeadline = about.SetsDeadline,
            Icon = about.Icon,
        });
    }

    /// <summary>Makes the input record from evaluated values: converts leniently, fills defaults.</summary>
    /// <exception cref="FormatException">A value can't be read as its type; the message names the input.</exception>
    public static T Bind<T>(IReadOnlyDictionary<string, object?> values)
        where T : notnull
    {
        var constructor = ConstructorOf(typeof(T));
        var parameters = constructor.GetParameters();
        var arguments = new object?[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            var p = parameters[i];
            arguments[i] = values.TryGetValue(p.Name!, out var value) && value is not null
                ? Convert(value, p.ParameterType, p.Name!)
                : p.HasDefaultValue ? p.DefaultValue
                : throw new FormatException($"The input '{p.Name}' is empty.");
        }

        return (T)constructor.Invoke(arguments);
    }

    static object? Convert(object value, Type type, string name)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;
        if (target.IsInstanceOfType(value)) return value;
        try
        {
            if (value is JsonElement json) return json.Deserialize(type, Lenient);
            if (target == typeof(string)) return System.Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture);
            var text = value as string;
            if (text is { Length: 0 }) return null;
            if (text is not null && target.IsEnum) return Enum.Parse(target, text, ignoreCase: true);
            if (text is not null && target == typeof(TimeSpan)) return TimeSpan.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
            if (text is not null && (target == typeof(Guid) || target == typeof(DateTimeOffset) || target == typeof(DateOnly) || target == typeof(DateTime)))
                return JsonSerializer.Deserialize($"\"{text}\"", target, Lenient);
            if (text is not null && !typeof(IConvertible).IsAssignableFrom(target)) return JsonSerializer.Deserialize(text, target, Lenient);
            return value is IConvertible && typeof(IConvertible).IsAssignableFrom(target)
                ? System.Convert.ChangeType(value, target, System.Globalization.CultureInfo.InvariantCulture)
                : JsonSerializer.SerializeToElement(value, Lenient).Deserialize(target, Lenient);
        }
        catch (Exception e) when (e is FormatException or InvalidCastException or OverflowException or JsonException or ArgumentException)
        {
            throw new FormatException($"The input '{name}' can't be read as {target.Name}: {value}", e);
        }
    }

    static Type InputOf(Type type)
    {
        for (var t = type.BaseType; t is not null; t = t.BaseType)
            if (t.IsGenericType && t.GetGenericTypeDefinition() == typeof(HostActivity<>)) return t.GetGenericArguments()[0];
        throw new ArgumentException($"{type} isn't a HostActivity.", nameof(type));
    }

    static ConstructorInfo ConstructorOf(Type input) =>
        Constructors.GetOrAdd(input, static t => t.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First());

    static InputDescriptor Describe(ParameterInfo p)
    {
        var about = p.GetCustomAttribute<InputAttribute>();
        var type = Nullable.GetUnderlyingType(p.ParameterType) ?? p.ParameterType;
        var choices = about is { Choices.Length: > 0 } ? about.Choices : type.IsEnum ? Enum.GetNames(type) : [];
        var hint = about?.UiHint ?? (choices.Length > 0 || about?.From is not null ? "dropdown"
            : type == typeof(bool) ? "checkbox"
            : type == typeof(DateTimeOffset) ? "datetime-picker"
            : type == typeof(string[]) ? "multitext"
            : "singleline");
        return new InputDescriptor(
            p.Name!, Alias(type), Caption(p.Name!), about?.Description ?? Caption(p.Name!), hint,
            !p.HasDefaultValue, p.HasDefaultValue ? p.DefaultValue : null, choices)
        {
            From = about?.From,
        };
    }

    static string Alias(Type type) => type.IsEnum ? "String"
        : type == typeof(string[]) ? "String[]"
        : type == typeof(object) || type == typeof(JsonElement) ? "Object"
        : type.Name;

    /// <summary>Splits a PascalCase word into a caption: <c>RequestReport</c> becomes <c>Request report</c>.</summary>
    internal static string Caption(string name) => string.Concat(
        name.Select((c, i) => i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : $"{c}"));
}
