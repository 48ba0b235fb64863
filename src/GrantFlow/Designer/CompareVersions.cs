using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Workflows;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Definitions;

namespace GrantFlow.Designer;

/// <summary>Two versions beside each other.</summary>
/// <param name="Versions">All versions of the definition, newest first.</param>
/// <param name="From">The older one compared, usually.</param>
/// <param name="To">The newer one.</param>
/// <param name="Diff">What differs; null when one of them can't be read.</param>
public sealed record VersionsCompared(IReadOnlyList<DesignVersion> Versions, DesignVersion From, DesignVersion To, DefinitionDiff? Diff);

/// <summary>Shows what differs between two versions of a definition; the draft is one of them.</summary>
/// <remarks>Refuses: <c>not-found</c>.</remarks>
public static class CompareVersions
{
    /// <summary>Compares.</summary>
    /// <param name="db">The database.</param>
    /// <param name="actor">Who looks.</param>
    /// <param name="store">Has the texts.</param>
    /// <param name="catalogue">Names types and properties.</param>
    /// <param name="definitionId">Which definition.</param>
    /// <param name="from">A version; null is the one before the other.</param>
    /// <param name="to">A version; null is the newest, the draft if there is one.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Verdict<VersionsCompared>> Execute(
        GrantFlowDb db, Actor actor, IWorkflowStore store, ActivityCatalogue catalogue, string definitionId, int? from, int? to, CancellationToken ct)
    {
        var versions = await DesignVersions.OfAsync(db, actor, definitionId, ct);
        var newer = versions.FirstOrDefault(v => to is null || v.Version == to);
        if (newer is null) return Refusal.NotFound;
        var older = from is null
            ? versions.FirstOrDefault(v => v.Version < newer.Version) ?? newer
            : versions.FirstOrDefault(v => v.Version == from);
        if (older is null) return Refusal.NotFound;
        var texts = (await store.DefinitionsAsync(definitionId, ct)).ToDictionary(d => d.Version, d => d.Json);
        return new VersionsCompared(versions, older, newer, DefinitionComparison.Compare(texts[older.Version], texts[newer.Version], catalogue));
    }
}
