using System.Collections.Concurrent;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Definitions;

namespace GrantFlow.Workflows.Runtime;

/// <summary>A version and its graph.</summary>
/// <param name="Version">As stored; whether it is still the published one may have changed since.</param>
/// <param name="Graph">What runs.</param>
public sealed record LoadedDefinition(StoredDefinition Version, WorkflowGraph Graph)
{
    /// <summary>False when this host finds fault with it: an activity type is gone since it was published.</summary>
    public bool IsSound { get; init; }
}

/// <summary>Compiled versions by their number. A published version never changes, so an entry is never stale.</summary>
public sealed class GraphCache(IWorkflowStore store, ActivityCatalogue catalogue)
{
    readonly ConcurrentDictionary<int, LoadedDefinition> _graphs = new();

    /// <summary>The activity types.</summary>
    public ActivityCatalogue Catalogue => catalogue;

    /// <summary>The graph of a version.</summary>
    /// <exception cref="InvalidOperationException">There is no such version, or nothing can be made of its text.</exception>
    public ValueTask<LoadedDefinition> GetAsync(int definition, CancellationToken ct) =>
        _graphs.TryGetValue(definition, out var loaded) ? new(loaded) : new(LoadAsync(definition, ct));

    /// <summary>The published texts that other definitions may contain as activities, by definition id.</summary>
    public async Task<IReadOnlyDictionary<string, StoredDefinition>> UsableAsync(CancellationToken ct) =>
        (await store.DefinitionsAsync(null, ct))
            .Where(d => d is { IsPublished: true, UsableAsActivity: true })
            .ToDictionary(d => d.DefinitionId);

    /// <summary>Lets go of everything: the store was emptied, and its numbers may come again.</summary>
    public void Forget() => _graphs.Clear();

    async Task<LoadedDefinition> LoadAsync(int number, CancellationToken ct)
    {
        var definition = await store.DefinitionAsync(number, ct)
            ?? throw new InvalidOperationException($"There is no definition version with the number {number}.");
        Dictionary<string, string> contained = [];
        foreach (var (id, version) in definition.Dependencies)
        {
            var versions = await store.DefinitionsAsync(id, ct);
            contained.Add(id, versions.First(v => v.Version == version).Json);
        }

        var compiled = DefinitionCompiler.Compile(definition.Json, catalogue, contained);
        var graph = compiled.Graph ?? throw new InvalidOperationException($"Nothing can be made of {definition.VersionId}.");
        return _graphs.GetOrAdd(number, new LoadedDefinition(definition, graph) { IsSound = compiled.IsSound });
    }
}
