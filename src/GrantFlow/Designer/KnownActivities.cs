using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Designer;

/// <summary>The activity types that the designer has a descriptor of; what isn't here it must never be sent.</summary>
/// <param name="Catalogue">The engine's own and the host's.</param>
/// <param name="Used">Types of published definitions that can be used as activities.</param>
public sealed record KnownActivities(ActivityCatalogue Catalogue, IReadOnlySet<string> Used)
{
    /// <summary>The designer's own word for what it doesn't know.</summary>
    public const string Missing = "Elsa.NotFoundActivity";

    /// <summary>Drawn by the designer without a descriptor, where it is the root.</summary>
    public const string StateMachine = "Elsa.StateMachine";

    /// <summary>What is known now.</summary>
    public static async Task<KnownActivities> LoadAsync(GrantFlowDb db, ActivityCatalogue catalogue, CancellationToken ct)
    {
        var names = await db.DesignVersions.Where(v => v.UsableAsActivity && v.PublishedAt != null).Select(v => v.Name).Distinct().ToListAsync(ct);
        return new KnownActivities(catalogue, names.Select(TypeOf).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>True when the pair can be drawn.</summary>
    public bool Has(string type, int version) =>
        Catalogue.Descriptors.TryGetValue(type, out var descriptor) ? descriptor.Version == version
        : type == Missing ? version == 1
        : Used.Contains(type);

    /// <summary>The activity type that a definition gives rise to: its name in Pascal case.</summary>
    public static string TypeOf(string name) => string.Concat(
        name.Split([' ', '-', '_', '.'], StringSplitOptions.RemoveEmptyEntries)
            .Select(w => string.Concat(char.ToUpperInvariant(w[0]).ToString(), w.AsSpan(1))));
}
