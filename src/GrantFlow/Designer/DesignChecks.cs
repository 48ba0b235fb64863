using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Definitions;
using GrantFlow.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Designer;

/// <summary>Checks a drawing as publishing does: what the engine needs, what the drawing must lead to, and what it names of the product.</summary>
public sealed class DesignChecks(ActivityCatalogue catalogue, GraphCache graphs)
{
    /// <summary>The activity types that the engine can run.</summary>
    public ActivityCatalogue Catalogue => catalogue;

    /// <summary>Everything that stands against publishing.</summary>
    /// <param name="db">Knows the other definitions and the programme.</param>
    /// <param name="definitionId">The definition.</param>
    /// <param name="json">Its text.</param>
    /// <param name="design">Whose it is; null for every programme's.</param>
    /// <param name="now">Its schedules are counted from here.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<CheckedDesign> CheckAsync(GrantFlowDb db, string definitionId, string json, WorkflowDesign? design, DateTimeOffset now, CancellationToken ct)
    {
        var usable = await UsableAsync(db, definitionId, design?.ProgrammeId, ct);
        var texts = usable.ToDictionary(u => u.Key, u => u.Value.Json);
        var compiled = DefinitionCompiler.Compile(json, catalogue, texts);
        if (compiled.Graph is not { } graph) return new CheckedDesign(null, compiled.Problems);
        var children = await ChildrenAsync(db, definitionId, graph, design, ct);
        using var document = DesignText.Parse(json);
        var found = await ProductCheck.CheckAsync(db, catalogue, document.RootElement, design?.ProgrammeId, ct);
        var named = await NamesAsync(db, [definitionId, .. graph.Children, .. children.Keys, .. children.Values.SelectMany(c => c)], design?.ProgrammeId, ct);
        var problems = PublishCheck.Check(compiled, catalogue, children.GetValueOrDefault, found, id => named.GetValueOrDefault(id, id));
        return problems.Count > 0
            ? new CheckedDesign(null, problems)
            : new CheckedDesign(WorkflowEngine.Describe(graph, json, usable.ToDictionary(u => u.Key, u => u.Value.Version), now), []);
    }

    /// <summary>The names of the published definitions that start one by its fixed id: of those that somebody may see.</summary>
    public async Task<IReadOnlyList<string>> StartersAsync(GrantFlowDb db, Actor actor, string definitionId, CancellationToken ct)
    {
        var naming = await (
            from v in db.DesignVersions
            where v.IsPublished && v.DefinitionId != definitionId && v.Json.Contains(definitionId)
            join d in db.WorkflowDesigns on v.DefinitionId equals d.DefinitionId into designs
            from d in designs.DefaultIfEmpty()
            orderby v.Name, v.DefinitionId
            select new { v.Number, v.Name, ProgrammeId = (Guid?)d.ProgrammeId }).ToListAsync(ct);
        List<string> names = [];
        foreach (var one in naming.Where(n => actor.Sees(n.ProgrammeId)))
            if ((await graphs.GetAsync(one.Number, ct)).Graph.Children.Contains(definitionId)) names.Add(one.Name);
        return names;
    }

    /// <summary>What people call definitions: the newest version's name. Another programme's keep their ids.</summary>
    static async Task<Dictionary<string, string>> NamesAsync(GrantFlowDb db, IEnumerable<string> ids, Guid? programmeId, CancellationToken ct)
    {
        var asked = ids.Distinct().ToList();
        var designs = db.WorkflowDesigns;
        var all = await db.DesignVersions
            .Where(v => asked.Contains(v.DefinitionId) && !designs.Any(d => d.DefinitionId == v.DefinitionId && d.ProgrammeId != null && d.ProgrammeId != programmeId))
            .Select(v => new { v.DefinitionId, v.Version, v.Name }).ToListAsync(ct);
        return all.GroupBy(v => v.DefinitionId).ToDictionary(g => g.Key, g => g.MaxBy(v => v.Version)!.Name);
    }

    static async Task<Dictionary<string, (string Json, int Version)>> UsableAsync(GrantFlowDb db, string definitionId, Guid? programmeId, CancellationToken ct) =>
        (await PublishedFor(db, programmeId).Where(v => v.UsableAsActivity && v.DefinitionId != definitionId)
            .Select(v => new { v.DefinitionId, v.Version, v.Json }).ToListAsync(ct))
        .ToDictionary(v => v.DefinitionId, v => (v.Json, v.Version));

    static IQueryable<StoredDesign> PublishedFor(GrantFlowDb db, Guid? programmeId)
    {
        var designs = db.WorkflowDesigns;
        return db.DesignVersions.Where(v => v.IsPublished
            && !designs.Any(d => d.DefinitionId == v.DefinitionId && d.ProgrammeId != null && d.ProgrammeId != programmeId));
    }

    /// <summary>For each workflow that can be reached from the drawing, what it starts; those that aren't published for the programme are left out.</summary>
    async Task<Dictionary<string, IReadOnlyList<string>>> ChildrenAsync(
        GrantFlowDb db, string definitionId, WorkflowGraph graph, WorkflowDesign? design, CancellationToken ct)
    {
        var programme = design?.ProgrammeId;
        var published = await PublishedFor(db, programme)
            .Select(v => new { v.DefinitionId, v.Number }).ToDictionaryAsync(v => v.DefinitionId, v => v.Number, ct);
        var standIns = programme is null ? [] : await db.WorkflowDesigns
            .Where(d => d.ProgrammeId == programme && d.StandsInFor != null)
            .ToDictionaryAsync(d => d.StandsInFor!, d => d.DefinitionId, ct);
        if (design?.StandsInFor is { } place) standIns[place] = definitionId;

        Dictionary<string, IReadOnlyList<string>> children = new(StringComparer.Ordinal) { [definitionId] = graph.Children };
        Queue<string> waiting = new(graph.Children);
        while (waiting.TryDequeue(out var child))
        {
            if (children.ContainsKey(child) || !published.TryGetValue(child, out var number)) continue;
            // Where the programme has its own in that place, that one is begun.
            var starts = standIns.TryGetValue(child, out var own) && (own == definitionId || published.ContainsKey(own))
                ? [own]
                : (await graphs.GetAsync(number, ct)).Graph.Children;
            children.Add(child, starts);
            foreach (var next in starts) waiting.Enqueue(next);
        }

        return children;
    }
}

/// <summary>What checking found.</summary>
/// <param name="Sound">What is to be published; null where something stands against it.</param>
/// <param name="Problems">Sentences that name activity and property; empty when sound.</param>
public sealed record CheckedDesign(NewDefinition? Sound, IReadOnlyList<DefinitionProblem> Problems);
