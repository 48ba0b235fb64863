using System.Globalization;
using System.Text;
using System.Text.Json;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace GrantFlow.Designer;

/// <summary>Lists instances that somebody may see.</summary>
/// <remarks>
/// One statement reads the instances once, whatever is asked: counts by state and the page come from what fits. Columns that
/// a burst changes bear no index (0001_workflows.sql), so a list by state reads all of them: tens of milliseconds for 100,000.
/// </remarks>
public static class FindInstances
{
    const int Most = 1000;

    /// <summary>A page of what fits.</summary>
    public static async Task<FoundInstances> ReadAsync(GrantFlowDb db, Actor actor, InstanceFilter filter, CancellationToken ct)
    {
        var seen = await InstanceAccess.ProgrammesAsync(db, actor, Act.SeeWorkflows, ct);
        if (filter.Programme is { } one) seen = seen is null || seen.Contains(one) ? [one] : [];
        if (seen is { Length: 0 }) return new FoundInstances([], 0, new Dictionary<WorkflowSubStatus, int>());
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await using var command = new NpgsqlCommand { Connection = (NpgsqlConnection)db.Database.GetDbConnection() };
            var own = seen is null || filter.Cohort is not null ? [] : await DefinitionsOfAsync(command.Connection, seen, ct);
#pragma warning disable CA2100 // made of the constants below; what the reader gives are parameters
            command.CommandText = new Statement(command, filter).Of(seen, own);
#pragma warning restore CA2100
            await using var reader = await command.ExecuteReaderAsync(ct);
            return await ReadAsync(reader, filter, ct);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    // Instances about nothing known are found by their definition: mostly there are few, and often none at all.
    static async Task<int[]> DefinitionsOfAsync(NpgsqlConnection connection, Guid[] programmes, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select coalesce(array_agg(d.number), '{}') from workflow_definitions d left join workflow_designs w on w.definition_id = d.definition_id
            where coalesce(w.programme_id, '00000000-0000-0000-0000-000000000000') = any($1) and d.published_at is not null
            """,
            connection)
        {
            Parameters = { new() { Value = programmes } },
        };
        return (int[])(await command.ExecuteScalarAsync(ct))!;
    }

    static async Task<FoundInstances> ReadAsync(NpgsqlDataReader reader, InstanceFilter filter, CancellationToken ct)
    {
        List<InstanceCard> rows = [];
        Dictionary<WorkflowSubStatus, int> counts = [];
        while (await reader.ReadAsync(ct))
        {
            if (counts.Count == 0 && !reader.IsDBNull(0)) counts = CountsOf(reader.GetString(0));
            if (!reader.IsDBNull(1)) rows.Add(CardOf(reader));
        }

        var total = filter.States.Count == 0 ? counts.Values.Sum() : filter.States.Distinct().Sum(counts.GetValueOrDefault);
        return new FoundInstances(rows, total, counts);
    }

    static Dictionary<WorkflowSubStatus, int> CountsOf(string json) =>
        JsonSerializer.Deserialize<Dictionary<string, int>>(json)!
            .ToDictionary(c => (WorkflowSubStatus)int.Parse(c.Key, CultureInfo.InvariantCulture), c => c.Value);

    static InstanceCard CardOf(NpgsqlDataReader reader) => new(
        reader.GetGuid(1), reader.GetString(2), reader.GetString(3), reader.GetInt32(4), reader.GetString(5), InstanceRow.Text(reader, 6),
        InstanceRow.Text(reader, 7), (WorkflowSubStatus)reader.GetInt16(8), reader.GetInt32(9), reader.GetFieldValue<DateTimeOffset>(10),
        reader.GetFieldValue<DateTimeOffset>(11), InstanceRow.Instant(reader, 12), InstanceRow.Id(reader, 13) ?? Guid.Empty,
        InstanceRow.Id(reader, 14), InstanceRow.Instant(reader, 15));

    /// <summary>The statement of one list, with its parameters.</summary>
    sealed class Statement(NpgsqlCommand command, InstanceFilter filter)
    {
        readonly List<string> _where = [];

        /// <summary>Writes it.</summary>
        /// <param name="seen">The programmes to look in; null for all.</param>
        /// <param name="own">Versions whose instances are theirs when they are about nothing known.</param>
        public string Of(Guid[]? seen, int[] own)
        {
            var found = Narrow(seen);
            var about = new List<string>();
            if (seen is not null) about.Add($"s.programme_id = any({Place(seen)})");
            if (filter.Cohort is { } cohort) about.Add($"s.cohort_id = {Place(cohort)}");
            var text = new StringBuilder("with ").Append(found).Append("fits as ");
            // Without a condition both questions are cheaper asked apart: a count, and the end of the key's index.
            text.Append(about.Count + _where.Count == 0 && filter is { Order: InstanceOrder.Created, IncidentsFirst: false } ? "not materialized (" : "materialized (")
                .Append("select i.id, i.sub_status, ").Append(Key).Append(" as key from workflow_instances i");
            if (about.Count > 0) text.Append(" join workflow_subjects s on s.subject = i.correlation_id");
            text.Append(Where([.. about, .. _where]));
            if (seen is not null && own.Length > 0)
            {
                text.Append(" union all select i.id, i.sub_status, ").Append(Key).Append(" from workflow_instances i")
                    .Append(Where([$"i.definition = any({Place(own)})", "not exists (select from workflow_subjects s where s.subject = i.correlation_id)", .. _where]));
            }

            return text.Append(')').Append(Page()).ToString();
        }

        /// <summary>The conditions on the instance itself.</summary>
        /// <returns>What goes before the list in the statement.</returns>
        string Narrow(Guid[]? seen)
        {
            if (filter.Definitions.Count > 0 || filter.Version is not null || filter.VersionId is not null)
            {
                var those = new List<string>();
                if (filter.Definitions.Count > 0) those.Add($"d.definition_id = any({Place(filter.Definitions.ToArray())})");
                if (filter.Version is { } version) those.Add($"d.version = {Place(version)}");
                if (filter.VersionId is { } id) those.Add($"d.version_id = {Place(id)}");
                _where.Add($"i.definition in (select d.number from workflow_definitions d{Where(those)})");
            }

            if (filter.About.Count > 0) _where.Add($"i.correlation_id = any({Place(filter.About.ToArray())})");
            if (filter.Parent is { } parent) _where.Add($"i.parent = {Place(parent)}");
            if (filter.Ids.Count > 0) _where.Add($"i.id = any({Place(filter.Ids.ToArray())})");
            if (filter.HasIncidents is { } incidents)
                _where.Add($"{(incidents ? "" : "not ")}exists (select from workflow_incidents n where n.instance_id = i.id and n.closed_at is null)");
            foreach (var time in filter.Times) _where.Add($"{ColumnOf(time.Column)} {SignOf(time.Comparison)} {Place(time.At.ToUniversalTime())}");
            return Search(seen);
        }

        string Search(Guid[]? seen)
        {
            if (filter.Search?.Trim() is not { Length: > 0 } asked) return "";
            if (Guid.TryParse(asked, out var id))
            {
                _where.Add($"i.id = {Place(id)}");
                return "";
            }

            var part = Place($"%{asked.ToLowerInvariant().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%");
            _where.Add($"(i.correlation_id in (select f.subject from found f) or lower(i.name) like {part} or i.correlation_id = {Place(asked)})");
            // A hashed list, not a join: how many are called so is anybody's guess, the planner's too.
            var within = seen is null ? "" : $"f.programme_id = any({Place(seen)}) and ";
            return $"""
                found as materialized (
                    select f.subject from workflow_subjects f
                    where {within}(f.words like {part} or f.organisation_id in (
                        select o.organisation_id from workflow_subjects o where o.subject like 'organisation:%' and o.words like {part}))),
                """ + " ";
        }

        string Page()
        {
            var turn = filter.Ascending ? "asc" : "desc";
            var first = filter.IncidentsFirst ? "open desc, " : "";
            var order = $"{first}key {turn} nulls last, id {turn}";
            var states = filter.States.Count > 0 ? $" where f.sub_status = any({Place(filter.States.Select(s => (short)s).ToArray())})" : "";
            var open = filter.IncidentsFirst ? "f.id in (select n.instance_id from workflow_incidents n where n.closed_at is null)" : "false";
            return $"""
                 select c.counts, i.id, d.definition_id, d.version_id, d.version, d.name, i.name, i.correlation_id, i.sub_status,
                    (select count(*) from workflow_incidents n where n.instance_id = i.id and n.closed_at is null)::integer,
                    i.created_at, i.updated_at, i.finished_at, coalesce(s.programme_id, w.programme_id), s.cohort_id,
                    (select min(b.due_at) from workflow_bookmarks b where b.instance_id = i.id)
                from (select jsonb_object_agg(g.sub_status, g.n)::text as counts
                    from (select f.sub_status, count(*) as n from fits f group by f.sub_status) g) c
                left join (
                    select r.id, row_number() over (order by {order}) as place
                    from (select * from (select f.id, f.key, {open} as open from fits f{states}) q
                        order by {order} offset {Place(Math.Max(filter.Skip, 0))} limit {Place(Math.Clamp(filter.Take, 1, Most))}) r) p on true
                left join workflow_instances i on i.id = p.id
                left join workflow_definitions d on d.number = i.definition
                left join workflow_subjects s on s.subject = i.correlation_id
                left join workflow_designs w on w.definition_id = d.definition_id
                order by p.place
                """;
        }

        // Ids sort by birth, so what is sorted by birth needs no second column.
        string Key => filter.Order switch
        {
            InstanceOrder.Created => "0",
            InstanceOrder.LastExecuted => "i.updated_at",
            InstanceOrder.Finished => "i.finished_at",
            InstanceOrder.Name => "i.name",
        };

        string Place<T>(T value)
        {
            command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
            return $"${command.Parameters.Count}";
        }

        static string Where(List<string> all) => all.Count == 0 ? "" : $" where {string.Join(" and ", all)}";

        static string ColumnOf(InstanceTimeColumn column) => column switch
        {
            InstanceTimeColumn.CreatedAt => "i.created_at",
            InstanceTimeColumn.UpdatedAt => "i.updated_at",
            InstanceTimeColumn.FinishedAt => "i.finished_at",
        };

        static string SignOf(TimeComparison comparison) => comparison switch
        {
            TimeComparison.Is => "=",
            TimeComparison.IsNot => "is distinct from",
            TimeComparison.LessThan => "<",
            TimeComparison.GreaterThan => ">",
            TimeComparison.LessThanOrEqual => "<=",
            TimeComparison.GreaterThanOrEqual => ">=",
        };
    }
}
