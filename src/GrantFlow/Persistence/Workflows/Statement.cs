using Npgsql;
using NpgsqlTypes;

namespace GrantFlow.Persistence;

/// <summary>Statements of a batch, with numbered parameters.</summary>
static class Statement
{
    /// <summary>One statement.</summary>
    public static NpgsqlBatchCommand Of(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        return command;
    }

    /// <summary>Adds one statement.</summary>
    public static void Add(this NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> parameters) =>
        batch.BatchCommands.Add(Of(sql, parameters));

    /// <summary>Adds one statement.</summary>
    public static void Add(this NpgsqlBatch batch, NpgsqlBatchCommand command) => batch.BatchCommands.Add(command);

    /// <summary>A text, or null.</summary>
    public static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    /// <summary>A value of whatever type.</summary>
    public static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };
}
