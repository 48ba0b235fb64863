using Npgsql;

namespace GrantFlow.Audit;

/// <summary>Some links of a chain, compared with their facts.</summary>
static class RangeOfLinks
{
    // The facts of neighbouring links lie side by side: by index, some at a time, they are read once. A planner that doesn't
    // know that would read the whole table for each range.
    const string Plan = "set local enable_hashjoin = off; set local enable_mergejoin = off; set local max_parallel_workers_per_gather = 0; "
        + "set local jit = off; set local plan_cache_mode = force_custom_plan";

    // One link more than asked for is read: what the first of them stands on.
    const string Judged = """
        with links as (
            select seq, fact_id, hash, lag(hash) over (order by seq) as before, lag(seq) over (order by seq) as seq_before
            from audit_chain where programme_id = $1 and seq between $2 - 1 and $3),
        judged as (
            select l.seq, l.fact_id, f.id is not null as found, case
                when l.seq > 1 and l.seq_before is distinct from l.seq - 1 then 'Cut'
                when f.id is null then 'Missing'
                when l.hash is distinct from sha256(coalesce(l.before, audit_genesis($1)) || audit_item(f)) then 'Changed' end as fault
            from links l left join audit_facts f on f.id = l.fact_id
            where l.seq >= $2)
        """;

    /// <summary>Compares the links from one to another, both included.</summary>
    /// <returns>How many links there are, how many have their fact, and the first that is broken.</returns>
    public static async Task<(long Seen, long Found, Break? Broken)> CompareAsync(NpgsqlDataSource database, Guid programme, long from, long to, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var plan = new NpgsqlCommand(Plan, connection, transaction)) await plan.ExecuteNonQueryAsync(ct);
        var (seen, found, first) = await CountAsync(connection, programme, from, to, ct);
        return (seen, found, first is { } seq ? await NameAsync(connection, programme, seq, ct) : null);
    }

    static async Task<(long Seen, long Found, long? First)> CountAsync(NpgsqlConnection connection, Guid programme, long from, long to, CancellationToken ct)
    {
        await using var command = Ask(connection, $"{Judged} select count(*), count(*) filter (where found), min(seq) filter (where fault is not null) from judged", programme, from, to);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt64(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetInt64(2));
    }

    static async Task<Break> NameAsync(NpgsqlConnection connection, Guid programme, long seq, CancellationToken ct)
    {
        await using var command = Ask(connection, $"{Judged} select fact_id, fault from judged where fault is not null", programme, seq, seq);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new Break(seq, reader.GetGuid(0), Enum.Parse<Fault>(reader.GetString(1)));
    }

#pragma warning disable CA2100 // constants of this class
    static NpgsqlCommand Ask(NpgsqlConnection connection, string sql, Guid programme, long from, long to) => new(sql, connection)
    {
        CommandTimeout = 300,
        Parameters = { new() { Value = programme }, new() { Value = from }, new() { Value = to } },
    };
#pragma warning restore CA2100
}
