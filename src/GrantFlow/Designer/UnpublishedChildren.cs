using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Designer;

/// <summary>Workflows that an instance started and waits for, and that can't begin because no version of them is published.</summary>
public static class UnpublishedChildren
{
    /// <summary>Their names by the number of the wait.</summary>
    /// <param name="db">The database.</param>
    /// <param name="instanceId">Who waits.</param>
    /// <param name="programmeId">Whose the instance is; another programme's workflow keeps its id.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<ILookup<int, string>> OfAsync(GrantFlowDb db, Guid instanceId, Guid programmeId, CancellationToken ct)
    {
        // The engine parks a start that finds no version, and looks again once something is published.
        var rows = await db.Database.SqlQuery<Row>($"""
            select distinct s.bookmark as "Bookmark", coalesce((
                select d.name from workflow_definitions d left join workflow_designs w on w.definition_id = d.definition_id
                where d.definition_id = s.name and coalesce(w.programme_id, {programmeId}) = {programmeId}
                order by d.version desc limit 1), s.name) as "Name"
            from workflow_signals s
            where s.kind = 'start' and s.parked and s.parent = {instanceId} and s.bookmark is not null
            order by "Name"
            """).ToListAsync(ct);
        return rows.ToLookup(r => r.Bookmark, r => r.Name);
    }

    sealed class Row
    {
        public int Bookmark { get; init; }

        public required string Name { get; init; }
    }
}
