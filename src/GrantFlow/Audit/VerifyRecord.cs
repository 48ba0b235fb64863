using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace GrantFlow.Audit;

/// <summary>Seals what waits, then works every link of the chains out again and names the first that is broken.</summary>
/// <remarks>
/// Links are compared in ranges, several at once: each needs only the hash stored before it. Concurrency: acts go on meanwhile;
/// what is compared is what stood in the chains when it began.
/// </remarks>
public static class VerifyRecord
{
    const int LinksAtOnce = 100_000;

    /// <summary>Verifies one chain or all.</summary>
    /// <param name="database">The host's database.</param>
    /// <param name="programme">The programme, the empty id for the service's own chain, null for all.</param>
    /// <param name="expected">Heads noted earlier, <c>key:links:hash</c>; each must still be in its chain.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<ChainCheck> Execute(NpgsqlDataSource database, Guid? programme, IReadOnlyList<string> expected, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        await SealAsync(database, ct);
        var heads = await HeadsAsync(database, programme, ct);
        var (total, waiting, oldest, end) = await CountAsync(database, programme, ct);
        var (found, broken) = await CompareAsync(database, heads, ct);
        List<Chain> chains = [];
        foreach (var head in heads)
        {
            var fault = broken.GetValueOrDefault(head.ProgrammeId) ?? await ExpectedAsync(database, head, expected, ct);
            chains.Add(new Chain(head.ProgrammeId, head.Key, head.Seq, head.Text, fault));
        }

        // Every fact is compared or waits; one that is neither was put in with the number of a transaction long over.
        if (total - waiting > found && await FindUnsealedAsync(database, programme, end, ct) is { } stray)
        {
            var at = chains.FindIndex(c => c.ProgrammeId == stray.Programme);
            if (at < 0) chains.Add(new Chain(stray.Programme, stray.Programme.ToString(), 0, "", stray.Break));
            else if (chains[at].Broken is null) chains[at] = chains[at] with { Broken = stray.Break };
        }

        var unknown = expected.Where(e => !heads.Any(h => e.StartsWith($"{h.Key}:", StringComparison.Ordinal)));
        chains.AddRange(unknown.Select(e => new Chain(Guid.Empty, e.Split(':')[0], 0, "", new Break(0, null, Fault.Rewritten))));
        return new ChainCheck(
            chains.TrueForAll(c => c.Broken is null), found, waiting, oldest, Math.Round(watch.Elapsed.TotalSeconds, 2),
            [.. chains.OrderBy(c => c.Programme, StringComparer.Ordinal)]);
    }

    /// <summary>Seals all that can be sealed.</summary>
    /// <returns>How many facts.</returns>
    public static async Task<long> SealAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        const int atOnce = 20_000;
        for (long sum = 0; ;)
        {
            await using var command = database.CreateCommand($"select audit_seal({atOnce})");
            command.CommandTimeout = 300;
            var sealedNow = (int)(await command.ExecuteScalarAsync(ct))!;
            sum += sealedNow;
            if (sealedNow < atOnce) return sum;
        }
    }

    /// <summary>Where the chains end, by programme key.</summary>
    internal static async Task<IReadOnlyList<Head>> HeadsAsync(NpgsqlDataSource database, Guid? programme, CancellationToken ct)
    {
        await using var command = database.CreateCommand("""
            select h.programme_id, coalesce(p.key, case when h.programme_id = '00000000-0000-0000-0000-000000000000' then 'service' else h.programme_id::text end) as key,
                h.seq, encode(h.hash, 'hex'), h.sealed_at
            from audit_heads h left join programmes p on p.id = h.programme_id
            where $1::uuid is null or h.programme_id = $1 order by key
            """);
        command.Parameters.Add(new() { Value = (object?)programme ?? DBNull.Value });
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<Head> heads = [];
        while (await reader.ReadAsync(ct))
            heads.Add(new(reader.GetGuid(0), reader.GetString(1), reader.GetInt64(2), reader.GetString(3), reader.GetFieldValue<DateTimeOffset>(4)));
        return heads;
    }

    static async Task<(long Total, long Waiting, DateTimeOffset? Oldest, string End)> CountAsync(NpgsqlDataSource database, Guid? programme, CancellationToken ct)
    {
        await using var command = database.CreateCommand("""
            select (select count(*) from audit_facts f where $1::uuid is null or f.programme_id = nullif($1, '00000000-0000-0000-0000-000000000000')
                    or ($1 = '00000000-0000-0000-0000-000000000000' and f.programme_id is null)),
                count(w.id), min(w.at), max(s.sealed_to::text)
            from audit_state s left join audit_facts w on w.tx >= s.sealed_to and not exists (select from audit_chain c where c.fact_id = w.id)
                and ($1::uuid is null or coalesce(w.programme_id, '00000000-0000-0000-0000-000000000000') = $1)
            """);
        command.CommandTimeout = 300;
        command.Parameters.Add(new() { Value = (object?)programme ?? DBNull.Value });
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt64(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetFieldValue<DateTimeOffset>(2), reader.GetString(3));
    }

    static async Task<(long Found, Dictionary<Guid, Break> Broken)> CompareAsync(NpgsqlDataSource database, IReadOnlyList<Head> heads, CancellationToken ct)
    {
        var ranges = heads.SelectMany(h => Enumerable.Range(0, (int)((h.Seq + LinksAtOnce - 1) / LinksAtOnce))
            .Select(n => (Head: h, From: ((long)n * LinksAtOnce) + 1, To: Math.Min((long)(n + 1) * LinksAtOnce, h.Seq))));
        long found = 0;
        Dictionary<Guid, Break> broken = [];
        Dictionary<Guid, long> links = [];
        var guard = new Lock();
        // The server works, not this process: a few more at once than it may have cores, so that none idles while a page is
        // read, and no more than the pool can spare.
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(Environment.ProcessorCount * 2, 4, 8), CancellationToken = ct };
        await Parallel.ForEachAsync(ranges, options, async (range, stop) =>
        {
            var (seen, whole, fault) = await RangeOfLinks.CompareAsync(database, range.Head.ProgrammeId, range.From, range.To, stop);
            lock (guard)
            {
                found += whole;
                links[range.Head.ProgrammeId] = links.GetValueOrDefault(range.Head.ProgrammeId) + seen;
                if (fault is not null && (!broken.TryGetValue(range.Head.ProgrammeId, out var other) || fault.Seq < other.Seq)) broken[range.Head.ProgrammeId] = fault;
            }
        });
        foreach (var head in heads)
            if (!broken.ContainsKey(head.ProgrammeId) && await EndsAtAsync(database, head, ct) is { } end) broken[head.ProgrammeId] = end;
        return (found, broken);
    }

    // All links are sound so far: now the last of them must be the one that the head names.
    static async Task<Break?> EndsAtAsync(NpgsqlDataSource database, Head head, CancellationToken ct)
    {
        await using var command = database.CreateCommand("select seq, fact_id, encode(hash, 'hex') from audit_chain where programme_id = $1 and seq <= $2 order by seq desc limit 1");
        command.Parameters.Add(new() { Value = head.ProgrammeId });
        command.Parameters.Add(new() { Value = head.Seq });
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct)) return new Break(1, null, Fault.Shortened);
        return reader.GetInt64(0) == head.Seq && reader.GetString(2) == head.Hash ? null : new Break(reader.GetInt64(0), reader.GetGuid(1), Fault.Shortened);
    }

    static async Task<Break?> ExpectedAsync(NpgsqlDataSource database, Head head, IReadOnlyList<string> expected, CancellationToken ct)
    {
        foreach (var text in expected)
        {
            if (text.Split(':') is not [var key, var links, var hash] || key != head.Key) continue;
            if (!long.TryParse(links, CultureInfo.InvariantCulture, out var seq)) return new Break(0, null, Fault.Rewritten);
            await using var command = database.CreateCommand("select fact_id, encode(hash, 'hex') = $3 from audit_chain where programme_id = $1 and seq = $2");
            command.Parameters.Add(new() { Value = head.ProgrammeId });
            command.Parameters.Add(new() { Value = seq });
            command.Parameters.Add(new() { Value = hash.ToLowerInvariant() });
            await using var reader = await command.ExecuteReaderAsync(ct);
            if (!await reader.ReadAsync(ct)) return new Break(seq, null, Fault.Rewritten);
            if (!reader.GetBoolean(1)) return new Break(seq, reader.GetGuid(0), Fault.Rewritten);
        }

        return null;
    }

    static async Task<(Guid Programme, Break Break)?> FindUnsealedAsync(NpgsqlDataSource database, Guid? programme, string end, CancellationToken ct)
    {
        await using var command = database.CreateCommand("""
            select f.id, coalesce(f.programme_id, '00000000-0000-0000-0000-000000000000') from audit_facts f
            where f.tx < $2::text::xid8 and not exists (select from audit_chain c where c.fact_id = f.id)
            and ($1::uuid is null or coalesce(f.programme_id, '00000000-0000-0000-0000-000000000000') = $1)
            order by f.tx, f.id limit 1
            """);
        command.CommandTimeout = 300;
        command.Parameters.Add(new() { Value = (object?)programme ?? DBNull.Value });
        command.Parameters.Add(new() { Value = end });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? (reader.GetGuid(1), new Break(0, reader.GetGuid(0), Fault.Unsealed)) : null;
    }
}

/// <summary>Where a chain ends.</summary>
/// <param name="ProgrammeId">The programme; the empty id is the service.</param>
/// <param name="Key">The programme's key, or <c>service</c>.</param>
/// <param name="Seq">Links in the chain.</param>
/// <param name="Hash">The last link, lower-case hex.</param>
/// <param name="SealedAt">When it was last added to, UTC.</param>
sealed record Head(Guid ProgrammeId, string Key, long Seq, string Hash, DateTimeOffset SealedAt)
{
    public string Text => $"{Key}:{Seq}:{Hash}";
}
