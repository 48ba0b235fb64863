using System.Text.Json;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Designer;

/// <summary>What subjects are called: number, title, organisation.</summary>
public static class SubjectNames
{
    static readonly string[] Kinds = ["organisation", "cohort", "competition", "application", "award", "report", "visit"];

    /// <summary>The names of subjects, by subject; what is unknown is left out.</summary>
    public static async Task<IReadOnlyDictionary<string, SubjectName>> ReadAsync(GrantFlowDb db, IEnumerable<string?> subjects, CancellationToken ct)
    {
        var asked = subjects.OfType<string>().Distinct()
            .Select(s => s.Split(':', 2)).Where(p => p.Length == 2 && Kinds.Contains(p[0]) && Guid.TryParse(p[1], out _))
            .ToLookup(p => p[0], p => Guid.Parse(p[1]));
        if (asked.Count == 0) return new Dictionary<string, SubjectName>();
        Guid[] Of(string kind) => [.. asked[kind]];
        var rows = await db.Database.SqlQuery<Row>($"""
            select 'organisation' as "Kind", o.id as "Id", o.number as "Number", o.name::text as "Title", null as "Organisation"
            from organisations o where o.id = any({Of("organisation")})
            union all
            select 'cohort', c.id, c.number::text, c.name::text, null from cohorts c where c.id = any({Of("cohort")})
            union all
            select 'competition', c.id, null, c.title::text, null from competitions c where c.id = any({Of("competition")})
            union all
            select 'application', a.id, a.number, to_json(a.title)::text, o.name::text
            from applications a join organisations o on o.id = a.organisation_id where a.id = any({Of("application")})
            union all
            select 'award', a.id, a.number, a.title::text, o.name::text
            from awards a join organisations o on o.id = a.organisation_id where a.id = any({Of("award")})
            union all
            select 'report', r.id, a.number || '/' || r.number, a.title::text, o.name::text
            from reports r join awards a on a.id = r.award_id join organisations o on o.id = a.organisation_id where r.id = any({Of("report")})
            union all
            select 'visit', v.id, a.number || '/' || v.number, a.title::text, o.name::text
            from visits v join awards a on a.id = v.award_id join organisations o on o.id = a.organisation_id where v.id = any({Of("visit")})
            """).ToListAsync(ct);
        return rows.ToDictionary(r => $"{r.Kind}:{r.Id}", r => new SubjectName(r.Kind, r.Id, r.Number, TextOf(r.Title) ?? LocalText.Empty, TextOf(r.Organisation)));
    }

    static LocalText? TextOf(string? json) => json is null ? null : JsonSerializer.Deserialize<LocalText>(json);

    sealed class Row
    {
        public required string Kind { get; init; }

        public Guid Id { get; init; }

        public string? Number { get; init; }

        public string? Title { get; init; }

        public string? Organisation { get; init; }
    }
}

/// <summary>What a subject is called.</summary>
/// <param name="Kind">organisation, cohort, competition, application, award, report or visit.</param>
/// <param name="Id">Its id.</param>
/// <param name="Number">Its number, or null where it has none.</param>
/// <param name="Title">Its name or title.</param>
/// <param name="Organisation">The organisation behind it, or null.</param>
public sealed record SubjectName(string Kind, Guid Id, string? Number, LocalText Title, LocalText? Organisation)
{
    /// <summary>Its page.</summary>
    public string Path => $"/{Kind}s/{Id}";
}
