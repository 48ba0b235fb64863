using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Programmes;

/// <summary>Running numbers that people quote: <c>CSO4P-2021-017</c>.</summary>
public static class NumberSeries
{
    /// <summary>The next number of a series; never the same one twice, gaps are possible.</summary>
    /// <param name="db">The database.</param>
    /// <param name="programmeId">The programme.</param>
    /// <param name="series">For instance <c>application-2021</c>.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<int> NextAsync(GrantFlowDb db, Guid programmeId, string series, CancellationToken ct) =>
        (await db.Database.SqlQuery<int>($"""
            insert into number_series (programme_id, series, last) values ({programmeId}, {series}, 1)
            on conflict (programme_id, series) do update set last = number_series.last + 1
            returning last as "Value"
            """).ToListAsync(ct))[0];
}
