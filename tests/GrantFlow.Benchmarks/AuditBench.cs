using System.Diagnostics;
using System.Globalization;
using GrantFlow.Audit;
using GrantFlow.Persistence;
using Npgsql;

namespace GrantFlow.Benchmarks;

/// <summary>How long sealing and verifying the record take: <c>ops/bench audit [FACTS]</c>, 5,000,000 unless said otherwise.</summary>
static class AuditBench
{
    const int AtOnce = 500_000;

    // Facts of the size that the service writes: a state and two instants changed, five programmes and the service's own.
    const string Generate = """
        insert into audit_facts (id, programme_id, at, actor_id, actor_name, kind, subject, data, origin, address, changes)
        select (lpad(to_hex(1700000000000 + i * 10), 12, '0') || '7' || substr(md5(i::text), 1, 3) || '8' || substr(md5(i::text), 4, 15))::uuid,
            case when i % 20 = 0 then null else ('00000000-0000-4000-8000-00000000000' || i % 5)::uuid end,
            timestamptz '2020-01-01' + i * interval '10 ms', md5((i % 5000)::text)::uuid, 'Person ' || i % 5000,
            (array['ApplicationSubmitted', 'ReviewScored', 'ReportAccepted', 'DisbursementReleased', 'VisitHeld'])[1 + i % 5],
            'application:' || md5((i / 8)::text)::uuid,
            jsonb_build_object('applicationId', md5((i / 8)::text)::uuid, 'number', 'CSO-2024-' || i % 900, 'submittedAt', now(), 'note', repeat('Ա', 20)),
            'page POST /applications/{id:guid}', '192.0.2.' || i % 250,
            jsonb_build_array(jsonb_build_object('of', 'Application', 'id', md5((i / 8)::text)::uuid,
                'was', jsonb_build_object('state', 'Draft', 'submittedAt', null), 'now', jsonb_build_object('state', 'Submitted', 'submittedAt', now())))
        from generate_series($1::bigint, $2::bigint) i
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        var facts = args is [var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 5_000_000;
        await using var server = await PrivatePostgres.StartAsync();
        var name = $"audit_bench_{Guid.CreateVersion7():N}";
        await server.RunSqlAsync($"create database {name}");
        try
        {
            await Migrator.MigrateAsync(server.On(name), TimeProvider.System);
            await using var database = NpgsqlDataSource.Create(AppRole.On(server.On(name)));
            var seconds = await TimeAsync(() => WriteAsync(database, facts));
            Say("written", facts, seconds);
            Say("sealed", facts, await TimeAsync(() => VerifyRecord.SealAsync(database, default)));
            await server.RunSqlAsync("vacuum analyze", name);
            for (var run = 1; run <= 3; run++)
            {
                var check = await VerifyRecord.Execute(database, null, [], default);
                if (!check.Sound || check.Facts != facts) throw new InvalidOperationException("The record isn't whole.");
                Say($"verified, run {run}", facts, check.Seconds);
            }
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            await server.RunSqlAsync($"drop database {name} with (force)");
        }

        return 0;
    }

    static async Task WriteAsync(NpgsqlDataSource database, int facts)
    {
        for (var from = 1; from <= facts; from += AtOnce)
        {
            await using var command = database.CreateCommand(Generate);
            command.CommandTimeout = 0;
            command.Parameters.Add(new() { Value = (long)from });
            command.Parameters.Add(new() { Value = (long)Math.Min(from + AtOnce - 1, facts) });
            await command.ExecuteNonQueryAsync();
        }
    }

    static async Task<double> TimeAsync(Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed.TotalSeconds;
    }

    static void Say(string what, int facts, double seconds) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-20} {facts:N0} facts in {seconds:N1} s, {facts / seconds:N0} a second"));
}
