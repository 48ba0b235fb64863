using GrantFlow.Workflows.Runtime;
using Npgsql;

namespace GrantFlow.Persistence;

/// <summary>Reads the rows that the engine's statements give.</summary>
static class InstanceRow
{
    /// <summary>An instance, its columns as <see cref="WorkflowSql.InstanceColumns"/> orders them.</summary>
    public static StoredInstance Read(NpgsqlDataReader reader, int first) => new()
    {
        Id = reader.GetGuid(first),
        Parent = Id(reader, first + 1),
        ParentBookmark = Number(reader, first + 2),
        Binding = Id(reader, first + 3),
        CreatedAt = reader.GetFieldValue<DateTimeOffset>(first + 4),
        UpdatedAt = reader.GetFieldValue<DateTimeOffset>(first + 5),
        FinishedAt = Instant(reader, first + 6),
        Definition = reader.GetInt32(first + 7),
        SubStatus = (WorkflowSubStatus)reader.GetInt16(first + 8),
        CorrelationId = Text(reader, first + 9),
        Name = Text(reader, first + 10),
        State = reader.GetFieldValue<byte[]>(first + 11),
        Within = Id(reader, first + 12),
    };

    /// <summary>A piece of work, its columns as the claims order them.</summary>
    public static WorkItem Item(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetInt64(0),
        Kind = reader.GetString(1) switch
        {
            "signal" or "trigger" => WorkKind.Signal,
            "start" => WorkKind.Start,
            "resume" => WorkKind.Resume,
            "retry" => WorkKind.Retry,
            "skip" => WorkKind.Skip,
            "timer" => WorkKind.Timer,
            "schedule" => WorkKind.Schedule,
            var other => throw new InvalidOperationException($"workflow_signals holds a row of the unknown kind '{other}'."),
        },
        Name = reader.GetString(2),
        CorrelationId = Text(reader, 3),
        Payload = Text(reader, 4),
        InstanceId = Id(reader, 5) ?? Guid.Empty,
        Bookmark = Number(reader, 6) ?? 0,
        Definition = Number(reader, 7) ?? 0,
        Binding = Id(reader, 8),
        Parent = Id(reader, 9),
        Key = Text(reader, 10),
        TriggerActivityId = Text(reader, 11),
        DueAt = Instant(reader, 12),
        Within = Id(reader, 14),
        Hops = reader.GetInt32(15),
    };

    public static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static Guid? Id(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetGuid(column);

    public static int? Number(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt32(column);

    public static DateTimeOffset? Instant(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}
