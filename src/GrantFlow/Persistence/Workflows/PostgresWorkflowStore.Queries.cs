using GrantFlow.Workflows.Execution;
using GrantFlow.Workflows.Runtime;
using Npgsql;
using static GrantFlow.Persistence.Statement;

namespace GrantFlow.Persistence;

/// <content>Finding and listing.</content>
public sealed partial class PostgresWorkflowStore
{
    const string IncidentColumns = "id, instance_id, number, node, visit, message, detail, at, closed_at, closed_by";

    /// <inheritdoc/>
    public async Task<InstanceRecord?> FindAsync(Guid instanceId, CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add($"select {WorkflowSql.InstanceColumns} from workflow_instances i where i.id = $1", Value(instanceId));
        batch.Add("select number, kind, node, visit, name, correlation_id, due_at from workflow_bookmarks where instance_id = $1 order by number", Value(instanceId));
        batch.Add($"select {IncidentColumns} from workflow_incidents where instance_id = $1 order by id", Value(instanceId));
        batch.Add(
            """
            select s.parent, s.binding, s.created_at, s.correlation_id, d.number, s.within from workflow_signals s
                left join workflow_bindings v on v.binding = s.binding and v.definition_id = s.name
                join workflow_definitions d on d.definition_id = coalesce(v.taken, s.name) and d.published_at is not null
                    and case when coalesce(s.version, v.version) is null then d.is_published
                        else d.version = coalesce(s.version, v.version) end
            where s.kind = 'start' and s.instance_id = $1
            """,
            Value(instanceId));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var instance = await reader.ReadAsync(ct) ? InstanceRow.Read(reader, 0) : null;
        List<StoredBookmark> bookmarks = [];
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            bookmarks.Add(new(
                instanceId, reader.GetInt32(0), (BookmarkKind)reader.GetInt16(1), reader.GetInt32(2), reader.GetInt32(3),
                reader.GetString(4), InstanceRow.Text(reader, 5), InstanceRow.Instant(reader, 6)));
        }

        List<StoredIncident> incidents = [];
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct)) incidents.Add(Incident(reader));
        await reader.NextResultAsync(ct);
        if (instance is null && await reader.ReadAsync(ct))
        {
            var left = reader.GetFieldValue<DateTimeOffset>(2);
            instance = new StoredInstance
            {
                Id = instanceId,
                Parent = InstanceRow.Id(reader, 0),
                Binding = InstanceRow.Id(reader, 1),
                CreatedAt = left,
                UpdatedAt = left,
                CorrelationId = InstanceRow.Text(reader, 3),
                Definition = reader.GetInt32(4),
                Within = InstanceRow.Id(reader, 5),
            };
        }

        return instance is null ? null : new InstanceRecord(instance, bookmarks, incidents);
    }

    /// <inheritdoc/>
    public Task<WorkflowInstancePage> QueryAsync(WorkflowInstanceQuery query, CancellationToken ct) => AskAsync(
        Statement.Of(
            """
            select i.id, d.definition_id, d.version_id, d.version, i.name, i.correlation_id, i.sub_status,
                (select count(*) from workflow_incidents n where n.instance_id = i.id and n.closed_at is null)::integer,
                i.created_at, i.updated_at, i.finished_at, count(*) over ()
            from workflow_instances i join workflow_definitions d on d.number = i.definition
            where ($1 is null or d.definition_id = $1)
                and ($2 is null or i.correlation_id = $2)
                and ($3 is null or i.sub_status = $3)
                and ($4 is null or $4 = exists (select from workflow_incidents n where n.instance_id = i.id and n.closed_at is null))
                and ($5 is null or i.name ilike $5 or i.correlation_id ilike $5)
            order by i.id desc offset $6 limit $7
            """,
            Text(query.DefinitionId),
            Text(query.CorrelationId),
            new NpgsqlParameter { Value = query.SubStatus is { } s ? (short)s : DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Smallint },
            new NpgsqlParameter { Value = query.HasIncidents is { } h ? h : DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Boolean },
            Text(query.Search is { } part ? $"%{part.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%" : null),
            Value(query.Skip),
            Value(Math.Clamp(query.Take, 1, 500))),
        async reader =>
        {
            List<WorkflowInstanceRow> rows = [];
            var total = 0L;
            while (await reader.ReadAsync(ct))
            {
                var subStatus = (WorkflowSubStatus)reader.GetInt16(6);
                var over = subStatus is WorkflowSubStatus.Finished or WorkflowSubStatus.Cancelled or WorkflowSubStatus.Faulted;
                rows.Add(new(
                    reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3), InstanceRow.Text(reader, 4),
                    InstanceRow.Text(reader, 5), over ? WorkflowStatus.Finished : WorkflowStatus.Running, subStatus, reader.GetInt32(7),
                    reader.GetFieldValue<DateTimeOffset>(8), reader.GetFieldValue<DateTimeOffset>(9), InstanceRow.Instant(reader, 10)));
                total = reader.GetInt64(11);
            }

            // A page behind the last one has no row to carry the count.
            if (rows.Count == 0 && query.Skip > 0) total = (await QueryAsync(query with { Skip = 0, Take = 1 }, ct)).Total;
            return new WorkflowInstancePage(rows, (int)total);
        },
        ct);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredBurst>> JournalAsync(Guid instanceId, long after, int? most, CancellationToken ct) => AskAsync(
        Statement.Of(
            "select at, sequence, definition, entries, notes::text from workflow_journal where instance_id = $1 and sequence > $2 order by sequence limit $3",
            Value(instanceId),
            Value(after),
            Value((long)(most ?? int.MaxValue))),
        async reader =>
        {
            List<StoredBurst> bursts = [];
            while (await reader.ReadAsync(ct))
            {
                bursts.Add(new(
                    instanceId, reader.GetFieldValue<DateTimeOffset>(0), reader.GetInt64(1), reader.GetInt32(2),
                    reader.GetFieldValue<byte[]>(3), InstanceRow.Text(reader, 4)));
            }

            return (IReadOnlyList<StoredBurst>)bursts;
        },
        ct);

    /// <inheritdoc/>
    public Task<StoredIncident?> IncidentAsync(Guid incidentId, CancellationToken ct) => AskAsync(
        Statement.Of($"select {IncidentColumns} from workflow_incidents where id = $1", Value(incidentId)),
        async reader => await reader.ReadAsync(ct) ? Incident(reader) : null,
        ct);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredInstance>> InstancesAsync(IReadOnlyList<Guid> instances, CancellationToken ct) => AskAsync(
        Statement.Of($"select {WorkflowSql.InstanceColumns} from workflow_instances i where i.id = any($1)", [BatchCommands.Uuids(instances, i => i)]),
        async reader =>
        {
            List<StoredInstance> rows = [];
            while (await reader.ReadAsync(ct)) rows.Add(InstanceRow.Read(reader, 0));
            return (IReadOnlyList<StoredInstance>)rows;
        },
        ct);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredIncident>> IncidentsAsync(IReadOnlyList<Guid> instances, CancellationToken ct) => AskAsync(
        Statement.Of($"select {IncidentColumns} from workflow_incidents where instance_id = any($1) order by instance_id, number", [BatchCommands.Uuids(instances, i => i)]),
        async reader =>
        {
            List<StoredIncident> rows = [];
            while (await reader.ReadAsync(ct)) rows.Add(Incident(reader));
            return (IReadOnlyList<StoredIncident>)rows;
        },
        ct);

    static StoredIncident Incident(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetGuid(1), reader.GetInt32(2), reader.GetInt32(3), reader.GetInt32(4), reader.GetString(5),
        InstanceRow.Text(reader, 6), reader.GetFieldValue<DateTimeOffset>(7), InstanceRow.Instant(reader, 8), InstanceRow.Text(reader, 9));
}
