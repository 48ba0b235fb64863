using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Web.Designer;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Workflows;

/// <summary>A definition as the page of workflows shows it.</summary>
/// <param name="Latest">Its latest version.</param>
/// <param name="Published">The version that new instances take, or null.</param>
/// <param name="Stage">The stage most of its activities are of; null where none is of any.</param>
/// <param name="Programme">Whose it is; null for every programme's.</param>
/// <param name="StandsInFor">The name of the shared definition whose place it takes, or null.</param>
/// <param name="SavedAt">When somebody last drew on it, or null.</param>
/// <param name="SavedBy">Who; null where nobody did, or the service.</param>
/// <param name="Cohorts">Which cohorts keep which version.</param>
/// <param name="Running">How many instances run, by version; those of cohorts and others.</param>
sealed record DesignRow(
    DesignHead Latest, DesignHead? Published, string? Stage, string? Programme, string? StandsInFor, DateTimeOffset? SavedAt, string? SavedBy,
    IReadOnlyList<DesignCohort> Cohorts, IReadOnlyList<(int Version, int Count)> Running);

/// <summary>A cohort that keeps a version.</summary>
/// <param name="Id">The cohort.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">The version.</param>
/// <param name="Running">How many of its instances run now.</param>
sealed record DesignCohort(Guid Id, string Name, int Version, int Running);

/// <summary>Reads a page of definitions, with what depends on them.</summary>
static class DesignRows
{
    sealed record Kept(string Definition, int Version, Guid CohortId, Guid ProgrammeId, LocalText Name);

    sealed record Count(int Definition, Guid? CohortId, Guid? ProgrammeId, int Instances);

    /// <summary>The rows for these latest versions.</summary>
    public static async Task<IReadOnlyList<DesignRow>> OfAsync(
        GrantFlowDb db, Actor actor, ActivityCatalogue catalogue, IReadOnlyList<DesignHead> latest, string language, CancellationToken ct)
    {
        var ids = latest.Select(h => h.DefinitionId).ToList();
        var heads = await DesignList.Of(db, actor, null).Where(h => ids.Contains(h.DefinitionId)).ToListAsync(ct);
        var numbers = latest.Select(h => h.Number).ToList();
        var texts = await db.DesignVersions.Where(v => numbers.Contains(v.Number)).Select(v => new { v.Number, v.Json }).ToDictionaryAsync(v => v.Number, v => v.Json, ct);
        var designs = await db.WorkflowDesigns.AsNoTracking().Where(d => ids.Contains(d.DefinitionId)).ToDictionaryAsync(d => d.DefinitionId, ct);
        var savers = designs.Values.Select(d => d.SavedBy).ToList();
        var people = await db.Users.Where(p => savers.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.FullName, ct);
        var programmes = await db.Programmes.AsNoTracking().ToDictionaryAsync(p => p.Id, p => p.Name.In(language), ct);
        var places = designs.Values.Select(d => d.StandsInFor).OfType<string>().ToList();
        var names = await db.DesignVersions.Where(v => places.Contains(v.DefinitionId)).OrderBy(v => v.Version).Select(v => new { v.DefinitionId, v.Name }).ToListAsync(ct);
        var counts = await CountsAsync(db, [.. heads.Select(h => h.Number)], ct);
        var kept = await KeptAsync(db, ids, ct);

        return [.. latest.Select(Row)];

        DesignRow Row(DesignHead head)
        {
            var design = designs.GetValueOrDefault(head.DefinitionId);
            var versions = heads.Where(h => h.DefinitionId == head.DefinitionId).ToDictionary(h => h.Number, h => h.Version);
            // Others' cohorts are nobody's business, also where the definition is everybody's.
            var running = counts.Where(c => versions.ContainsKey(c.Definition) && actor.May(Act.SeeWorkflows, c.ProgrammeId ?? Guid.Empty)).ToList();
            var cohorts = kept.Where(k => k.Definition == head.DefinitionId && actor.May(Act.SeeWorkflows, k.ProgrammeId))
                .Select(k => new DesignCohort(k.CohortId, k.Name.In(language), k.Version, running.Where(r => r.CohortId == k.CohortId && versions[r.Definition] == k.Version).Sum(r => r.Instances)));
            return new DesignRow(
                head,
                heads.FirstOrDefault(h => h.DefinitionId == head.DefinitionId && h.IsPublished),
                StageOf(texts[head.Number], catalogue),
                head.ProgrammeId is { } programme ? programmes.GetValueOrDefault(programme, "") : null,
                design?.StandsInFor is { } place ? names.LastOrDefault(n => n.DefinitionId == place)?.Name ?? place : null,
                design?.SavedAt,
                design is null ? null : people.GetValueOrDefault(design.SavedBy),
                [.. cohorts.OrderByDescending(c => c.Version).ThenBy(c => c.Name, StringComparer.Ordinal)],
                [.. running.GroupBy(r => versions[r.Definition]).Select(g => (g.Key, g.Sum(r => r.Instances))).OrderByDescending(g => g.Key)]);
        }
    }

    static Task<List<Count>> CountsAsync(GrantFlowDb db, int[] numbers, CancellationToken ct) => db.Database.SqlQuery<Count>(
        $"""
        select i.definition, s.cohort_id as "CohortId", s.programme_id as "ProgrammeId", count(*)::integer as instances
        from workflow_instances i left join workflow_subjects s on s.subject = i.correlation_id
        where i.definition = any({numbers}) and i.sub_status not in (3, 4, 5)
        group by i.definition, s.cohort_id, s.programme_id
        """).ToListAsync(ct);

    static async Task<List<Kept>> KeptAsync(GrantFlowDb db, List<string> ids, CancellationToken ct)
    {
        var bound = await db.Database.SqlQuery<Bound>(
            $"""
            select b.binding as "Binding", coalesce(b.taken, b.definition_id) as "Definition", b.version as "Version" from workflow_bindings b
            where coalesce(b.taken, b.definition_id) = any({ids.ToArray()}) and b.binding in (select c.binding from cohorts c where c.binding is not null and c.state <> 'Closed')
            """).ToListAsync(ct);
        var bindings = bound.Select(b => (Guid?)b.Binding).Distinct().ToList();
        var cohorts = await db.Cohorts.AsNoTracking().Where(c => bindings.Contains(c.Binding)).ToListAsync(ct);
        return [.. from b in bound join c in cohorts on b.Binding equals c.Binding select new Kept(b.Definition, b.Version, c.Id, c.ProgrammeId, c.Name)];
    }

    static string? StageOf(string json, ActivityCatalogue catalogue)
    {
        using var document = DesignText.Parse(json);
        return document.RootElement.TryGetProperty("root", out var root) && root.ValueKind == System.Text.Json.JsonValueKind.Object
            ? DesignNodes.Of(root).Select(n => catalogue.Descriptors.GetValueOrDefault(n.Type)?.Stage).OfType<string>()
                .GroupBy(s => s).OrderBy(g => g.Key == "Everywhere").ThenByDescending(g => g.Count()).FirstOrDefault()?.Key
            : null;
    }

    sealed record Bound(Guid Binding, string Definition, int Version);
}
