using System.Diagnostics;
using GrantFlow.Programmes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace GrantFlow.Simulation;

/// <summary>Nothing can be played by that name or for those days; the message says why.</summary>
public sealed class SimulationRefusedException(string message) : Exception(message);

/// <summary>Plays a programme on a database of its own, from its first day to its last, and counts it.</summary>
public static class SimulationRun
{
    /// <summary>Plays what was asked for.</summary>
    /// <param name="request">What to play.</param>
    /// <param name="server">The database that is served: it is only read, and only for an imported programme.</param>
    /// <param name="open">Makes the host's services on a database that is migrated, with a clock to run by, workflows published.</param>
    /// <param name="progress">How far it is, and what is wrong.</param>
    /// <param name="ct">Stops; the run's database is dropped.</param>
    /// <returns>The counts, and what is wrong in one line each; empty when all is well.</returns>
    /// <exception cref="SimulationRefusedException">No such programme, or days it doesn't have.</exception>
    public static async Task<(SimulationSummary Summary, IReadOnlyList<string> Wrong)> ExecuteAsync(
        SimulationRequest request, string server, Func<string, TimeProvider, Task<ServiceProvider>> open, TextWriter progress, CancellationToken ct)
    {
        if (Scenarios.Find(request.Programme) is { } known) return await PlayAsync(request, known.Scenario, known.Pool, server, open, progress, ct);
        var programme = await ProgrammeCopy.FindAsync(server, request.Programme, ct) ?? throw new SimulationRefusedException(
            $"There is no programme '{request.Programme}' to play. There are {string.Join(", ", Scenarios.Codes)}, and every imported programme by its name.");
        return await ReplayAsync(request, programme, server, open, progress, ct);
    }

    // A published programme ends with its last grant, which owes its final report, the review and the last tranche only then.
    const int CloseOutMonths = 6;

    /// <summary>Plays a scenario.</summary>
    internal static async Task<(SimulationSummary Summary, IReadOnlyList<string> Wrong)> PlayAsync(
        SimulationRequest request, Scenario scenario, OrganisationPool pool, string server,
        Func<string, TimeProvider, Task<ServiceProvider>> open, TextWriter progress, CancellationToken ct)
    {
        var last = request.Until ?? scenario.Until;
        if (request.From is { } from && from != scenario.From)
            throw new SimulationRefusedException($"{scenario.Code} is played from its first day, {scenario.From:yyyy-MM-dd}: leave --from out.");
        if (last <= scenario.From || last > scenario.Until)
            throw new SimulationRefusedException($"{scenario.Code} runs from {scenario.From:yyyy-MM-dd} to {scenario.Until:yyyy-MM-dd}: --until {last:yyyy-MM-dd} isn't within.");

        var watch = Stopwatch.StartNew();
        await using var database = await MakeAsync(request, server, progress, ct);
        var clock = ClockAt(scenario.From, scenario.Zone);
        await using var services = await open(database.ConnectionString, clock);
        var theatre = new Theatre(services, clock, new Dice(request.Seed), progress) { Character = scenario.Character };
        await new Opening(theatre, scenario, pool, new Casting(theatre, pool.Names)).BeginAsync(ct);
        if (scenario.Events is { } events) await new EventPeople(theatre, events).PlanAsync(ct);
        new HappeningPeople(theatre).Plan(scenario.Happenings);
        ITroupe[] applying = [new EntrancePeople(theatre), new RenewalPeople(theatre), new CompetitionPeople(theatre, pool, scenario.Cohorts), new SelectionPeople(theatre)];
        var end = theatre.Programme.EndOf(last);
        await new Play(theatre, new Machinery(services, clock), [.. applying, .. Grants(theatre)]).RunAsync(end, ct);
        return await CountAsync(services, theatre, end, watch, last == scenario.Until, progress, ct);
    }

    /// <summary>Plays a copy of an imported programme.</summary>
    static async Task<(SimulationSummary Summary, IReadOnlyList<string> Wrong)> ReplayAsync(
        SimulationRequest request, Guid programme, string server, Func<string, TimeProvider, Task<ServiceProvider>> open, TextWriter progress, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        await using var database = await MakeAsync(request, server, progress, ct);
        await ProgrammeCopy.CopyAsync(server, database.ConnectionString, programme, ct);
        var clock = new SimulationClock(DateTimeOffset.MinValue);
        await using var services = await open(database.ConnectionString, clock);
        var cast = Scenarios.Read<HistoricCast>("historic.staff");
        var theatre = new Theatre(services, clock, new Dice(request.Seed), progress) { Character = cast.Character };
        theatre.Programme = await theatre.ReadAsync(async db => (await db.Programmes.FindAsync([programme], ct))!);
        var closed = theatre.Programme.EndsOn.AddMonths(CloseOutMonths);
        var (first, last) = (request.From ?? theatre.Programme.StartsOn, request.Until ?? closed);
        if (last < theatre.Programme.StartsOn || first > theatre.Programme.EndsOn || last < first)
            throw new SimulationRefusedException($"{request.Programme} runs from {theatre.Programme.StartsOn:yyyy-MM-dd} to {theatre.Programme.EndsOn:yyyy-MM-dd}: no day of it lies within those asked for.");
        clock.AdvanceTo(ClockAt(first, theatre.Programme.TimeZone).GetUtcNow());
        await new HistoricPlay(theatre, new Casting(theatre, Scenarios.Read<PoolNames>("historic.people"))).BeginAsync(cast, first, last, ct);
        var end = theatre.Programme.EndOf(last);
        await new Play(theatre, new Machinery(services, clock), Grants(theatre)).RunAsync(end, ct);
        return await CountAsync(services, theatre, end, watch, last >= closed, progress, ct);
    }

    static ITroupe[] Grants(Theatre theatre) => [new TaskPeople(theatre), new AwardPeople(theatre), new MonitoringPeople(theatre), new ReportingPeople(theatre)];

    static async Task<SimulationDatabase> MakeAsync(SimulationRequest request, string server, TextWriter progress, CancellationToken ct)
    {
        var database = await SimulationDatabase.CreateAsync(server, request.Keep, TimeProvider.System, ct);
        if (request.Keep) progress.WriteLine($"This run's database stays: {database.Name}");
        return database;
    }

    static SimulationClock ClockAt(DateOnly day, string zone)
    {
        var morning = day.ToDateTime(new TimeOnly(8, 0));
        return new SimulationClock(new DateTimeOffset(morning, TimeZoneInfo.FindSystemTimeZoneById(zone).GetUtcOffset(morning)));
    }

    static async Task<(SimulationSummary Summary, IReadOnlyList<string> Wrong)> CountAsync(
        ServiceProvider services, Theatre theatre, DateTimeOffset end, Stopwatch watch, bool whole, TextWriter progress, CancellationToken ct)
    {
        var database = services.GetRequiredService<NpgsqlDataSource>();
        foreach (var (code, (times, first)) in theatre.Refused) progress.WriteLine($"refused {times,5} × {code} (first: {first})");
        var summary = await SummaryQuery.CountAsync(database, theatre.Programme.Key, end, watch.Elapsed.TotalSeconds, ct);
        return (summary, await Findings.OfAsync(database, summary, whole, ct));
    }
}
