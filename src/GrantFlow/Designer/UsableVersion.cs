using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Designer;

/// <summary>A version that was published to be used as an activity in other definitions.</summary>
/// <param name="Number">The version's number in the store.</param>
/// <param name="DefinitionId">The definition's lasting id.</param>
/// <param name="Version">Counts from 1; the activity's version too.</param>
/// <param name="Name">The name shown; the activity's type is made of it.</param>
/// <param name="IsPublished">It is offered; an older one is only drawn where it stands.</param>
/// <param name="PublishedVersion">The definition's published version; 0 when it was taken back.</param>
public sealed record UsableVersion(int Number, string DefinitionId, int Version, string Name, bool IsPublished, int PublishedVersion)
{
    /// <summary>The activity type.</summary>
    public string Type => KnownActivities.TypeOf(Name);

    /// <summary>Those that a person may see, as the designer wants them: one for a type and version, of two the one that is offered.</summary>
    /// <param name="db">The database.</param>
    /// <param name="actor">Who draws: of the shared definitions and of those of their programmes.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<UsableVersion>> OfAsync(GrantFlowDb db, Actor actor, CancellationToken ct)
    {
        if (!actor.MaySomewhere(Act.SeeDesigns)) return [];
        var all = await (
            from v in db.DesignVersions
            where v.UsableAsActivity && v.PublishedAt != null
            join d in db.WorkflowDesigns on v.DefinitionId equals d.DefinitionId into designs
            from d in designs.DefaultIfEmpty()
            orderby v.DefinitionId, v.Version
            select new { v.Number, v.DefinitionId, v.Version, v.Name, v.IsPublished, ProgrammeId = (Guid?)d.ProgrammeId }).ToListAsync(ct);
        var seen = all.Where(v => v.ProgrammeId is not { } own || actor.May(Act.SeeDesigns, own)).ToList();
        var published = seen.Where(v => v.IsPublished).ToDictionary(v => v.DefinitionId, v => v.Version);
        return
        [
            .. seen.Select(v => new UsableVersion(v.Number, v.DefinitionId, v.Version, v.Name, v.IsPublished, published.GetValueOrDefault(v.DefinitionId)))
                .Where(v => v.Type.Length > 0)
                .GroupBy(v => (v.Type, v.Version))
                .Select(g => g.OrderByDescending(v => v.IsPublished).First()),
        ];
    }
}
