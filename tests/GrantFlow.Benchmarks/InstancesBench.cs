using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace GrantFlow.Benchmarks;

/// <summary>How long lists of 100,000 instances take at the server: <c>ops/bench designer instances</c>.</summary>
static class InstancesBench
{
    const int Rounds = 40;

    // Five programmes of six cohorts, 25,000 organisations and grants, four instances each; states of the sizes that the engine writes.
    const string Generate = """
        insert into workflow_definitions (version_id, definition_id, version, name, json, checksum, is_published, published_at, created_at)
        select 'bench-' || d || ':1', 'bench-' || d, 1, 'Bench ' || d, '{}', '', true, now(), now() from generate_series(1, 500) d;
        insert into programmes (id, key, number_prefix, name, goal, country, currency, time_zone, starts_on, ends_on, default_language, languages, entrance_required, kind, created_at)
        select ('00000000-0000-4000-8000-00000000000' || p)::uuid, 'bench-' || p, 'B' || p, '{"en":"Bench"}', '{"en":"Goal"}', 'AM', 'AMD', 'Asia/Yerevan', '2020-01-01', '2025-01-01', 'en', '{en}', true, 'Live', now()
        from generate_series(1, 5) p;
        insert into cohorts (id, programme_id, number, name, year, places, state, created_at)
        select md5('c' || p || '-' || n)::uuid, ('00000000-0000-4000-8000-00000000000' || p)::uuid, n, jsonb_build_object('en', 'Cohort ' || n), 2020 + n, 100, 'Open', now()
        from generate_series(1, 5) p, generate_series(1, 6) n;
        insert into organisations (id, programme_id, number, name, kind, region, settlement, language, email, phone, state, created_at)
        select md5('o' || n)::uuid, ('00000000-0000-4000-8000-00000000000' || 1 + n % 5)::uuid, 'ORG-' || n,
            jsonb_build_object('en', 'Organisation of good will ' || md5(n::text), 'hy', 'Կազմակերպություն ' || n), 'Registered', 'AM-TV', 'X', 'hy', 'o@example.org', '', 'Active', now()
        from generate_series(1, 25000) n;
        insert into awards (id, programme_id, cohort_id, organisation_id, number, title, amount, currency, state, starts_on, ends_on, awarded_on, created_at)
        select md5('a' || n)::uuid, ('00000000-0000-4000-8000-00000000000' || 1 + n % 5)::uuid, md5('c' || (1 + n % 5) || '-' || (1 + n % 6))::uuid, md5('o' || n)::uuid, 'G-' || n,
            jsonb_build_object('en', 'Clean shore ' || n), 5, 'AMD', 'Active', '2021-01-01', '2021-12-31', '2021-01-01', now()
        from generate_series(1, 25000) n;
        insert into workflow_instances (id, created_at, updated_at, finished_at, definition, sub_status, correlation_id, state)
        select (lpad(to_hex(1700000000000 + n), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid,
            now() - n * interval '1 minute', now(), case when n % 10 < 4 then now() end, (select min(number) from workflow_definitions where definition_id like 'bench-%') + n % 500,
            case when n % 10 < 4 then 3 when n % 200 = 9 then 5 else 2 end,
            case when n % 4 = 0 then 'organisation:' || md5('o' || 1 + n / 4)::uuid else 'award:' || md5('a' || 1 + n / 4)::uuid end,
            decode(repeat(md5(n::text), case n % 4 when 0 then 6 when 1 then 36 when 2 then 25 else 26 end), 'hex')
        from generate_series(1, 100000) n;
        insert into workflow_bookmarks (instance_id, number, node, visit, kind, due_at, name)
        select id, 1, 2, 3, 1, now(), 'Elsa.Delay' from workflow_instances where sub_status = 2;
        insert into workflow_incidents (id, instance_id, number, node, visit, message, at)
        select gen_random_uuid(), id, 1, 2, 1, 'x', now() from workflow_instances where sub_status = 5 or get_byte(state, 0) = 7;
        analyze
        """;

    static readonly Guid First = new("00000000-0000-4000-8000-000000000001");

    static readonly Actor Manager = new(
        Guid.CreateVersion7(), "Manager", new[] { (First, Role.GrantManager) }.ToFrozenSet(), FrozenDictionary<Guid, OrganisationRole>.Empty);

    public static async Task<int> RunAsync()
    {
        await using var server = await PrivatePostgres.StartAsync();
        var name = $"instances_bench_{Guid.CreateVersion7():N}";
        await server.RunSqlAsync($"create database {name}");
        try
        {
            await Migrator.MigrateAsync(server.On(name), TimeProvider.System);
            await server.RunSqlAsync(Generate, name);
            await using var source = NpgsqlDataSource.Create($"{AppRole.On(server.On(name))};Max Auto Prepare=300;Auto Prepare Min Usages=3");
            var options = new DbContextOptionsBuilder<GrantFlowDb>().UseNpgsql(source).Options;
            var cohort = await CohortAsync(options);
            var worst = 0d;
            foreach (var (what, actor, filter) in Lists(cohort)) worst = Math.Max(worst, await MeasureAsync(options, what, actor, filter));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"worst p95 {worst:N0} ms, to be under 300"));
            return worst < 300 ? 0 : 1;
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            await server.RunSqlAsync($"drop database {name} with (force)");
        }
    }

    static IEnumerable<(string What, Actor Actor, InstanceFilter Filter)> Lists(Guid cohort)
    {
        foreach (var (who, actor) in new[] { ("administrator", Actor.Service), ("manager", Manager) })
        {
            yield return ($"{who}: all", actor, new());
            yield return ($"{who}: page 200", actor, new() { Skip = 10_000 });
            yield return ($"{who}: suspended", actor, new() { States = [WorkflowSubStatus.Suspended] });
            yield return ($"{who}: faulted or cancelled", actor, new() { States = [WorkflowSubStatus.Faulted, WorkflowSubStatus.Cancelled] });
            yield return ($"{who}: with incidents", actor, new() { HasIncidents = true });
            yield return ($"{who}: incidents first", actor, new() { IncidentsFirst = true });
            yield return ($"{who}: one definition", actor, new() { Definitions = ["bench-7"] });
            yield return ($"{who}: a cohort", actor, new() { Cohort = cohort });
            yield return ($"{who}: a number", actor, new() { Search = "G-24117" });
            yield return ($"{who}: a common word", actor, new() { Search = "good will" });
            yield return ($"{who}: an Armenian name", actor, new() { Search = "կազմակերպություն 2411" });
            yield return ($"{who}: last changed first", actor, new() { Order = InstanceOrder.LastExecuted });
            yield return ($"{who}: of the last week", actor, new() { Times = [new(InstanceTimeColumn.CreatedAt, TimeComparison.GreaterThan, DateTimeOffset.Parse("2026-01-01", CultureInfo.InvariantCulture))] });
        }
    }

    static async Task<double> MeasureAsync(DbContextOptions<GrantFlowDb> options, string what, Actor actor, InstanceFilter filter)
    {
        var times = new double[Rounds];
        var total = 0;
        for (var round = -3; round < Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            await using var db = new GrantFlowDb(options);
            var page = await FindInstances.ReadAsync(db, actor, filter, default);
            await SubjectNames.ReadAsync(db, page.Rows.Select(r => r.CorrelationId), default);
            if (round >= 0) times[round] = watch.Elapsed.TotalMilliseconds;
            total = page.Total;
        }

        Array.Sort(times);
        var p95 = times[(int)(Rounds * 0.95) - 1];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-40} {total,8:N0} found, p50 {times[Rounds / 2],6:N0} ms, p95 {p95,6:N0} ms"));
        return p95;
    }

    static async Task<Guid> CohortAsync(DbContextOptions<GrantFlowDb> options)
    {
        await using var db = new GrantFlowDb(options);
        return await db.Database.SqlQuery<Guid>($"select id as \"Value\" from cohorts where programme_id = {First} and number = 1").SingleAsync();
    }
}
