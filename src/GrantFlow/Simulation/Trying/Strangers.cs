using GrantFlow.Workflows.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace GrantFlow.Simulation;

/// <summary>What nobody of the play does: starts the draft by hand, and sends plain signals that it waits for.</summary>
/// <param name="theatre">The play.</param>
/// <param name="request">What is tried.</param>
/// <param name="tried">The draft's version in the sandbox.</param>
sealed class Strangers(Theatre theatre, TryRequest request, int tried)
{
    // A subject that is far enough for people to work with it.
    static readonly Dictionary<string, string> Subjects = new()
    {
        ["organisation"] = "select id from organisations order by created_at, number limit 1",
        ["cohort"] = "select id from cohorts where state <> 'Planned' order by number limit 1",
        ["competition"] = "select id from competitions where state in ('Published', 'Open') order by created_at limit 1",
        ["application"] = "select id from applications where submitted_at is not null order by number limit 1",
        ["award"] = "select id from awards where state = 'Active' order by number limit 1",
        ["report"] = "select r.id from reports r join awards a on a.id = r.award_id where a.state = 'Active' order by a.number, r.number limit 1",
    };

    static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    readonly NpgsqlDataSource _database = theatre.Services.GetRequiredService<NpgsqlDataSource>();
    readonly IWorkflowEngine _engine = theatre.Services.GetRequiredService<IWorkflowEngine>();
    readonly HashSet<(Guid Instance, int Bookmark)> _seen = [];
    readonly bool _signals = request.Tried.Json.Contains("Elsa.Event", StringComparison.Ordinal);

    Guid? _started;
    bool _meant;

    /// <summary>The signals sent, in order.</summary>
    public List<(string Signal, string? About, DateTimeOffset At)> Sent { get; } = [];

    /// <summary>Looks before each jump of the clock.</summary>
    /// <returns>False when what was started by hand is over, and with it the play.</returns>
    public async Task<bool> GoOnAsync(CancellationToken ct)
    {
        if (request.About is { } kind && !_meant) await MeanToStartAsync(kind, ct);
        if (_signals) await MeanToSignalAsync(ct);
        return _started is not { } instance || !await IsOverAsync(instance, ct);
    }

    async Task MeanToStartAsync(string kind, CancellationToken ct)
    {
#pragma warning disable CA2100 // One of the texts above.
        await using var command = _database.CreateCommand(Subjects[kind]);
#pragma warning restore CA2100
        if (await command.ExecuteScalarAsync(ct) is not Guid subject) return;
        _meant = true;
        theatre.Diary.Plan(theatre.InOffice(0.5, "by-hand"), "by-hand", async c =>
            _started = await _engine.StartAsync(new StartWorkflow(request.Tried.DefinitionId, $"{kind}:{subject}"), c));
    }

    async Task MeanToSignalAsync(CancellationToken ct)
    {
        await using var command = _database.CreateCommand(
            """
            select b.instance_id, b.number, b.name, b.correlation_id
            from workflow_instances i
                join workflow_bookmarks b on b.instance_id = i.id and b.kind = 0
                join workflow_nodes n on n.definition = i.definition and n.node = b.node and n.activity_type = 'Elsa.Event'
            where i.definition = $1 order by i.created_at, i.id, b.number
            """);
        command.Parameters.Add(new() { Value = tried });
        List<(Guid Instance, int Bookmark, string Signal, string? About)> waits = [];
        await using (var reader = await command.ExecuteReaderAsync(ct))
            while (await reader.ReadAsync(ct))
                waits.Add((reader.GetGuid(0), reader.GetInt32(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3)));
        foreach (var (instance, bookmark, signal, about) in waits)
        {
            if (!_seen.Add((instance, bookmark))) continue;
            var key = $"signal:{signal}:{_seen.Count}";
            var dice = theatre.Dice(key);
            // Strangers are late, or silent, as often as everybody else.
            if (theatre.Character.Fitful && dice.Chance(0.5)) continue;
            var after = theatre.Character.Fitful ? TimeSpan.FromDays(dice.Between(3, 30)) : Patience;
            theatre.Diary.Plan(theatre.Now + after, key, c => SignalAsync(instance, bookmark, signal, about, c));
        }
    }

    async Task SignalAsync(Guid instance, int bookmark, string signal, string? about, CancellationToken ct)
    {
        await using var command = _database.CreateCommand("select exists (select from workflow_bookmarks where instance_id = $1 and number = $2)");
        command.Parameters.Add(new() { Value = instance });
        command.Parameters.Add(new() { Value = bookmark });
        if (await command.ExecuteScalarAsync(ct) is not true) return;
        await _engine.SignalAsync(new WorkflowSignal(signal, about), ct);
        Sent.Add((signal, about, theatre.Now));
    }

    async Task<bool> IsOverAsync(Guid instance, CancellationToken ct)
    {
        await using var command = _database.CreateCommand(
            """
            with recursive family as (
                select id, finished_at from workflow_instances where id = $1
                union all select c.id, c.finished_at from workflow_instances c join family f on c.parent = f.id)
            select count(*) > 0 and count(*) = count(finished_at) from family
            """);
        command.Parameters.Add(new() { Value = instance });
        return await command.ExecuteScalarAsync(ct) is true;
    }
}
