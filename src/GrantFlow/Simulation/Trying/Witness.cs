using System.Text.RegularExpressions;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace GrantFlow.Simulation;

/// <summary>Reads out of the sandbox what a play has left there, in words that are the same each time it is played.</summary>
/// <param name="services">The sandbox's.</param>
/// <param name="texts">The texts played, by definition id.</param>
/// <param name="tried">The draft's definition id.</param>
/// <param name="language">The sample's first.</param>
sealed partial class Witness(IServiceProvider services, IReadOnlyDictionary<string, string> texts, string tried, string language)
{
    readonly IWorkflowEngine _engine = services.GetRequiredService<IWorkflowEngine>();
    readonly NpgsqlDataSource _database = services.GetRequiredService<NpgsqlDataSource>();
    readonly Provenance _provenance = services.GetRequiredService<Provenance>();
    readonly Dictionary<string, DrawnPath> _paths = [];

    Dictionary<string, string> _names = [];
    Dictionary<Guid, string> _definitions = [];

    /// <summary>Puts it all together.</summary>
    /// <returns>The result, and the parts of its mails in their order.</returns>
    public async Task<(TryResult Result, IReadOnlyList<MailParts> Mails)> TellAsync(TryResult result, IReadOnlyList<(string Signal, string? About, DateTimeOffset At)> signals, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GrantFlowDb>();
        _names = await PairsAsync(SubjectNames.Sql, r => r.GetString(0), r => r.GetString(1), ct);
        _definitions = await PairsAsync(
            "select i.id, d.definition_id from workflow_instances i join workflow_definitions d on d.number = i.definition where $1 <> ''",
            r => r.GetGuid(0), r => r.GetString(1), ct);
        var deadlines = await db.Deadlines.AsNoTracking().ToListAsync(ct);
        var rungs = (await db.ReminderRungs.AsNoTracking().ToListAsync(ct)).ToLookup(r => r.DeadlineId);
        var (mails, origins, parts) = await MailsAsync(db, rungs, ct);
        var (instances, untaken) = await InstancesAsync(origins, ct);
        return (result with
        {
            Counts = await CountsAsync(ct),
            Instances = instances,
            Untaken = untaken,
            Mails = mails,
            Deadlines =
            [
                .. deadlines.Select(d => Deadline(d, rungs[d.Id]))
                    .OrderBy(d => d.Set).ThenBy(d => d.Kind, StringComparer.Ordinal).ThenBy(d => d.About?.Name, StringComparer.Ordinal).ThenBy(d => d.Due).ThenBy(d => d.Ended),
            ],
            Tasks = [.. (await db.Tasks.AsNoTracking().ToListAsync(ct)).Select(Asked).OrderBy(t => t.Asked).ThenBy(t => t.Title, StringComparer.Ordinal).ThenBy(t => t.About?.Name, StringComparer.Ordinal)],
            Signals = [.. signals.Select(s => new SentSignal(s.Signal, SubjectOf(s.About), s.At))],
            Incidents = await IncidentsAsync(ct),
            Busiest = result.End is TryEnd.Restless or TryEnd.TooLong ? await BusiestAsync(ct) : null,
        }, parts);
    }

    async Task<(List<TriedMail> Mails, Dictionary<(Guid Instance, string Activity), List<(int Number, DateTimeOffset At)>> Origins, List<MailParts> Parts)> MailsAsync(
        GrantFlowDb db, ILookup<Guid, ReminderRung> rungs, CancellationToken ct)
    {
        var prompts = rungs.SelectMany(g => g).Where(r => r.MailKey is not null).ToDictionary(r => r.MailKey!, r => r.DeadlineId);
        var roles = await RolesAsync(ct);
        var written = (await db.Mails.AsNoTracking().ToListAsync(ct))
            .OrderBy(m => m.CreatedAt).ThenBy(m => m.Kind, StringComparer.Ordinal).ThenBy(m => m.ReceiverEmail, StringComparer.Ordinal)
            .ThenBy(m => _names.GetValueOrDefault(m.SubjectRef, ""), StringComparer.Ordinal).ThenBy(m => m.TextBody, StringComparer.Ordinal).ToList();
        List<TriedMail> mails = [];
        Dictionary<(Guid, string), List<(int, DateTimeOffset)>> origins = [];
        foreach (var mail in written)
        {
            var prompt = prompts.TryGetValue(mail.Key, out var deadline);
            var origin = prompt ? _provenance.OfDeadline(deadline) : _provenance.OfMail(mail.Key);
            var number = mails.Count + 1;
            if (!prompt && origin is { } by)
            {
                if (!origins.TryGetValue(by, out var list)) origins.Add(by, list = []);
                list.Add((number, mail.CreatedAt));
            }

            mails.Add(new TriedMail(
                number, mail.CreatedAt, mail.Kind, mail.Language, mail.ReceiverName, mail.ReceiverEmail, roles.GetValueOrDefault(mail.ReceiverEmail), SubjectOf(mail.SubjectRef),
                mail.Title, mail.State != MailState.Silenced, IsDrawn(origin), CaptionOf(origin)));
        }

        return (mails, origins, [.. written.Select(m => new MailParts(Plain(m.TextBody), Plain(m.HtmlBody)))]);
    }

    async Task<(List<TriedInstance> Instances, IReadOnlyList<UntakenBranch> Untaken)> InstancesAsync(
        Dictionary<(Guid Instance, string Activity), List<(int Number, DateTimeOffset At)>> origins, CancellationToken ct)
    {
        var path = PathOf(tried)!;
        List<TriedInstance> instances = [];
        List<IReadOnlyList<JournalEntry>> journals = [];
        foreach (var id in _definitions.Where(d => d.Value == tried).Select(d => d.Key))
        {
            if (await _engine.FindAsync(id, ct) is not { } view) continue;
            var journal = await _engine.JournalAsync(id, ct);
            journals.Add(journal);
            var waits = view.Bookmarks.Select(b => new TriedWait(
                path.CaptionOf(b.ActivityId), b.Signal, b.DueAt, journal.LastOrDefault(e => e.ActivityId == b.ActivityId && e.Event == "Started")?.At ?? view.CreatedAt));
            instances.Add(new TriedInstance(
                SubjectOf(view.CorrelationId), view.CreatedAt, view.FinishedAt, view.SubStatus,
                path.StepsOf(journal, (activity, from, until) => [.. origins.GetValueOrDefault((id, activity), []).Where(m => m.At >= from && !(m.At > until)).Select(m => m.Number)]),
                [.. waits.DistinctBy(w => (w.Caption, w.Signal, w.Until))]));
        }

        return ([.. instances.OrderBy(i => i.Began).ThenBy(i => i.About?.Name, StringComparer.Ordinal)], path.UntakenBy(journals));
    }

    TriedDeadline Deadline(Deadline deadline, IEnumerable<ReminderRung> rungs)
    {
        var origin = _provenance.OfDeadline(deadline.Id);
        return new TriedDeadline(
            deadline.Kind, SubjectOf(deadline.SubjectRef), deadline.CreatedAt, deadline.DueAt, deadline.State.ToString(), deadline.EndedAt, IsDrawn(origin), CaptionOf(origin),
            [.. rungs.GroupBy(r => (r.Rung, r.SendAt, r.State)).OrderBy(g => g.Key.SendAt).ThenBy(g => g.Key.Rung, StringComparer.Ordinal).ThenBy(g => g.Key.State)
                .Select(g => new TriedPrompt(g.Key.Rung, g.Key.SendAt, g.Count(), g.Key.State.ToString()))]);
    }

    TriedTask Asked(PersonTask task) => new(
        task.Title, task.Role?.ToString(), SubjectOf(task.SubjectRef), task.CreatedAt, task.DueAt, task.State.ToString(), task.Outcome, IsDrawn(_provenance.OfTask(task.Key)));

    async Task<IReadOnlyList<TriedIncident>> IncidentsAsync(CancellationToken ct)
    {
        List<TriedIncident> incidents = [];
        foreach (var (id, definition) in _definitions)
        {
            if (await _engine.FindAsync(id, ct) is not { Incidents.Count: > 0 } view) continue;
            incidents.AddRange(view.Incidents.Select(i => new TriedIncident(
                view.Name ?? PathOf(definition)?.Name ?? definition, SubjectOf(view.CorrelationId), PathOf(definition)?.CaptionOf(i.ActivityId) ?? i.ActivityId, Plain(i.Message), i.At, definition == tried)));
        }

        return [.. incidents.OrderBy(i => i.At).ThenBy(i => i.About?.Name, StringComparer.Ordinal).ThenBy(i => i.Caption, StringComparer.Ordinal)];
    }

    async Task<BusiestWorkflow?> BusiestAsync(CancellationToken ct)
    {
        await using var command = _database.CreateCommand("""
            select d.definition_id, min(d.name), count(distinct e.instance_id),
                count(*) filter (where e.activity_type not in ('Elsa.Workflow', 'Elsa.Flowchart', 'Elsa.Sequence')) as steps
            from workflow_journal_entries e join workflow_definitions d on d.number = e.definition
            where e.event = 'Started' group by d.definition_id order by steps desc, d.definition_id limit 1
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? new(PathOf(reader.GetString(0))?.Name ?? reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3)) : null;
    }

    async Task<SampleCounts> CountsAsync(CancellationToken ct)
    {
        await using var command = _database.CreateCommand("""
            select (select count(*) from organisations), (select count(distinct organisation_id) from entitlements),
                (select count(*) from applications where submitted_at is not null), (select count(*) from awards where state <> 'Declined'),
                (select count(*) from reports where state = 'Accepted')
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        int Count(int column) => (int)reader.GetInt64(column);
        return new SampleCounts(Count(0), Count(1), Count(2), Count(3), Count(4));
    }

    // Staff by their role in the programme, else by the one in their organisation.
    Task<Dictionary<string, string>> RolesAsync(CancellationToken ct) => PairsAsync(
        """
        select distinct on (email) email, role from (
            select p.email, r.role, 0 as place from people p join programme_roles r on r.person_id = p.id where r.role <> 'Applicant'
            union all select o.email, 'Organisation.' || o.role, 1 from organisation_people o) a where $1 <> ''
        order by email, place, role
        """,
        r => r.GetString(0), r => r.GetString(1), ct);

    async Task<Dictionary<TKey, string>> PairsAsync<TKey>(string sql, Func<NpgsqlDataReader, TKey> key, Func<NpgsqlDataReader, string> value, CancellationToken ct)
        where TKey : notnull
    {
#pragma warning disable CA2100 // Constants of this assembly.
        await using var command = _database.CreateCommand(sql);
#pragma warning restore CA2100
        command.Parameters.Add(new() { Value = language });
        await using var reader = await command.ExecuteReaderAsync(ct);
        Dictionary<TKey, string> pairs = [];
        while (await reader.ReadAsync(ct)) pairs.Add(key(reader), value(reader));
        return pairs;
    }

    bool IsDrawn((Guid Instance, string Activity)? origin) => origin is { } by && _definitions.GetValueOrDefault(by.Instance) == tried;

    string? CaptionOf((Guid Instance, string Activity)? origin) =>
        origin is { } by && _definitions.TryGetValue(by.Instance, out var definition) ? PathOf(definition)?.CaptionOf(by.Activity) ?? by.Activity : null;

    DrawnPath? PathOf(string definition)
    {
        if (_paths.TryGetValue(definition, out var known)) return known;
        return texts.TryGetValue(definition, out var json) ? _paths[definition] = DrawnPath.Of(json) : null;
    }

    TriedSubject? SubjectOf(string? subject) =>
        subject?.Split(':', 2) is [var kind, _] ? new TriedSubject(kind, _names.GetValueOrDefault(subject, "")) : null;

    // Ids lead nowhere outside the sandbox, and are others each time.
    static string Plain(string text) => AnyId().Replace(text, "…");

    [GeneratedRegex("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")]
    private static partial Regex AnyId();
}
