using System.Diagnostics;
using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Forms;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace GrantFlow.Simulation;

/// <summary>How much a try may do before it is stopped and told so.</summary>
/// <param name="Wall">By the wall's clock. The default value is a minute.</param>
/// <param name="Work">Pieces of work of the engine in all. The default value is 10,000; the shipped workflows need 200.</param>
/// <param name="AtOnce">Pieces of work at one virtual instant. The default value is 2,000.</param>
public sealed record TryLimits(TimeSpan Wall, long Work = 10_000, long AtOnce = 2_000)
{
    /// <summary>The usual ones.</summary>
    public static TryLimits Usual { get; } = new(TimeSpan.FromMinutes(1));
}

/// <summary>Plays one try in the sandbox: empties it, makes the sample, publishes the definitions, plays, and tells what happened.</summary>
/// <param name="services">The host's services on the sandbox, watched by <see cref="Provenance"/>.</param>
/// <param name="clock">The clock that they run by.</param>
/// <param name="limits">When to stop.</param>
sealed class TryRun(IServiceProvider services, SimulationClock clock, TryLimits limits)
{
    /// <summary>Plays it.</summary>
    /// <param name="request">What.</param>
    /// <param name="reached">Hears how far it is: the virtual instant, and the share of the days.</param>
    /// <param name="ct">Breaks it off: the host stops.</param>
    public async Task<(TryResult Result, IReadOnlyList<MailParts> Mails)> PlayAsync(TryRequest request, Func<DateTimeOffset, double, Task> reached, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        Origin.Current = new Origin("try");
        await EmptyAsync(ct);
        var (scenario, pool) = Sample.Of(request);
        clock.BeginAt(MorningOf(scenario));
        var theatre = new Theatre(services, clock, new Dice(request.Seed), TextWriter.Null) { Character = scenario.Character };
        var machinery = new Machinery(services, clock, (limits.Work, limits.AtOnce));
        await new Opening(theatre, scenario, pool, new Casting(theatre, pool.Names)).BeginAsync(ct);
        await PublishFormsAsync(theatre, request.Programme, ct);
        var from = clock.GetUtcNow();
        var (tried, problems) = await PublishAsync(theatre, request, ct);
        if (tried is not { } version)
            return (new TryResult { End = TryEnd.Unsound, Problems = problems, From = from, Until = from, Seconds = watch.Elapsed.TotalSeconds }, []);

        var strangers = new Strangers(theatre, request, version);
        var (end, restless) = await PlayAsync(theatre, machinery, strangers, scenario, pool, reached, ct);
        var texts = request.Others.Append(request.Tried).DistinctBy(t => t.DefinitionId).ToDictionary(t => t.DefinitionId, t => t.Json);
        var (result, mails) = await new Witness(services, texts, request.Tried.DefinitionId, request.Programme.Languages[0]).TellAsync(
            new TryResult
            {
                End = end,
                Restless = restless,
                From = from,
                Until = clock.GetUtcNow(),
                Work = machinery.Done,
                Refused = theatre.Refused.ToDictionary(r => r.Key, r => r.Value.Times),
            },
            strangers.Sent, ct);
        return (result with { Seconds = watch.Elapsed.TotalSeconds }, mails);
    }

    async Task<(TryEnd End, Restlessness? Restless)> PlayAsync(
        Theatre theatre, Machinery machinery, Strangers strangers, Scenario scenario, OrganisationPool pool, Func<DateTimeOffset, double, Task> reached, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(limits.Wall);
        var (from, until) = (clock.GetUtcNow(), theatre.Programme.EndOf(scenario.Until));
        var told = Stopwatch.StartNew();
        ITroupe[] troupes =
        [
            new EntrancePeople(theatre), new RenewalPeople(theatre), new CompetitionPeople(theatre, pool, scenario.Cohorts), new SelectionPeople(theatre),
            new TaskPeople(theatre), new AwardPeople(theatre), new MonitoringPeople(theatre), new ReportingPeople(theatre),
        ];
        try
        {
            await new Play(theatre, machinery, troupes, GoOnAsync).RunAsync(until, limit.Token);
            return (TryEnd.Played, null);
        }
        catch (RestlessException e)
        {
            return (TryEnd.Restless, e.Kind);
        }
        // Whatever a statement says that was cancelled in its middle.
        catch (Exception) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return (TryEnd.TooLong, null);
        }

        async Task<bool> GoOnAsync(CancellationToken c)
        {
            if (told.ElapsedMilliseconds > 400)
            {
                told.Restart();
                await reached(clock.GetUtcNow(), Math.Clamp((clock.GetUtcNow() - from) / (until - from), 0, 1));
            }

            return await strangers.GoOnAsync(c);
        }
    }

    async Task EmptyAsync(CancellationToken ct)
    {
        await using (var empty = services.GetRequiredService<NpgsqlDataSource>().CreateCommand("select empty_sandbox()")) await empty.ExecuteNonQueryAsync(ct);
        services.GetRequiredService<GraphCache>().Forget();
        services.GetRequiredService<Provenance>().Clear();
    }

    static async Task PublishFormsAsync(Theatre theatre, SampleProgramme programme, CancellationToken ct)
    {
        foreach (var (purpose, questions) in programme.Forms.OrderBy(f => f.Key))
        {
            await theatre.DoAsync($"form:{purpose}", (db, c) => PublishForm.Execute(
                db, Actor.Service, theatre.Programme.Id, new PublishForm.Request(purpose, questions), theatre.Clock, c), ct);
        }
    }

    /// <summary>Publishes what the programme's work takes, the draft in its place.</summary>
    /// <returns>The draft's version, or what is wrong with it.</returns>
    async Task<(int? Tried, IReadOnlyList<DefinitionProblem> Problems)> PublishAsync(Theatre theatre, TryRequest request, CancellationToken ct)
    {
        await using (var scope = services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<GrantFlowDb>();
            foreach (var text in request.Others.Append(request.Tried).Where(t => t.Own))
            {
                db.Add(new WorkflowDesign
                {
                    DefinitionId = text.DefinitionId,
                    ProgrammeId = theatre.Programme.Id,
                    StandsInFor = text.StandsInFor,
                    Revision = 1,
                    SavedBy = Guid.Empty,
                    SavedAt = clock.GetUtcNow(),
                });
            }

            await db.SaveChangesAsync(ct);
        }

        var engine = services.GetRequiredService<IWorkflowEngine>();
        var waiting = request.Others.Append(request.Tried).ToList();
        IReadOnlyList<DefinitionProblem> problems = [];
        // One that uses another as an activity is refused until that one is published: go round while it helps. A published
        // one that this build refuses is left out, as in the service itself, where nothing can be started by it.
        for (var before = -1; waiting.Count > 0 && waiting.Count != before;)
        {
            before = waiting.Count;
            foreach (var text in waiting.ToList())
            {
                var answer = await engine.PublishAsync(text.Json, ct);
                if (answer.Version is not null) waiting.Remove(text);
                else if (text == request.Tried) problems = answer.Problems;
            }
        }

        if (waiting.Contains(request.Tried)) return (null, problems);
        // What the drawing starts, and what its steps set off, plays along; another workflow's own timetable is no part of the trial.
        await using var command = services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            """
            with tried as (select number from workflow_definitions where definition_id = $1 and is_published),
                others as (delete from workflow_triggers where next_at is not null and definition not in (select number from tried))
            select number from tried
            """);
        command.Parameters.Add(new() { Value = request.Tried.DefinitionId });
        return (await command.ExecuteScalarAsync(ct) as int?, []);
    }

    static DateTimeOffset MorningOf(Scenario scenario)
    {
        var morning = scenario.From.ToDateTime(new TimeOnly(8, 0));
        return new DateTimeOffset(morning, TimeZoneInfo.FindSystemTimeZoneById(scenario.Zone).GetUtcOffset(morning));
    }
}
