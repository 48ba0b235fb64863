using GrantFlow.Workflows.Runtime;
using Npgsql;
using static GrantFlow.Persistence.Statement;

namespace GrantFlow.Persistence;

/// <content>Definitions, their versions and bindings.</content>
public sealed partial class PostgresWorkflowStore
{
    /// <inheritdoc/>
    /// <remarks>Concurrency: one publication of a definition at a time, by an advisory lock on its id.</remarks>
    public Task<StoredDefinition> PublishAsync(NewDefinition definition, DateTimeOffset now, CancellationToken ct) =>
        InTransactionAsync(connection => DefinitionTable.PublishAsync(connection, definition, now, ct), ct);

    /// <inheritdoc/>
    public Task<StoredDefinition> SaveDraftAsync(string definitionId, string name, string json, DateTimeOffset now, CancellationToken ct) =>
        InTransactionAsync(connection => DefinitionTable.SaveDraftAsync(connection, definitionId, name, json, now, ct), ct);

    /// <inheritdoc/>
    public Task<bool> RetractAsync(string definitionId, CancellationToken ct) =>
        InTransactionAsync(connection => DefinitionTable.RetractAsync(connection, definitionId, ct), ct);

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string versionId, CancellationToken ct) =>
        InTransactionAsync(connection => DefinitionTable.DeleteAsync(connection, versionId, ct), ct);

    /// <inheritdoc/>
    public Task<StoredDefinition?> DefinitionAsync(int number, CancellationToken ct) => AskAsync(
        Statement.Of($"select {DefinitionTable.Columns} from workflow_definitions where number = $1", Value(number)),
        async reader => await reader.ReadAsync(ct) ? DefinitionTable.Read(reader) : null,
        ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredDefinition>> DefinitionsAsync(string? definitionId, CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        return await DefinitionTable.VersionsAsync(connection, definitionId, ct);
    }

    /// <inheritdoc/>
    public Task BindAsync(Guid binding, IReadOnlyDictionary<string, BoundVersion> versions, CancellationToken ct) => AskAsync(
        Statement.Of(
            """
            insert into workflow_bindings (binding, definition_id, version, taken)
            select $1, u.definition_id, u.version, nullif(u.taken, u.definition_id)
            from unnest($2::text[], $3::integer[], $4::text[]) as u (definition_id, version, taken)
            on conflict (binding, definition_id) do update set version = excluded.version, taken = excluded.taken
            """,
            Value(binding), Value(versions.Keys.ToArray()), Value(versions.Values.Select(v => v.Version).ToArray()),
            Value(versions.Values.Select(v => v.DefinitionId).ToArray())),
        reader => reader.ReadAsync(ct),
        ct);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, BoundVersion>> BindingAsync(Guid binding, CancellationToken ct) => AskAsync(
        Statement.Of("select definition_id, version, coalesce(taken, definition_id) from workflow_bindings where binding = $1", Value(binding)),
        async reader =>
        {
            Dictionary<string, BoundVersion> versions = [];
            while (await reader.ReadAsync(ct)) versions.Add(reader.GetString(0), new(reader.GetString(2), reader.GetInt32(1)));
            return (IReadOnlyDictionary<string, BoundVersion>)versions;
        },
        ct);

    async Task<T> InTransactionAsync<T>(Func<NpgsqlConnection, Task<T>> act, CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var result = await act(connection);
        await transaction.CommitAsync(ct);
        return result;
    }
}
