using Npgsql;

namespace GrantFlow.Simulation;

/// <summary>Counts a run in its own database. Nothing here knows the scenario.</summary>
static class SummaryQuery
{
    /// <summary>Counts the run.</summary>
    /// <param name="database">The run's database.</param>
    /// <param name="key">The programme's key.</param>
    /// <param name="now">The virtual instant the run ended at.</param>
    /// <param name="wallSeconds">How long it took.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<SimulationSummary> CountAsync(NpgsqlDataSource database, string key, DateTimeOffset now, double wallSeconds, CancellationToken ct)
    {
        var programme = await OneAsync(
            "select coalesce(name->>'en', name->>default_language), id, currency from programmes where key = $1", r => (Name: r.GetString(0), Id: r.GetGuid(1), Currency: r.GetString(2)), key);
        var days = await OneAsync(
            "select coalesce(extract(day from max(at) - min(at)), 0)::int from audit_facts where programme_id = $1", r => r.GetInt32(0), programme.Id);
        var instances = await OneAsync(
            "select count(*) filter (where sub_status in (3, 4)), count(*) filter (where sub_status in (0, 1, 2, 6)), count(*) filter (where sub_status = 5) from workflow_instances",
            r => new InstanceCounts(r.GetInt64(0), r.GetInt64(1), r.GetInt64(2)));
        // Every sixth byte of a journal row's entries is the event, and 0 is an activity's start.
        var steps = await OneAsync(
            "select count(*) from workflow_journal j, generate_series(5, length(j.entries) - 1, 6) place where get_byte(j.entries, place) = 0", r => r.GetInt64(0));
        var cohorts = await AllAsync(
            """
            select coalesce(c.name->>'en', c.name->>p.default_language), c.places,
                (select count(*) from cohort_members m where m.cohort_id = c.id and m.state in ('Member', 'Completed')),
                (select count(*) from applications a join competitions k on k.id = a.competition_id where k.cohort_id = c.id and a.submitted_at is not null),
                (select count(*) from awards a where a.cohort_id = c.id and a.state <> 'Declined'),
                (select count(*) from cohort_members m where m.cohort_id = c.id and m.state = 'Left'),
                (select count(*) from cohort_members m where m.cohort_id = c.id and m.replaces_id is not null)
            from cohorts c join programmes p on p.id = c.programme_id where c.programme_id = $1 order by c.number
            """,
            r => new CohortCounts(r.GetString(0), r.GetInt32(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4), r.GetInt64(5), r.GetInt64(6)),
            programme.Id);
        var languages = await AllAsync("select language, count(*) from mails group by 1 order by 1", Count);
        var kinds = await AllAsync("select kind, count(*) from mails group by 1 order by 1", Count);
        // A prompt is told by its rung and the date it prompts for. Any other mail may be written twice about one subject (a
        // report that was returned comes in again, and is acknowledged again), but never in the same words on one day.
        var duplicates = await OneAsync(
            """
            select coalesce(sum(n - 1), 0)::bigint from (
                select count(*) n from mails m left join reminder_rungs r on r.mail_key = m.key
                group by m.receiver_email, m.kind, m.subject_ref, r.rung, r.due_at, case when r.rung is null then (m.text_body, m.created_at::date)::text end
                having count(*) > 1) d
            """,
            r => r.GetInt64(0));
        // A prompt that was overtaken only after its time had come was missed; one that was overtaken before was not due.
        var reminders = await OneAsync(
            """
            select count(*), count(*) filter (where state = 'Sent'), count(*) filter (where state <> 'Sent')
            from reminder_rungs where send_at <= $1 and (state in ('Sent', 'Pending', 'Faulty') or (ended_at > send_at + interval '1 day'))
            """,
            r => new ReminderCounts(r.GetInt64(0), r.GetInt64(1), r.GetInt64(2)),
            now);
        var reports = await OneAsync(
            """
            select count(*) filter (where state = 'Accepted' or (state <> 'Waived' and due_at <= $2)), count(*) filter (where state = 'Accepted'), count(*) filter (where late)
            from reports where programme_id = $1 and state <> 'Planned'
            """,
            r => new ReportCounts(r.GetInt64(0), r.GetInt64(1), r.GetInt64(2)),
            programme.Id, now);
        var events = await OneAsync(
            """
            select (select count(*) from capacity_events where programme_id = $1 and state = 'Held'),
                (select count(distinct topic_id) from capacity_events where programme_id = $1 and state = 'Held'),
                count(distinct a.organisation_id), count(a.id)
            from attendances a join capacity_events e on e.id = a.event_id where a.programme_id = $1 and e.state = 'Held'
            """,
            r => new EventCounts(r.GetInt64(0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3)),
            programme.Id);
        var money = await OneAsync(
            """
            select (select coalesce(sum(amount), 0) from awards where programme_id = $1 and state <> 'Declined' and (source_id is null or workflow_instance is not null)),
                (select coalesce(sum(amount), 0) from disbursements where programme_id = $1 and state = 'Paid')
            """,
            r => new MoneyCounts(programme.Currency, r.GetDecimal(0), r.GetDecimal(1)),
            programme.Id);
        var incidents = await OneAsync("select count(*) from workflow_incidents", r => r.GetInt64(0));
        return new SimulationSummary(
            programme.Name, days, Math.Round(wallSeconds, 1), instances, steps, cohorts,
            new MailCounts(languages.Sum(l => l.Number), Sorted(languages), Sorted(kinds), duplicates), reminders, reports, events, money, incidents);

        async Task<T> OneAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params object[] values) =>
            (await AllAsync(sql, read, values)) is [var first, ..] ? first : throw new InvalidOperationException($"The run's database has no programme '{key}'.");

        async Task<List<T>> AllAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params object[] values)
        {
            await using var command = database.CreateCommand(sql);
            foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
            await using var reader = await command.ExecuteReaderAsync(ct);
            List<T> rows = [];
            while (await reader.ReadAsync(ct)) rows.Add(read(reader));
            return rows;
        }
    }

    static (string Name, long Number) Count(NpgsqlDataReader reader) => (reader.GetString(0), reader.GetInt64(1));

    static SortedDictionary<string, long> Sorted(List<(string Name, long Number)> counts) =>
        new(counts.ToDictionary(c => c.Name, c => c.Number), StringComparer.Ordinal);
}
