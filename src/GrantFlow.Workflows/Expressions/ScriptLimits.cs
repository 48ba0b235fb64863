namespace GrantFlow.Workflows.Expressions;

/// <summary>What a script may use before it is stopped as a fault.</summary>
public sealed record ScriptLimits
{
    /// <summary>Statements of one evaluation. The default value is 50,000.</summary>
    public int Statements { get; init; } = 50_000;

    /// <summary>Wall time of one evaluation. The default value is 1 second.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Nested calls. The default value is 100.</summary>
    public int Recursion { get; init; } = 100;

    /// <summary>Bytes allocated by one evaluation. The default value is 64 MiB.</summary>
    public long Memory { get; init; } = 64 << 20;

    /// <summary>Characters of one string, elements of one array. The default value is 1,000,000.</summary>
    public int Length { get; init; } = 1_000_000;
}
