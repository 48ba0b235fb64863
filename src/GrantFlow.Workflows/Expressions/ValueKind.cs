namespace GrantFlow.Workflows.Expressions;

/// <summary>The types that variables and inputs may have.</summary>
enum ValueKind : byte
{
    /// <summary>Anything, as it comes.</summary>
    Object,
    String,
    Boolean,
    Int32,
    Int64,
    Double,
    Decimal,
    DateTimeOffset,
    DateOnly,
    TimeSpan,
    Guid,

    /// <summary>A list or object, as JSON.</summary>
    Json,
}

/// <summary>Elsa's names of types.</summary>
static class ValueKinds
{
    /// <summary>Reads a type's alias or its .NET name; what isn't known is anything.</summary>
    public static ValueKind Parse(string? typeName, bool isArray = false)
    {
        if (isArray) return ValueKind.Json;
        if (string.IsNullOrEmpty(typeName)) return ValueKind.Object;
        if (typeName.EndsWith("[]", StringComparison.Ordinal)) return ValueKind.Json;
        var comma = typeName.IndexOf(',', StringComparison.Ordinal);
        var name = comma < 0 ? typeName : typeName[..comma];
        return name[(name.LastIndexOf('.') + 1)..] switch
        {
            "String" or "string" => ValueKind.String,
            "Boolean" or "bool" => ValueKind.Boolean,
            "Int32" or "Int16" or "Byte" or "int" => ValueKind.Int32,
            "Int64" or "UInt32" or "long" => ValueKind.Int64,
            "Double" or "Single" or "double" or "float" => ValueKind.Double,
            "Decimal" or "decimal" => ValueKind.Decimal,
            "DateTimeOffset" or "DateTime" => ValueKind.DateTimeOffset,
            "DateOnly" => ValueKind.DateOnly,
            "TimeSpan" => ValueKind.TimeSpan,
            "Guid" => ValueKind.Guid,
            _ when name.Contains("Dictionary", StringComparison.Ordinal) || name.Contains("List", StringComparison.Ordinal)
                || name.Contains("Json", StringComparison.Ordinal) || name.Contains("Collection", StringComparison.Ordinal) => ValueKind.Json,
            _ => ValueKind.Object,
        };
    }

    /// <summary>What a variable of the type holds before anything is set.</summary>
    public static object? Default(ValueKind kind) => kind switch
    {
        ValueKind.Boolean => Values.False,
        ValueKind.Int32 => 0,
        ValueKind.Int64 => 0L,
        ValueKind.Double => 0d,
        ValueKind.Decimal => 0m,
        ValueKind.DateTimeOffset => default(DateTimeOffset),
        ValueKind.DateOnly => default(DateOnly),
        ValueKind.TimeSpan => TimeSpan.Zero,
        ValueKind.Guid => Guid.Empty,
        ValueKind.Object or ValueKind.String or ValueKind.Json => null,
    };
}
