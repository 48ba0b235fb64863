using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Designer;

/// <summary>One version of a definition, without its text.</summary>
/// <param name="DefinitionId">The definition's lasting id.</param>
/// <param name="Version">Counts from 1.</param>
/// <param name="Name">The name shown.</param>
/// <param name="IsPublished">New work takes it.</param>
/// <param name="PublishedAt">Null for the draft.</param>
/// <param name="ProgrammeId">Whose the definition is; null for every programme's.</param>
public sealed record DesignVersion(string DefinitionId, int Version, string Name, bool IsPublished, DateTimeOffset? PublishedAt, Guid? ProgrammeId);

/// <summary>The versions of the definitions that a person may see: the shared ones and those of their programmes.</summary>
public static class DesignVersions
{
    /// <summary>Lists them, by definition and newest first.</summary>
    /// <param name="db">The database.</param>
    /// <param name="actor">Who looks.</param>
    /// <param name="definitionId">Only of this definition; null is all.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Empty when there are none, or none to be seen.</returns>
    public static async Task<IReadOnlyList<DesignVersion>> OfAsync(GrantFlowDb db, Actor actor, string? definitionId, CancellationToken ct)
    {
        if (!actor.MaySomewhere(Act.SeeDesigns)) return [];
        var all = await db.Database.SqlQuery<DesignVersion>(
            $"""
            select d.definition_id as "DefinitionId", d.version as "Version", d.name as "Name", d.is_published as "IsPublished",
                d.published_at as "PublishedAt", w.programme_id as "ProgrammeId"
            from workflow_definitions d left join workflow_designs w on w.definition_id = d.definition_id
            where {definitionId}::text is null or d.definition_id = {definitionId}
            order by d.definition_id, d.version desc
            """).ToListAsync(ct);
        return [.. all.Where(d => d.ProgrammeId is not { } own || actor.May(Act.SeeDesigns, own))];
    }
}
