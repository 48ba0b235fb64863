using Npgsql;

namespace GrantFlow.Simulation;

/// <summary>What is wrong with a run.</summary>
static class Findings
{
    const int Most = 20;

    /// <summary>What is wrong, one line each; empty when all is well.</summary>
    /// <param name="database">The run's database.</param>
    /// <param name="summary">Its counts.</param>
    /// <param name="whole">True when the programme was played to its last day, so that nothing may be left under way.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<string>> OfAsync(NpgsqlDataSource database, SimulationSummary summary, bool whole, CancellationToken ct)
    {
        List<string> wrong = [];
        if (summary.Instances.Faulted > 0) wrong.Add($"{summary.Instances.Faulted} workflow instances are faulted");
        if (summary.Incidents > 0)
        {
            wrong.Add($"{summary.Incidents} incidents:");
            wrong.AddRange(await LinesAsync(
                """
                select coalesce(i.correlation_id, i.id::text) || ': ' || coalesce(n.activity_id, '?') || ': ' || c.message
                from workflow_incidents c left join workflow_instances i on i.id = c.instance_id
                left join workflow_nodes n on n.definition = i.definition and n.node = c.node order by c.at
                """));
        }

        if (summary.Reminders.Missed > 0) wrong.Add($"{summary.Reminders.Missed} reminders were missed");
        if (summary.Mails.Duplicates > 0) wrong.Add($"{summary.Mails.Duplicates} mails are doubled");
        if (!whole) return wrong;
        foreach (var cohort in summary.Cohorts.Where(c => c.Members != c.Places))
            wrong.Add($"the cohort {cohort.Name} has {cohort.Members} members for {cohort.Places} places");
        if (summary.Instances.Suspended > 0)
        {
            wrong.Add($"{summary.Instances.Suspended} workflow instances are still waiting after the programme's last day:");
            wrong.AddRange(await LinesAsync(
                """
                select d.definition_id || ' ' || coalesce(i.correlation_id, i.id::text) || ' waits for '
                    || coalesce(string_agg(distinct coalesce(b.name, 'a time') || coalesce(' ' || to_char(b.due_at, 'YYYY-MM-DD'), ''), ', '), 'nothing')
                from workflow_instances i join workflow_definitions d on d.number = i.definition
                left join workflow_bookmarks b on b.instance_id = i.id
                where i.sub_status in (0, 1, 2, 6) group by d.definition_id, i.correlation_id, i.id order by d.definition_id
                """));
        }

        return wrong;

        async Task<List<string>> LinesAsync(string sql)
        {
            await using var command = database.CreateCommand($"{sql} limit {Most + 1}");
            await using var reader = await command.ExecuteReaderAsync(ct);
            List<string> lines = [];
            while (await reader.ReadAsync(ct)) lines.Add(lines.Count == Most ? "  …" : $"  {reader.GetString(0)}");
            return lines;
        }
    }
}
