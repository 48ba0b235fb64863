using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Web.Designer;
using GrantFlow.Web.Pages.Workflows;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace GrantFlow.Benchmarks;

/// <summary>How long lists of 500 definitions, of three versions each, take at the server: <c>ops/bench designer definitions</c>.</summary>
static class DefinitionsBench
{
    const int Rounds = 100;

    // Texts of thirty kilobytes, as the shipped ones have; every fifth definition is a programme's own, and the last version a draft.
    const string Generate = """
        insert into programmes (id, key, number_prefix, name, goal, country, currency, time_zone, starts_on, ends_on, default_language, languages, entrance_required, kind, created_at)
        select ('00000000-0000-4000-8000-00000000000' || p)::uuid, 'bench-' || p, 'B' || p, '{"en":"Bench"}', '{"en":"Goal"}', 'AM', 'AMD', 'Asia/Yerevan', '2020-01-01', '2025-01-01', 'en', '{en}', true, 'Live', now()
        from generate_series(1, 5) p;
        insert into workflow_definitions (version_id, definition_id, version, name, description, json, checksum, is_published, published_at, created_at)
        select 'bench-' || d || ':' || v, 'bench-' || d, v, 'Bench ' || d, 'What it is for ' || md5(d::text), '{"x":"' || repeat(md5(d::text || v), 940) || '"}', '', v = 2, case when v < 3 then now() end, now()
        from generate_series(1, 500) d, generate_series(1, 3) v;
        insert into workflow_designs (definition_id, programme_id, revision, saved_by, saved_at)
        select 'bench-' || d, case when d % 5 = 0 then ('00000000-0000-4000-8000-00000000000' || 1 + d / 5 % 5)::uuid end, 3, gen_random_uuid(), now() from generate_series(1, 500) d;
        insert into workflow_instances (id, created_at, updated_at, definition, sub_status, state)
        select gen_random_uuid(), now(), now(), (select min(number) from workflow_definitions) + n % 1500, case when n % 10 < 4 then 3 else 2 end, decode(repeat(md5(n::text), 25), 'hex')
        from generate_series(1, 100000) n;
        analyze
        """;

    static readonly Actor Manager = new(
        Guid.CreateVersion7(), "Manager", new[] { (new Guid("00000000-0000-4000-8000-000000000001"), Role.GrantManager) }.ToFrozenSet(), FrozenDictionary<Guid, Organisations.OrganisationRole>.Empty);

    public static async Task<int> RunAsync()
    {
        await using var server = await PrivatePostgres.StartAsync();
        var name = $"definitions_bench_{Guid.CreateVersion7():N}";
        await server.RunSqlAsync($"create database {name}");
        try
        {
            await Migrator.MigrateAsync(server.On(name), TimeProvider.System);
            await server.RunSqlAsync(Generate, name);
            await using var source = NpgsqlDataSource.Create($"{AppRole.On(server.On(name))};Max Auto Prepare=300;Auto Prepare Min Usages=3");
            var options = new DbContextOptionsBuilder<GrantFlowDb>().UseNpgsql(source).Options;
            var worst = 0d;
            foreach (var (who, actor) in new[] { ("administrator", Actor.Service), ("manager", Manager) })
            {
                worst = Math.Max(worst, await MeasureAsync(options, $"{who}: all, latest", actor, q => q.Where(h => h.IsLatest), null));
                worst = Math.Max(worst, await MeasureAsync(options, $"{who}: every version", actor, q => q, null));
                worst = Math.Max(worst, await MeasureAsync(options, $"{who}: first ten", actor, q => q.Where(h => h.IsLatest), 10));
                worst = Math.Max(worst, await MeasureAsync(options, $"{who}: published", actor, q => q.Where(h => h.IsPublished), 10));
                worst = Math.Max(worst, await MeasureAsync(options, $"{who}: search", actor, q => q.Where(h => h.IsLatest && EF.Functions.ILike(h.Description ?? "", "%for 3%", "\\")), 10));
            }

            worst = Math.Max(worst, await MeasurePageAsync(options));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"worst p95 {worst:N0} ms, to be under 300"));
            return worst < 300 ? 0 : 1;
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            await server.RunSqlAsync($"drop database {name} with (force)");
        }
    }

    // Our own page: 25 definitions with their cohorts, and how many of 100,000 instances run which version.
    static async Task<double> MeasurePageAsync(DbContextOptions<GrantFlowDb> options)
    {
        var times = new double[Rounds];
        var catalogue = ActivityCatalogue.WithBuiltIns();
        for (var round = -5; round < Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            await using var db = new GrantFlowDb(options);
            var latest = await DesignList.Of(db, Actor.Service, null).Where(h => h.IsLatest).OrderBy(h => h.Name).Take(DefinitionsPage.Rows).ToListAsync();
            await DesignRows.OfAsync(db, Actor.Service, catalogue, latest, "en", default);
            if (round >= 0) times[round] = watch.Elapsed.TotalMilliseconds;
        }

        return Told("administrator: the page of workflows", DefinitionsPage.Rows, 0, times);
    }

    static async Task<double> MeasureAsync(
        DbContextOptions<GrantFlowDb> options, string what, Actor actor, Func<IQueryable<DesignHead>, IQueryable<DesignHead>> asked, int? take)
    {
        var times = new double[Rounds];
        var (total, bytes) = (0, 0);
        for (var round = -5; round < Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            await using var db = new GrantFlowDb(options);
            var query = asked(DesignList.Of(db, actor, null));
            total = await query.CountAsync();
            var page = query.OrderBy(h => h.Name).ThenBy(h => h.DefinitionId).ThenBy(h => h.Version);
            var heads = await (take is { } most ? page.Take(most) : page).ToListAsync();
            bytes = JsonSerializer.SerializeToUtf8Bytes(heads.Select(h => DesignForm.Summary(h, actor)), JsonSerializerOptions.Web).Length;
            if (round >= 0) times[round] = watch.Elapsed.TotalMilliseconds;
        }

        return Told(what, total, bytes, times);
    }

    static double Told(string what, int total, int bytes, double[] times)
    {
        Array.Sort(times);
        var p95 = times[(int)(Rounds * 0.95) - 1];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-40} {total,6:N0} found, {bytes / 1024,4:N0} KiB, p50 {times[Rounds / 2],6:N1} ms, p95 {p95,6:N1} ms"));
        return p95;
    }
}
