using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GrantFlow.Workflows.Runtime;
using Npgsql;
using NpgsqlTypes;
using static GrantFlow.Persistence.Statement;

namespace GrantFlow.Persistence;

/// <summary>The statements on definitions, inside whatever transaction is open on the connection: the store's own, or a use case's.</summary>
/// <remarks>Concurrency: one change of a definition at a time, by an advisory lock on its id until the transaction ends.</remarks>
static class DefinitionTable
{
    /// <summary>In the order that <see cref="Read"/> takes them.</summary>
    public const string Columns =
        "number, version_id, definition_id, version, name, json, is_published, usable_as_activity, dependencies::text, published_at, created_at, "
        + "(select w.programme_id from workflow_designs w where w.definition_id = workflow_definitions.definition_id)";

    /// <summary>Publishes a text as the next version, or returns the published version when it has the same text.</summary>
    public static async Task<StoredDefinition> PublishAsync(NpgsqlConnection connection, NewDefinition definition, DateTimeOffset now, CancellationToken ct)
    {
        var versions = await LockVersionsAsync(connection, definition.DefinitionId, ct);
        var published = versions.Find(v => v.IsPublished);
        var draft = versions.Find(v => v.PublishedAt is null);
        await using var batch = new NpgsqlBatch(connection);
        if (published?.Json == definition.Json)
        {
            if (draft is not null) batch.Add("delete from workflow_definitions where number = $1", Value(draft.Number));
            if (draft is not null) await batch.ExecuteNonQueryAsync(ct);
            return published;
        }

        if (published is not null) AddRetraction(batch, published.Number);
        var version = draft?.Version ?? (versions.Count == 0 ? 1 : versions.Max(v => v.Version) + 1);
        batch.Add(UpsertDefinition(definition.DefinitionId, version, definition.Name, definition.Json, now,
            published: true, definition.UsableAsActivity, definition.Dependencies));
        batch.Add(
            """
            insert into workflow_nodes select d.number, u.place - 1, u.activity_id, u.node_id, u.activity_type
            from workflow_definitions d,
                unnest($3::text[], $4::text[], $5::text[]) with ordinality as u (activity_id, node_id, activity_type, place)
            where d.definition_id = $1 and d.version = $2
            """,
            Text(definition.DefinitionId), Value(version),
            Value(definition.Nodes.Select(n => n.ActivityId).ToArray()),
            Value(definition.Nodes.Select(n => n.NodeId).ToArray()),
            Value(definition.Nodes.Select(n => n.ActivityType).ToArray()));
        batch.Add(
            """
            insert into workflow_triggers select d.number, u.activity_id, u.name, u.next_at
            from workflow_definitions d, unnest($3::text[], $4::text[], $5::timestamptz[]) as u (activity_id, name, next_at)
            where d.definition_id = $1 and d.version = $2
            """,
            Text(definition.DefinitionId), Value(version),
            Value(definition.Triggers.Select(t => t.ActivityId).ToArray()),
            new NpgsqlParameter<string?[]> { TypedValue = [.. definition.Triggers.Select(t => t.Signal)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
            new NpgsqlParameter<DateTimeOffset?[]> { TypedValue = [.. definition.Triggers.Select(t => t.NextAt)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });
        batch.Add(
            WorkflowSql.WakeForDefinition, Text(definition.DefinitionId),
            Value(definition.Triggers.Where(t => t.Signal is not null).Select(t => t.Signal!).ToArray()));
        batch.Add(WorkflowSql.Notify);
        await batch.ExecuteNonQueryAsync(ct);
        var stored = (await VersionsAsync(connection, definition.DefinitionId, ct)).First(v => v.Version == version);
        return stored;
    }

    /// <summary>Keeps a text as the definition's one draft.</summary>
    public static async Task<StoredDefinition> SaveDraftAsync(
        NpgsqlConnection connection, string definitionId, string name, string json, DateTimeOffset now, CancellationToken ct)
    {
        var versions = await LockVersionsAsync(connection, definitionId, ct);
        var version = versions.Find(v => v.PublishedAt is null)?.Version ?? (versions.Count == 0 ? 1 : versions.Max(v => v.Version) + 1);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(UpsertDefinition(definitionId, version, name, json, now, published: false, false, new Dictionary<string, int>()));
        await batch.ExecuteNonQueryAsync(ct);
        var stored = (await VersionsAsync(connection, definitionId, ct)).First(v => v.Version == version);
        return stored;
    }

    /// <summary>Takes the published version back.</summary>
    /// <returns>False when none is published.</returns>
    public static async Task<bool> RetractAsync(NpgsqlConnection connection, string definitionId, CancellationToken ct)
    {
        if ((await LockVersionsAsync(connection, definitionId, ct)).Find(v => v.IsPublished) is not { } published) return false;
        await using var batch = new NpgsqlBatch(connection);
        AddRetraction(batch, published.Number);
        await batch.ExecuteNonQueryAsync(ct);
        return true;
    }

    /// <summary>Removes a draft, or a version that no instance has run and no binding keeps.</summary>
    /// <returns>False when there is none, or it is in use.</returns>
    public static async Task<bool> DeleteAsync(NpgsqlConnection connection, string versionId, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(
            """
            with gone as (
                delete from workflow_definitions d where d.version_id = $1
                    and not exists (select from workflow_instances i where i.definition = d.number)
                    and not exists (select from workflow_bindings b where coalesce(b.taken, b.definition_id) = d.definition_id and b.version = d.version)
                    and not exists (select from workflow_moved_instances m where d.number in (m.from_definition, m.to_definition))
                returning number
            ), nodes as (delete from workflow_nodes where definition in (select number from gone)),
            triggers as (delete from workflow_triggers where definition in (select number from gone))
            select number from gone
            """,
            Text(versionId));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct);
    }

    /// <summary>Lets nobody else change the definition until the transaction ends.</summary>
    public static async Task LockAsync(NpgsqlConnection connection, string definitionId, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("select pg_advisory_xact_lock(hashtextextended($1, 7233))", Text(definitionId));
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>All versions by definition id and version; of one definition when its id is given.</summary>
    public static async Task<List<StoredDefinition>> VersionsAsync(NpgsqlConnection connection, string? definitionId, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(
            $"select {Columns} from workflow_definitions where $1 is null or definition_id = $1 order by definition_id, version",
            Text(definitionId));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        List<StoredDefinition> versions = [];
        while (await reader.ReadAsync(ct)) versions.Add(Read(reader));
        return versions;
    }

    /// <summary>One row.</summary>
    public static StoredDefinition Read(NpgsqlDataReader reader) => new(
        reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3), reader.GetString(4), reader.GetString(5),
        reader.GetBoolean(6), reader.GetBoolean(7), JsonSerializer.Deserialize<Dictionary<string, int>>(reader.GetString(8)) ?? [],
        InstanceRow.Instant(reader, 9), reader.GetFieldValue<DateTimeOffset>(10))
    { Owner = InstanceRow.Id(reader, 11) };

    static async Task<List<StoredDefinition>> LockVersionsAsync(NpgsqlConnection connection, string definitionId, CancellationToken ct)
    {
        await LockAsync(connection, definitionId, ct);
        return await VersionsAsync(connection, definitionId, ct);
    }

    static void AddRetraction(NpgsqlBatch batch, int number)
    {
        batch.Add("update workflow_definitions set is_published = false where number = $1", Value(number));
        batch.Add("delete from workflow_triggers where definition = $1", Value(number));
    }

    static NpgsqlBatchCommand UpsertDefinition(
        string definitionId, int version, string name, string json, DateTimeOffset now, bool published, bool usable,
        IReadOnlyDictionary<string, int> dependencies)
    {
        var (description, tool) = ShownOf(json);
        return Of(
            """
            insert into workflow_definitions (version_id, definition_id, version, name, json, checksum, is_published,
                usable_as_activity, dependencies, published_at, created_at, description, tool_version)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, case when $7 then $10::timestamptz end, $10, $11, $12)
            on conflict (definition_id, version) do update set name = excluded.name, json = excluded.json,
                checksum = excluded.checksum, is_published = excluded.is_published,
                usable_as_activity = excluded.usable_as_activity, dependencies = excluded.dependencies,
                published_at = excluded.published_at, description = excluded.description, tool_version = excluded.tool_version
            """,
            Text(StoredDefinition.IdOf(definitionId, version)), Text(definitionId), Value(version), Text(name), Text(json),
            Text(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))), Value(published), Value(usable),
            Text(JsonSerializer.Serialize(dependencies)), Value(now.ToUniversalTime()), Text(description), Text(tool));
    }

    // What lists show, read from the text's outermost members; a draft that is no JSON has nothing to show.
    static (string? Description, string? Tool) ShownOf(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1024 });
            return (Shown(document.RootElement, "description"), Shown(document.RootElement, "toolVersion"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    static string? Shown(JsonElement definition, string member) =>
        definition.ValueKind == JsonValueKind.Object && definition.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!.Replace("\0", "", StringComparison.Ordinal) : null;
}
