using GrantFlow.Accounts;
using GrantFlow.Capacity;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Simulation;
using GrantFlow.Web.Hosting;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace GrantFlow.Web.Demo;

/// <summary>The demonstration is in the database.</summary>
/// <param name="Programmes">Its programmes' keys.</param>
public sealed record DemonstrationLoaded(IReadOnlyList<string> Programmes);

/// <summary>The loading of the demonstration began; without the fact of its end it was interrupted.</summary>
public sealed record DemonstrationBegun(bool Empty);

/// <summary>Plays the demonstration's programmes from their first day to now, through the real use cases, workflows and letters.</summary>
static class Demonstration
{
    /// <summary>The subject of its two facts.</summary>
    public const string Subject = "demonstration:00000000-0000-0000-0000-000000000000";

    /// <summary>Loads it, unless it is there.</summary>
    /// <returns>True when it was loaded now.</returns>
    /// <exception cref="Cli.VerbFailedException">An earlier loading was interrupted on a database that had more in it.</exception>
    public static async Task<bool> LoadAsync(HostSettings settings, TextWriter progress, CancellationToken ct)
    {
        var now = TimeProvider.System.GetUtcNow();
        await using (var services = Cli.VerbServices.Build(settings))
        {
            await using var scope = services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<GrantFlowDb>();
            var kinds = await db.AuditFacts.Where(f => f.Subject == Subject).OrderBy(f => f.At).Select(f => new { f.Kind, f.Data }).ToListAsync(ct);
            if (kinds.Any(k => k.Kind == nameof(DemonstrationLoaded))) return false;
            if (kinds.Count > 0) await StartOverAsync(settings, kinds[^1].Data.Contains("true", StringComparison.Ordinal), ct);
            db.Record(Actor.Service, null, Subject, new DemonstrationBegun(!await db.Programmes.AnyAsync(ct)), now);
            await db.SaveChangesAsync(ct);
        }

        var today = DateOnly.FromDateTime(now.UtcDateTime);
        (Scenario Scenario, OrganisationPool Pool)[] programmes = [DemoScenarios.Kyrgyz(today), DemoScenarios.Armenian(today)];
        foreach (var (scenario, pool) in programmes) await PlayAsync(settings, scenario, pool, now, progress, ct);
        await using var live = Cli.VerbServices.Build(settings);
        await FinishAsync(live, [.. programmes.Select(p => p.Scenario.Code)], ct);
        return true;
    }

    static async Task PlayAsync(HostSettings settings, Scenario scenario, OrganisationPool pool, DateTimeOffset until, TextWriter progress, CancellationToken ct)
    {
        var morning = scenario.From.ToDateTime(new TimeOnly(8, 0));
        var clock = new SimulationClock(new DateTimeOffset(morning, TimeZoneInfo.FindSystemTimeZoneById(scenario.Zone).GetUtcOffset(morning)));
        await using var services = await SimulationHost.OpenAsync(settings, clock, ct);
        var theatre = new Theatre(services, clock, new Dice(1), progress) { Character = scenario.Character };
        await new Opening(theatre, scenario, pool, new Casting(theatre, pool.Names)).BeginAsync(ct);
        ITroupe[] troupes =
        [
            new EntrancePeople(theatre), new CompetitionPeople(theatre, pool, scenario.Cohorts), new SelectionPeople(theatre),
            new AwardPeople(theatre), new MonitoringPeople(theatre), new ReportingPeople(theatre),
        ];
        await new Play(theatre, new Machinery(services, clock), troupes).RunAsync(until, ct);
    }

    // One organisation of each programme is new: its head has everything still before them, but the right to apply.
    static async Task FinishAsync(ServiceProvider services, IReadOnlyList<string> programmes, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GrantFlowDb>();
        foreach (var newcomer in Newcomers)
        {
            var programme = await db.Programmes.FirstAsync(p => p.Key == newcomer.Programme, ct);
            var head = Person.Of(newcomer.Head, newcomer.Email, newcomer.Language);
            db.Add(head);
            db.Add(new ProgrammeRole { PersonId = head.Id, ProgrammeId = programme.Id, Role = Role.Applicant });
            await db.SaveChangesAsync(ct);
            var actor = await new ActorAccessor(db, TimeProvider.System).OfPersonAsync(head.Id, ct);
            var request = new RegisterOrganisation.Request(
                LocalText.Of(newcomer.Language, newcomer.Organisation), OrganisationKind.Initiative, null, newcomer.Region, newcomer.Town, newcomer.Language, newcomer.Email);
            if (!(await RegisterOrganisation.Execute(db, actor, programme.Id, request, TimeProvider.System, ct)).Allows(out var registered, out var refusal))
                throw new Cli.VerbFailedException($"the demonstration's organisation is refused: {refusal.Detail}");
            var waived = await WaiveEntitlement.Execute(
                db, Actor.Service, registered.OrganisationId, new("Demonstration: may apply at once.", 365), TimeProvider.System, ct);
            if (!waived.Allows(out _, out refusal)) throw new Cli.VerbFailedException($"the demonstration's organisation is refused: {refusal.Detail}");
        }

        db.Record(Actor.Service, null, Subject, new DemonstrationLoaded(programmes), TimeProvider.System.GetUtcNow());
        await db.SaveChangesAsync(ct);
    }

    static readonly (string Programme, string Head, string Email, string Language, string Organisation, string Region, string Town)[] Newcomers =
    [
        ("csos4progress", "Նարե Մելքոնյան", "nare@aghbyur.example", "hy", "«Աղբյուր» համայնքային նախաձեռնություն", "AM-TV", "Դիլիջան"),
        ("cgp", "Айгүл Токтосунова", "aigul@kenesh-jashtary.example", "ky", "«Кеңеш жаштары» демилгелүү тобу", "KG-N", "Ат-Башы"),
    ];

    // What an interrupted loading left is half a programme that nobody can go on with. Where there was nothing else, it is
    // taken away whole; elsewhere only its operator can tell what may go.
    static async Task StartOverAsync(HostSettings settings, bool wasEmpty, CancellationToken ct)
    {
        if (!wasEmpty)
            throw new Cli.VerbFailedException("an earlier loading of the demonstration was interrupted, and the database holds other programmes too: load it into an empty database");
        await using var connection = new NpgsqlConnection(settings.OwnerDatabase);
        await connection.OpenAsync(ct);
        await using var empty = new NpgsqlCommand(
            """
            do $$
            begin
                execute (
                    select format('truncate %s cascade', string_agg(format('%I', table_name), ', ')) from information_schema.tables
                    where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not in ('schema_migrations', 'regions', 'data_protection_keys', 'audit_state'));
            end
            $$
            """,
            connection);
        await empty.ExecuteNonQueryAsync(ct);
    }
}
